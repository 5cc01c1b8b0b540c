package forge

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"net/url"
	"time"
)

// Identity and Issuer are what a good leaf certificate names.
const (
	Identity = "alice@forge.test"
	Issuer   = "https://issuer.forge.test"
)

var (
	oidIssuerV1 = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 1}
	oidIssuerV2 = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 8}
	oidSCTList  = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
	oidSAN      = asn1.ObjectIdentifier{2, 5, 29, 17}
)

// authority is a certificate with its key.
type authority struct {
	key  *Key
	cert *x509.Certificate
}

// serial is a certificate's serial number, of a name.
func serial(name string) *big.Int { return new(big.Int).SetBytes(stream("serial "+name, 8)) }

// authority makes a certificate authority; parent nil makes a root.
func (w *World) authority(name string, parent *authority, change func(*x509.Certificate)) *authority {
	key := w.key("p256", name)
	template := &x509.Certificate{
		SerialNumber: serial(name), Subject: pkix.Name{Organization: []string{"forge.test"}, CommonName: name},
		NotBefore: began, NotAfter: ends, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		SubjectKeyId: key.id()[:20], SignatureAlgorithm: x509.ECDSAWithSHA256,
	}
	if parent != nil {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}
	}
	if change != nil {
		change(template)
	}
	signer := parent
	if parent == nil {
		signer = &authority{key: key, cert: template}
	}
	return &authority{key: key, cert: create(template, signer, key.Public())}
}

// create makes a certificate. Of one that crypto/x509 does not read, the result
// holds the bytes alone.
func create(template *x509.Certificate, parent *authority, public crypto.PublicKey) *x509.Certificate {
	der, err := x509.CreateCertificate(nil, template, parent.cert, public, parent.key)
	if err != nil {
		panic(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err == nil {
		return cert
	}
	var parts []asn1.RawValue
	if _, err := asn1.Unmarshal(der, &parts); err != nil {
		panic(err)
	}
	return &x509.Certificate{Raw: der, RawTBSCertificate: parts[0].FullBytes}
}

// Leaf says how a signer's certificate differs from a good one.
type Leaf struct {
	// Name tells apart keys and serial numbers.
	Name string
	// KeyKind is as for newKey; p256 when empty.
	KeyKind string
	// Long lets it live as long as the authorities, not ten minutes.
	Long bool
	// Extensions replaces those of Fulcio, where not nil.
	Extensions []pkix.Extension
	// Change is applied to the template last.
	Change func(*x509.Certificate)
	// Rogue is issued by an authority that nobody trusts.
	Rogue bool
	// By issues it in place of the intermediate.
	By func(*World) *authority
	// SCTs makes the list of certificate timestamps; a good one when nil.
	SCTs func(*World, *sctInput) [][]byte
}

type sctInput struct {
	precert *x509.Certificate
	issuer  *authority
}

func utf8String(text string) []byte {
	der, err := asn1.MarshalWithParams(text, "utf8")
	if err != nil {
		panic(err)
	}
	return der
}

func extension(oid asn1.ObjectIdentifier, value []byte) pkix.Extension {
	return pkix.Extension{Id: oid, Value: value}
}

// fulcio is extension N of Fulcio's arc.
func fulcio(n int, value []byte) pkix.Extension {
	return extension(append(oidIssuerV1[:8:8], n), value)
}

func goodExtensions() []pkix.Extension {
	return []pkix.Extension{extension(oidIssuerV1, []byte(Issuer)), extension(oidIssuerV2, utf8String(Issuer))}
}

// issue makes a leaf certificate and its key.
func (w *World) issue(l Leaf) *authority {
	kind := l.KeyKind
	if kind == "" {
		kind = "p256"
	}
	key := w.key(kind, "leaf "+l.Name)
	by := w.Intermediate
	if l.Rogue {
		by = w.Rogue
	}
	if l.By != nil {
		by = l.By(w)
	}
	template := &x509.Certificate{
		SerialNumber: serial("leaf " + l.Name), NotBefore: signedAt.Add(-time.Minute), NotAfter: signedAt.Add(9 * time.Minute),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		EmailAddresses: []string{Identity}, ExtraExtensions: goodExtensions(), SignatureAlgorithm: x509.ECDSAWithSHA256,
	}
	if l.Long {
		template.NotBefore, template.NotAfter = began.Add(time.Hour), ends
	}
	if l.Extensions != nil {
		template.ExtraExtensions = l.Extensions
	}
	if l.Change != nil {
		l.Change(template)
	}
	precert := create(template, by, key.Public())
	scts := [][]byte{w.sct(w.CT, &sctInput{precert, by}, signedAt)}
	if l.SCTs != nil {
		scts = l.SCTs(w, &sctInput{precert, by})
	}
	if scts != nil {
		template.ExtraExtensions = append(template.ExtraExtensions[:len(template.ExtraExtensions):len(template.ExtraExtensions)],
			extension(oidSCTList, sctList(scts)))
	}
	return &authority{key: key, cert: create(template, by, key.Public())}
}

// sct is a signed certificate timestamp over a precertificate (RFC 6962, 3.2).
func (w *World) sct(log *Key, in *sctInput, at time.Time) []byte {
	issuer := sha256.Sum256(in.issuer.cert.RawSubjectPublicKeyInfo)
	var tbs bytes.Buffer
	tbs.Write([]byte{0, 0}) // v1, certificate_timestamp
	_ = binary.Write(&tbs, binary.BigEndian, uint64(at.UnixMilli()))
	tbs.Write([]byte{0, 1}) // precert_entry
	tbs.Write(issuer[:])
	n := len(in.precert.RawTBSCertificate)
	tbs.Write([]byte{byte(n >> 16), byte(n >> 8), byte(n)}) //nolint:gosec // Three bytes hold any certificate made here.
	tbs.Write(in.precert.RawTBSCertificate)
	tbs.Write([]byte{0, 0})
	signature := log.message(tbs.Bytes())

	var out bytes.Buffer
	out.WriteByte(0)
	out.Write(log.id())
	_ = binary.Write(&out, binary.BigEndian, uint64(at.UnixMilli()))
	out.Write([]byte{0, 0, 4, 3})                                    // no extensions; SHA-256, ECDSA
	_ = binary.Write(&out, binary.BigEndian, uint16(len(signature))) //nolint:gosec // Of some 70 bytes.
	out.Write(signature)
	return out.Bytes()
}

// sctList is the extension's value: an OCTET STRING of a list of SCTs.
func sctList(scts [][]byte) []byte {
	var all []byte
	for _, sct := range scts {
		all = append(binary.BigEndian.AppendUint16(all, uint16(len(sct))), sct...) //nolint:gosec // Of some 120 bytes.
	}
	der, err := asn1.Marshal(append(binary.BigEndian.AppendUint16(nil, uint16(len(all))), all...)) //nolint:gosec // A few SCTs.
	if err != nil {
		panic(err)
	}
	return der
}

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}
