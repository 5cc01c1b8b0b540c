package present

import (
	"fmt"

	"assay/inspect/report"
	"assay/ui/present/line"
)

// Overview answers: who signed, does it hold, what is inside, where was looked.
// focus is the signature that is selected, or nil.
func Overview(r *report.Report, focus *report.Signature, o Options) []line.Line {
	if r.Target.Artifact == report.ArtifactDocument {
		return inside(r, o)
	}
	var out []line.Line
	if d := r.Explanation(focus); d != nil {
		out = append(out, diagnosis(*d, position(r, d.Signature))...)
		out = append(out, line.Blank())
	}
	if r.Target.Artifact != "" {
		out = append(out, line.TextLine(line.StylePlain, "This reference is cosign's ."+r.Target.Artifact+
			" tag of an image, not an image."),
			line.StyledField("image", line.StyleAccent, r.Target.Belongs), line.Blank())
	}
	shown := focus
	if shown == nil {
		shown = r.Primary()
	}
	if shown != nil {
		out = append(out, who(r, shown, o)...)
	}
	if focus == nil {
		out = append(out, Policy(r.Policy, o)...)
	}
	out = append(out, others(r, shown, o)...)
	out = append(out, inside(r, o)...)
	out = append(out, notes(r)...)
	out = append(out, image(r)...)
	return append(out, lookups(r)...)
}

func position(r *report.Report, id string) string {
	for i, s := range r.Signatures {
		if s.ID == id {
			return fmt.Sprintf("signature %d of %d", i+1, len(r.Signatures))
		}
	}
	for i, s := range r.Attestations {
		if s.ID == id {
			return fmt.Sprintf("attestation %d of %d", i+1, len(r.Attestations))
		}
	}
	return ""
}

// who says who signed, by what, and when.
func who(r *report.Report, s *report.Signature, o Options) []line.Line {
	out := []line.Line{line.NewLine(line.Text(line.StyleHeading, title(s)), line.Text(line.StyleDim, "  "+position(r, s.ID)+"  "),
		Verdict(s.Verdict).Span(o.ASCII))}
	if s.NotDecidingBecause != "" {
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StyleDim, "does not decide the verdict: "+s.NotDecidingBecause)}})
	}
	if c := s.Certificate; c != nil {
		out = append(out, line.Field("signed by", c.Who()), line.Field("OIDC issuer", c.Issued()))
		out = append(out, workflow(s)...)
	} else if s.Key != nil {
		out = append(out, keyLines(s.Key)...)
	}
	if !s.Time.IsZero() {
		out = append(out, line.Field("signed at", FormatTime(s.Time)+", "+s.TimeSource))
	}
	if s.Log != nil {
		out = append(out, line.Field("log entry", fmt.Sprintf("%d  %s", s.Log.LogIndex, s.Log.LogName)))
	}
	if s.PredicateType != "" {
		out = append(out, line.Field("predicate", s.PredicateType))
	}
	pass, fail, other := s.Count()
	out = append(out, line.Field("checks", fmt.Sprintf("%d pass, %d fail, %d not applicable or undecided", pass, fail, other)))
	for _, n := range s.Notes {
		out = append(out, line.StyledField("note", line.StyleWarn, n))
	}
	if s.Verdict == report.VerdictUnpinned && s.Pin != "" {
		out = append(out, line.Blank(), line.TextLine(line.StyleUnpinned,
			"Intact, but you named no signer. To pin this one (key i tries it):"),
			line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StyleAccent, s.Pin)}, Indent: 4, Copy: s.Pin})
	} else if s.Verdict == report.VerdictUnpinned {
		out = append(out, line.Blank(), line.TextLine(line.StyleUnpinned, "Intact by the key that its log entry records. "+s.PinAdvice))
	}
	return append(out, line.Blank())
}

func title(s *report.Signature) string {
	what := "Signature"
	if s.IsAttestation() {
		what = "Attestation"
	}
	if s.Keyless {
		return what + ", keyless"
	}
	if s.Format == report.FormatBareStatement {
		return "Statement without signature"
	}
	if s.Format == report.FormatOpenPGP {
		return what + ", OpenPGP"
	}
	return what + ", by key"
}

// workflow shows the claims of a build system, where the certificate has them.
func workflow(s *report.Signature) []line.Line {
	c := s.Certificate
	var out []line.Line
	for _, f := range []struct{ label, oid string }{
		{"repository", "1.3.6.1.4.1.57264.1.12"}, {"ref", "1.3.6.1.4.1.57264.1.14"}, {"commit", "1.3.6.1.4.1.57264.1.13"},
		{"trigger", "1.3.6.1.4.1.57264.1.20"}, {"run", "1.3.6.1.4.1.57264.1.21"},
	} {
		if v := c.Extension(f.oid); v != "" {
			out = append(out, line.Field(f.label, v))
		}
	}
	return out
}

// others lists the remaining signatures, one line each.
func others(r *report.Report, shown *report.Signature, o Options) []line.Line {
	var out []line.Line
	for _, s := range r.All() {
		if shown != nil && s.ID == shown.ID {
			continue
		}
		by := ""
		switch {
		case s.Certificate != nil:
			by = s.Certificate.Who()
		case s.Key != nil:
			by = s.Key.Algorithm + " " + shortKey(s.Key)
		}
		l := line.NewLine(Verdict(s.Verdict).Span(o.ASCII), line.Text(line.StylePlain, "  "+title(s)+"  "), line.Text(line.StyleDim, by))
		if s.PredicateType != "" {
			l.Spans = append(l.Spans, line.Text(line.StyleDim, "  "+s.PredicateType))
		}
		if s.NotDecidingBecause != "" {
			l.Spans = append(l.Spans, line.Text(line.StyleDim, "  — "+s.NotDecidingBecause))
		} else if d := r.Explanation(s); d != nil && d.Signature == s.ID {
			l.Spans = append(l.Spans, line.Text(line.StylePlain, "  — "+d.Title))
		}
		l.Target, l.Indent = s.ID, 4
		out = append(out, l)
	}
	if len(out) > 0 {
		out = append([]line.Line{line.Heading("Other signatures")}, append(out, line.Blank())...)
	}
	return out
}

func notes(r *report.Report) []line.Line {
	var out []line.Line
	for _, n := range r.Notes {
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StyleWarn, "note  "), line.Text(line.StylePlain, n)}, Indent: 6})
	}
	out = append(out, unread(r)...)
	if len(out) > 0 {
		out = append(out, line.Blank())
	}
	return out
}
