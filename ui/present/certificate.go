package present

import (
	"fmt"
	"strings"
	"time"

	"assay/certview"
	"assay/inspect/report"
)

// CertificateOf shows the certificate of a signature, or why there is none.
func CertificateOf(s *report.Signature, o Options) []Line {
	switch {
	case s == nil:
		return nothing("There is no signature whose certificate could be shown.")
	case s.Certificate == nil && s.Key != nil && s.Key.OpenPGP != nil:
		out := append([]Line{TextLine(StylePlain, "Signed with an OpenPGP key; there is no certificate."), Blank()}, keyLines(s.Key)...)
		if s.Key.FingerprintSHA256 != "" {
			out = append(out, Field("SHA-256 of key", s.Key.FingerprintSHA256))
		}
		out = append(out, TextLine(StyleDim, "User IDs are the key owner's own words: anybody can make a key with any name."))
		for _, id := range []report.CheckID{report.CheckKeyMatch, report.CheckKeyValidity, report.CheckSignatureAlgorithm} {
			if c, ok := s.Check(id); ok {
				out = append(out, check(c, o)...)
			}
		}
		return out
	case s.Certificate == nil && s.Key != nil:
		out := []Line{TextLine(StylePlain, "Signed with a plain key; there is no certificate."), Blank(), Field("key", s.Key.Algorithm),
			Field("SHA-256", s.Key.FingerprintSHA256), Field("known from", string(s.Key.Origin)), Blank()}
		return append(out, Lines(StyleDim, strings.TrimSpace(s.Key.PEM))...)
	case s.Certificate == nil:
		return nothing("This signature carries no certificate.")
	}
	out := Certificate(s.Certificate, o, s.Time, s.TimeSource)
	out = append(out, Blank(), Heading("What the checks say"))
	for _, id := range []report.CheckID{report.CheckCertificateChain, report.CheckCertificateValidity, report.CheckCertificateSCT, report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow} {
		if c, ok := s.Check(id); ok {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

// Certificate shows a certificate as a form. at, if not zero, is when it
// signed, by source.
func Certificate(c *certview.Certificate, o Options, at time.Time, source string) []Line {
	out := []Line{Heading("Who")}
	if len(c.SANs) == 0 {
		out = append(out, Field("SAN", ""))
	}
	for _, san := range upTo(c.SANs) {
		out = append(out, Field("SAN "+san.Type, san.Value))
	}
	out = append(out, more(len(c.SANs), "name")...)
	out = append(out, Field("issuer (OIDC)", c.Issued()), Blank(), Heading("Validity"))
	out = append(out, timeline(c, at, o)...)
	out = append(out, Field("not before", FormatTime(c.NotBefore)), Field("not after", FormatTime(c.NotAfter)))
	if !at.IsZero() {
		out = append(out, Field("signed", FormatTime(at)+"  "+relation(c, at)), Field("time by", source))
	}
	out = append(out, Blank(), Heading("Extensions"))
	for _, e := range upTo(c.Extensions) {
		out = append(out, extension(e)...)
	}
	out = append(out, more(len(c.Extensions), "extension")...)
	out = append(out, Blank(), Heading("Certificate"), Field("subject", c.Subject), Field("issuer", c.Issuer), Field("serial number", c.SerialNumber),
		Field("key", c.Key.Algorithm), Field("key SHA-256", c.Key.FingerprintSHA256), Field("signed with", c.SignatureAlgorithm),
		Field("key usage", strings.Join(c.KeyUsages, ", ")), Field("extended usage", strings.Join(c.ExtendedKeyUsages, ", ")), Field("SHA-256", c.FingerprintSHA256))
	out = append(out, scts(c)...)
	out = append(out, chain(c)...)
	for _, p := range upTo(c.Problems) {
		out = append(out, field("problem", StyleBad, p))
	}
	out = append(out, Blank(), Heading("PEM"))
	return append(out, Lines(StyleDim, strings.TrimSpace(c.PEM))...)
}

func extension(e certview.Extension) []Line {
	l := Line{Spans: []Span{{pad(e.Name, 38), StyleLabel}, Text(StylePlain, e.Value)}, Indent: 38, Copy: e.Value}
	if e.Problem != "" {
		l.Spans = append(l.Spans, Text(StyleBad, "  "+e.Problem))
	}
	out := []Line{l}
	if e.Explanation != "" {
		out = append(out, Line{Spans: []Span{{"  ", StylePlain}, Text(StyleDim, e.Explanation), Text(StyleDim, "  "+e.OID)}, Indent: 4, Copy: e.OID})
	}
	return out
}

func scts(c *certview.Certificate) []Line {
	out := []Line{Blank(), Heading(fmt.Sprintf("Certificate timestamps, SCT (%d)", len(c.SCTs)))}
	for _, s := range upTo(c.SCTs) {
		out = append(out, Field("log", s.LogID), Field("time", FormatTime(s.Timestamp)), Field("algorithm", s.Algorithm))
	}
	return append(out, more(len(c.SCTs), "timestamp")...)
}

// maxChainIndent is up to how many certificates each is moved in below the last.
const maxChainIndent = 16

func chain(c *certview.Certificate) []Line {
	out := []Line{Blank(), Heading("Chain"), TextLine(StylePlain, "leaf  "+c.Who())}
	for i, above := range upTo(c.Chain) {
		out = append(out, Indent(2*min(i+1, maxChainIndent), []Line{NewLine(Text(StyleDim, "issued by  "), Text(StylePlain, above.Subject)),
			TextLine(StyleDim, "valid "+above.NotBefore.Format("2006-01-02")+" to "+above.NotAfter.Format("2006-01-02")+"  SHA-256 "+above.FingerprintSHA256)})...)
	}
	return out
}

// timeline draws the validity with the moment of signing on it.
func timeline(c *certview.Certificate, at time.Time, o Options) []Line {
	const width = 32
	left, line, right, dot := "├", "─", "┤", "●"
	if o.ASCII {
		left, line, right, dot = "|", "-", "|", "o"
	}
	span := c.NotAfter.Sub(c.NotBefore)
	bar := left + strings.Repeat(line, width) + right
	spans := []Span{{bar, StyleDim}}
	if !at.IsZero() && span > 0 {
		switch {
		case at.Before(c.NotBefore):
			spans = []Span{{dot, StyleBad}, {" " + bar, StyleDim}}
		case at.After(c.NotAfter):
			spans = []Span{{bar + " ", StyleDim}, {dot, StyleBad}}
		default:
			place := min(int(float64(at.Sub(c.NotBefore))/float64(span)*width), width-1)
			spans = []Span{{left + strings.Repeat(line, place), StyleDim}, {dot, StyleGood}, {strings.Repeat(line, width-1-place) + right, StyleDim}}
		}
	}
	return []Line{{Spans: append(spans, Text(StyleDim, "  "+duration(span))), Fixed: true}}
}

func duration(d time.Duration) string {
	if d > 48*time.Hour {
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
	return strings.TrimSuffix(d.Round(time.Second).String(), "0s")
}

func relation(c *certview.Certificate, at time.Time) string {
	switch {
	case at.Before(c.NotBefore):
		return "before it began"
	case at.After(c.NotAfter):
		return "after it had ended"
	}
	return at.Sub(c.NotBefore).Round(time.Second).String() + " after issue"
}
