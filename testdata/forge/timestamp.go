package forge

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

var (
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTSTInfo       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSigningCertV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidECDSASHA256   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	hashOIDs         = map[crypto.Hash]asn1.ObjectIdentifier{
		crypto.SHA1: {1, 3, 14, 3, 2, 26}, crypto.SHA256: {2, 16, 840, 1, 101, 3, 4, 2, 1}, crypto.SHA512: {2, 16, 840, 1, 101, 3, 4, 2, 3},
	}
)

// Stamp is an RFC 3161 timestamp to be made; its zero value is a good one.
type Stamp struct {
	// After is the time behind the signature's.
	After time.Duration
	// Hash is that of the message imprint; SHA-256 when zero.
	Hash crypto.Hash
	// Other stamps other bytes, OtherTSA is signed by one nobody trusts.
	Other, OtherTSA bool
	// NoCertificate leaves the authority's certificate out of the token.
	NoCertificate bool
	// BadSignature, NoESS and WrongESS spoil the token; Status is that of the response.
	BadSignature, NoESS, WrongESS bool
	Status                        int
	// Trail stands behind the response, Imprint replaces the digest.
	Trail   []byte
	Imprint []byte
	// By makes another authority sign; it is issued by the trusted root.
	By func(*World) *authority
	// Junk is a token of no meaning.
	Junk bool
}

type messageImprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Hash      []byte
}

type tstInfo struct {
	Version      int
	Policy       asn1.ObjectIdentifier
	Imprint      messageImprint
	SerialNumber *big.Int
	Time         time.Time `asn1:"generalized"`
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

type signerInfo struct {
	Version    int
	Sid        issuerSerial
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
}

type issuerSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      encapsulated
	Certificates asn1.RawValue `asn1:"optional"`
	SignerInfos  []signerInfo  `asn1:"set"`
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue
}

func derOf(value any) []byte {
	der, err := asn1.Marshal(value)
	if err != nil {
		panic(err)
	}
	return der
}

// tagged wraps DER into an explicit context tag.
func tagged(tag int, der []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: der}
}

// tsa makes a timestamp authority's certificate.
func (w *World) tsa(name string, root *authority, change func(*x509.Certificate)) *authority {
	// RFC 3161, 2.3: the one key purpose, and critical, which Go's template cannot say.
	eku := extension(asn1.ObjectIdentifier{2, 5, 29, 37}, derOf([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}}))
	eku.Critical = true
	return w.authority(name, root, func(c *x509.Certificate) {
		c.IsCA, c.KeyUsage, c.ExtKeyUsage = false, x509.KeyUsageDigitalSignature, nil
		c.ExtraExtensions = []pkix.Extension{eku}
		if change != nil {
			change(c)
		}
	})
}

// stamp makes a timestamp response (RFC 3161, 2.4.2; RFC 5652, 5) over data.
func (w *World) stamp(s Stamp, data []byte) []byte {
	if s.Junk {
		return []byte("junk")
	}
	by := w.TSA
	if s.OtherTSA {
		by = w.OtherTSA
	}
	if s.By != nil {
		by = s.By(w)
	}
	if s.Other {
		data = []byte("other bytes")
	}
	hash := s.Hash
	if hash == 0 {
		hash = crypto.SHA256
	}
	h := hash.New()
	h.Write(data)
	imprint := h.Sum(nil)
	if s.Imprint != nil {
		imprint = s.Imprint
	}
	info := derOf(tstInfo{
		Version: 1, Policy: asn1.ObjectIdentifier{1, 2, 3, 4}, SerialNumber: serial("stamp"), Time: signedAt.Add(s.After),
		Imprint: messageImprint{pkix.AlgorithmIdentifier{Algorithm: hashOIDs[hash], Parameters: asn1.NullRawValue}, imprint},
	})
	type status struct{ Status int }
	token := derOf(encapsulated{oidSignedData, tagged(0, derOf(w.signedData(s, by, info)))})
	response := derOf(struct {
		Status status
		Token  asn1.RawValue
	}{status{s.Status}, asn1.RawValue{FullBytes: token}})
	return append(response, s.Trail...)
}

func (w *World) signedData(s Stamp, by *authority, info []byte) signedData {
	sha256OID := pkix.AlgorithmIdentifier{Algorithm: hashOIDs[crypto.SHA256]}
	digest := sha256.Sum256(info)
	value := func(v any) []asn1.RawValue { return []asn1.RawValue{{FullBytes: derOf(v)}} }
	attributes := []attribute{
		{oidContentType, value(oidTSTInfo)},
		{oidSigningTime, value(signedAt.Add(s.After))},
		{oidMessageDigest, value(digest[:])},
	}
	if !s.NoESS {
		certHash := sha256.Sum256(by.cert.Raw)
		if s.WrongESS {
			certHash[0] ^= 1
		}
		type essCert struct{ Hash []byte }
		attributes = append(attributes, attribute{oidSigningCertV2, value(struct{ Certs []essCert }{[]essCert{{certHash[:]}}})})
	}
	set, err := asn1.MarshalWithParams(attributes, "set")
	if err != nil {
		panic(err)
	}
	signature := by.key.message(set)
	if s.BadSignature {
		signature[len(signature)-1] ^= 1
	}
	implicit := append([]byte{0xa0}, set[1:]...)
	out := signedData{
		Version: 3, Digests: []pkix.AlgorithmIdentifier{sha256OID}, Content: encapsulated{oidTSTInfo, tagged(0, derOf(info))},
		SignerInfos: []signerInfo{{
			Version: 1, Sid: issuerSerial{asn1.RawValue{FullBytes: by.cert.RawIssuer}, by.cert.SerialNumber}, Digest: sha256OID,
			Attributes: asn1.RawValue{FullBytes: implicit}, Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidECDSASHA256},
			Signature: signature,
		}},
	}
	if !s.NoCertificate {
		out.Certificates = tagged(0, by.cert.Raw)
	}
	return out
}
