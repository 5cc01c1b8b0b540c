package certview

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
)

// oidOtherNameUsername is the type of Fulcio's OtherName (Fulcio OID 7).
var oidOtherNameUsername = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 7}

// SANs returns every subject alternative name of cert, in the order e-mail,
// URI, DNS, IP, then other names, which the standard library leaves out. The
// error is not nil when the extension cannot be decoded; names found before the
// fault are still returned.
func SANs(cert *x509.Certificate) ([]SAN, error) {
	out := standardNames(cert)
	for _, ext := range cert.Extensions {
		if ext.Id.String() != oidSAN {
			continue
		}
		others, err := otherNames(ext.Value)
		out = append(out, others...)
		if err != nil {
			return out, fmt.Errorf("reading the subject alternative names: %w", err)
		}
	}
	return out, nil
}

// standardNames are the names that the standard library reads.
func standardNames(cert *x509.Certificate) []SAN {
	var out []SAN
	for _, v := range cert.EmailAddresses {
		out = append(out, SAN{SANEmail, v})
	}
	for _, v := range cert.URIs {
		out = append(out, SAN{SANURI, v.String()})
	}
	for _, v := range cert.DNSNames {
		out = append(out, SAN{SANDNS, v})
	}
	for _, v := range cert.IPAddresses {
		out = append(out, SAN{SANIP, v.String()})
	}
	return out
}

// Names returns the names that an identity may be compared with, in the order of
// [SANs], and then the user name of Fulcio's otherName. Other names are shown and
// never compared: an otherName of another type, one that is no UTF-8 string, and
// several of them (sigstore/sigstore, cryptoutils.GetSubjectAlternateNames).
func Names(cert *x509.Certificate) []SAN {
	out := standardNames(cert)
	if name, err := cryptoutils.UnmarshalOtherNameSAN(cert.Extensions); err == nil && name != "" {
		out = append(out, SAN{SANOtherName, name})
	}
	return out
}

// otherNames reads the otherName choices of a GeneralNames sequence:
// [0] { type-id OID, [0] EXPLICIT value } (RFC 5280, section 4.2.1.6).
func otherNames(der []byte) ([]SAN, error) {
	var sequence asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &sequence); err != nil {
		return nil, err
	} else if len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes follow the names", len(rest))
	}
	var out []SAN
	rest := sequence.Bytes
	for len(rest) > 0 {
		var name asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &name); err != nil {
			return out, err
		}
		if name.Class != asn1.ClassContextSpecific || name.Tag != 0 {
			continue
		}
		san, err := otherName(name.Bytes)
		if err != nil {
			return out, err
		}
		out = append(out, san)
	}
	return out, nil
}

func otherName(der []byte) (SAN, error) {
	var id asn1.ObjectIdentifier
	rest, err := asn1.Unmarshal(der, &id)
	if err != nil {
		return SAN{}, err
	}
	var wrapper asn1.RawValue
	if _, err := asn1.Unmarshal(rest, &wrapper); err != nil {
		return SAN{}, err
	}
	var value asn1.RawValue
	if _, err := asn1.Unmarshal(wrapper.Bytes, &value); err != nil {
		return SAN{}, err
	}
	if value.Class == asn1.ClassUniversal && (value.Tag == asn1.TagUTF8String || value.Tag == asn1.TagIA5String ||
		value.Tag == asn1.TagPrintableString) {
		text := string(value.Bytes)
		if id.Equal(oidOtherNameUsername) {
			return SAN{SANOtherName, text}, nil
		}
		return SAN{SANOtherName, id.String() + "=" + text}, nil
	}
	return SAN{SANOtherName, fmt.Sprintf("%s=%x", id, wrapper.Bytes)}, nil
}
