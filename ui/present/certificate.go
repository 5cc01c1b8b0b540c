package present

import (
	"fmt"
	"strings"
	"time"

	"assay/certview"
	"assay/inspect/report"
	"assay/ui/present/line"
)

// CertificateOf shows the certificate of a signature, or why there is none.
func CertificateOf(s *report.Signature, o Options) []line.Line {
	switch {
	case s == nil:
		return nothing("No signature was found, so there is no certificate.")
	case s.Certificate == nil && s.Key != nil && s.Key.OpenPGP != nil:
		out := append([]line.Line{line.TextLine(line.StylePlain, "Signed with an OpenPGP key; there is no certificate."), line.Blank()},
			keyLines(s.Key)...)
		if s.Key.FingerprintSHA256 != "" {
			out = append(out, line.Field("SHA-256 of key", s.Key.FingerprintSHA256))
		}
		out = append(out, line.TextLine(line.StyleDim, "User IDs are claims of the key's owner: anybody can create a key with any name."))
		for _, id := range []report.CheckID{report.CheckKeyMatch, report.CheckKeyValidity, report.CheckSignatureAlgorithm} {
			if c, ok := s.Check(id); ok {
				out = append(out, check(c, o)...)
			}
		}
		return out
	case s.Certificate == nil && s.Key != nil:
		out := []line.Line{line.TextLine(line.StylePlain, "Signed with a plain key; there is no certificate."), line.Blank(),
			line.Field("key", s.Key.Algorithm),
			line.Field("SHA-256", s.Key.FingerprintSHA256), line.Field("known from", string(s.Key.Origin)), line.Blank()}
		return append(out, line.Lines(line.StyleDim, strings.TrimSpace(s.Key.PEM))...)
	case s.Certificate == nil:
		return nothing("This signature carries no certificate.")
	}
	out := Certificate(s.Certificate, o, s.Time, s.TimeSource)
	out = append(out, line.Blank(), line.Heading("Checks"))
	for _, id := range []report.CheckID{report.CheckCertificateChain, report.CheckCertificateValidity, report.CheckCertificateSCT,
		report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow} {
		if c, ok := s.Check(id); ok {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

// Certificate shows a certificate as a form. at, if not zero, is when it
// signed, by source.
func Certificate(c *certview.Certificate, o Options, at time.Time, source string) []line.Line {
	out := []line.Line{line.Heading("Who")}
	if len(c.SANs) == 0 {
		out = append(out, line.Field("SAN", ""))
	}
	for _, san := range upTo(c.SANs) {
		out = append(out, line.Field("SAN "+string(san.Type), san.Value))
	}
	out = append(out, more(len(c.SANs), "name")...)
	out = append(out, line.Field("issuer (OIDC)", c.Issued()), line.Blank(), line.Heading("Validity"))
	out = append(out, timeline(c, at, o)...)
	out = append(out, line.Field("not before", FormatTime(c.NotBefore)), line.Field("not after", FormatTime(c.NotAfter)))
	if !at.IsZero() {
		out = append(out, line.Field("signed", FormatTime(at)+"  "+relation(c, at)), line.Field("time source", source))
	}
	out = append(out, line.Blank(), line.Heading("Extensions"))
	for _, e := range upTo(c.Extensions) {
		out = append(out, extension(e)...)
	}
	out = append(out, more(len(c.Extensions), "extension")...)
	out = append(out, line.Blank(), line.Heading("Certificate"), line.Field("subject", c.Subject), line.Field("issuer", c.Issuer),
		line.Field("serial number", c.SerialNumber),
		line.Field("key", c.Key.Algorithm), line.Field("key SHA-256", c.Key.FingerprintSHA256),
		line.Field("signed with", c.SignatureAlgorithm),
		line.Field("key usage", strings.Join(c.KeyUsages, ", ")), line.Field("extended usage", strings.Join(c.ExtendedKeyUsages, ", ")),
		line.Field("SHA-256", c.FingerprintSHA256))
	out = append(out, scts(c)...)
	out = append(out, chain(c)...)
	for _, p := range upTo(c.Problems) {
		out = append(out, line.StyledField("problem", line.StyleBad, p))
	}
	out = append(out, line.Blank(), line.Heading("PEM"))
	return append(out, line.Lines(line.StyleDim, strings.TrimSpace(c.PEM))...)
}

func extension(e certview.Extension) []line.Line {
	l := line.Line{Spans: []line.Span{line.Text(line.StyleLabel, line.Pad(e.Name, 38)), line.Text(line.StylePlain, e.Value)}, Indent: 38,
		Copy: e.Value}
	if e.Problem != "" {
		l.Spans = append(l.Spans, line.Text(line.StyleBad, "  "+e.Problem))
	}
	out := []line.Line{l}
	if e.Explanation != "" {
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StyleDim, e.Explanation),
			line.Text(line.StyleDim, "  "+e.OID)}, Indent: 4, Copy: e.OID})
	}
	return out
}

func scts(c *certview.Certificate) []line.Line {
	out := []line.Line{line.Blank(), line.Heading(fmt.Sprintf("Certificate timestamps, SCT (%d)", len(c.SCTs)))}
	for _, s := range upTo(c.SCTs) {
		out = append(out, line.Field("log", s.LogID), line.Field("time", FormatTime(s.Timestamp)), line.Field("algorithm", s.Algorithm))
	}
	return append(out, more(len(c.SCTs), "timestamp")...)
}

// maxChainIndent is up to how many certificates each is moved in below the last.
const maxChainIndent = 16

func chain(c *certview.Certificate) []line.Line {
	out := []line.Line{line.Blank(), line.Heading("Chain"), line.TextLine(line.StylePlain, "leaf  "+c.Who())}
	for i, above := range upTo(c.Chain) {
		out = append(out, line.Indent(2*min(i+1, maxChainIndent),
			[]line.Line{line.NewLine(line.Text(line.StyleDim, "issued by  "), line.Text(line.StylePlain, above.Subject)),
				line.TextLine(line.StyleDim, "valid "+above.NotBefore.Format("2006-01-02")+" to "+above.NotAfter.Format("2006-01-02")+
					"  SHA-256 "+above.FingerprintSHA256)})...)
	}
	return out
}

// timeline draws the validity with the moment of signing on it.
func timeline(c *certview.Certificate, at time.Time, o Options) []line.Line {
	const width = 32
	left, dash, right, dot := "├", "─", "┤", "●"
	if o.ASCII {
		left, dash, right, dot = "|", "-", "|", "o"
	}
	span := c.NotAfter.Sub(c.NotBefore)
	bar := left + strings.Repeat(dash, width) + right
	spans := []line.Span{line.Text(line.StyleDim, bar)}
	if !at.IsZero() && span > 0 {
		switch {
		case at.Before(c.NotBefore):
			spans = []line.Span{line.Text(line.StyleBad, dot), line.Text(line.StyleDim, " "+bar)}
		case at.After(c.NotAfter):
			spans = []line.Span{line.Text(line.StyleDim, bar+" "), line.Text(line.StyleBad, dot)}
		default:
			place := min(int(float64(at.Sub(c.NotBefore))/float64(span)*width), width-1)
			spans = []line.Span{line.Text(line.StyleDim, left+strings.Repeat(dash, place)), line.Text(line.StyleGood, dot),
				line.Text(line.StyleDim, strings.Repeat(dash, width-1-place)+right)}
		}
	}
	return []line.Line{{Spans: append(spans, line.Text(line.StyleDim, "  "+duration(span))), Fixed: true}}
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
		return "after it ended"
	}
	return at.Sub(c.NotBefore).Round(time.Second).String() + " after issue"
}
