package present

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"assay/inspect/report"
	"assay/ui/present/bounds"
)

// Options says how content is written down.
type Options struct {
	// ASCII replaces glyphs by ASCII characters.
	ASCII bool
	// Explain adds to every check what it is for.
	Explain bool
}

// Banner is the head of every screen: what was asked about, and the answer.
func Banner(r *report.Report, o Options) []Line {
	first := []Span{{"assay  ", StyleDim}, Text(StyleHeading, r.Target.Reference)}
	if r.Target.Digest != "" {
		first = append(first, Span{"  ", StylePlain}, Text(StyleDim, ShortDigest(r.Target.Digest)))
	}
	switch {
	case r.Target.Platform != "":
		first = append(first, Text(StyleDim, "  "+r.Target.Platform))
	case r.Target.Platforms > 0:
		first = append(first, Text(StyleDim, "  index of "+Plural(r.Target.Platforms, "platform")))
	}
	return []Line{{Spans: first, Copy: r.Target.Reference, Fixed: true}, {Spans: answer(r, o), Fixed: true}}
}

func answer(r *report.Report, o Options) []Span {
	if r.Partial && r.Verdict != report.VerdictVerified {
		glyph := "…"
		if o.ASCII {
			glyph = "."
		}
		return []Span{{glyph + " LOOKING", StyleAccent}, Text(StylePlain, "  "+progress(r))}
	}
	if r.Target.Artifact == report.ArtifactDocument {
		return []Span{{"SBOM", StyleHeading}, Text(StylePlain, "  "+r.Headline)}
	}
	return []Span{Verdict(r.Verdict).Span(o.ASCII), Text(StylePlain, "  "+r.Headline)}
}

func progress(r *report.Report) string {
	done := 0
	var bytes int64
	for _, a := range r.Artifacts {
		if a.State == report.StateDone || a.State == report.StateFailed {
			done++
		}
		bytes += a.Bytes
	}
	return fmt.Sprintf("%d of %s here, %s", done, Plural(len(r.Artifacts), "artifact"), Size(bytes))
}

// Overview answers: who signed, does it hold, what is inside, where was looked.
// focus is the signature that is looked at, or nil.
func Overview(r *report.Report, focus *report.Signature, o Options) []Line {
	var out []Line
	if d := r.Explanation(focus); d != nil {
		out = append(out, Diagnosis(*d, position(r, d.Signature))...)
		out = append(out, Blank())
	}
	if r.Target.Artifact == report.ArtifactDocument {
		return inside(r, o)
	}
	if r.Target.Artifact != "" {
		out = append(out, TextLine(StylePlain, "This reference is cosign's ."+r.Target.Artifact+" tag of an image, not an image."),
			field("image", StyleAccent, r.Target.Belongs), Blank())
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
	out = append(out, Criteria(r)...)
	return out
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

// Diagnosis shows a cause with both sides and what to do.
func Diagnosis(d report.Diagnosis, where string) []Line {
	out := []Line{NewLine(Text(StyleBad, strings.ReplaceAll(d.Cause, "-", " ")), Text(StyleDim, "   "+where))}
	out = append(out, Line{Spans: []Span{{"  ", StylePlain}, Text(StylePlain, d.Message)}, Indent: 2})
	want, got := d.WantLabel, d.GotLabel
	if want == "" {
		want = "wanted"
	}
	if got == "" {
		got = "found"
	}
	if d.Evidence.Want != "" {
		out = append(out, side(want, d.Evidence.Want, d.Evidence.Got))
	}
	if d.Evidence.Got != "" {
		out = append(out, side(got, d.Evidence.Got, d.Evidence.Want))
	}
	if d.Why != "" && !strings.Contains(d.Message, d.Why) {
		out = append(out, Line{Spans: []Span{{"  ", StylePlain}, Text(StyleDim, d.Why)}, Indent: 2})
	}
	for _, step := range d.Steps() {
		style, prefix := StylePlain, "  "
		if step.Copyable {
			style, prefix = StyleAccent, "    "
		}
		out = append(out, Line{Spans: []Span{{prefix, StylePlain}, Text(style, step.Text)}, Indent: len(prefix), Copy: step.Text})
	}
	if len(d.Consequences) > 0 {
		out = append(out, Line{Spans: []Span{{"  fails with it: ", StyleDim}, Text(StyleDim, strings.Join(d.Consequences, "; "))}, Indent: 4})
	}
	return out
}

// side shows one side of a comparison, with what differs from the other marked.
func side(label, value, other string) Line {
	head, otherHead := bounds.Cut(value, bounds.Value), bounds.Cut(other, bounds.Value)
	short, otherShort := shortHashes(head), shortHashes(otherHead)
	if short == otherShort {
		short, otherShort = head, otherHead
	}
	same, middle, tail := differing(short, otherShort)
	return Line{Spans: []Span{{"  " + pad(label, 12), StyleLabel}, Text(StylePlain, same), Text(StyleDifferent, middle), Text(StylePlain, tail)}, Indent: 14, Copy: value}
}

var longHash = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[0-9a-f]{40,128}\b`) })

// shortHashes cuts long hexadecimal numbers to the twelve digits that tell them
// apart at a glance. What is copied keeps them whole.
func shortHashes(text string) string {
	return longHash().ReplaceAllStringFunc(text, func(hash string) string { return hash[:12] + "…" })
}

// differing splits value into the part that it begins with like other, the part
// in which they differ, and the part that they end with alike. Values that have
// little in common are not marked, as then all differs.
func differing(value, other string) (head, middle, tail string) {
	if value == other || other == "" {
		return value, "", ""
	}
	v, w := []rune(value), []rune(other)
	start := 0
	for start < len(v) && start < len(w) && v[start] == w[start] {
		start++
	}
	end := 0
	for end < len(v)-start && end < len(w)-start && v[len(v)-1-end] == w[len(w)-1-end] {
		end++
	}
	if (start+end)*3 < len(v) {
		return value, "", ""
	}
	return string(v[:start]), string(v[start : len(v)-end]), string(v[len(v)-end:])
}

// who says who signed, by what, and when.
func who(r *report.Report, s *report.Signature, o Options) []Line {
	out := []Line{NewLine(Span{title(s), StyleHeading}, Text(StyleDim, "  "+position(r, s.ID)+"  "), Verdict(s.Verdict).Span(o.ASCII))}
	if s.NotDecidingBecause != "" {
		out = append(out, Line{Spans: []Span{Text(StyleDim, "does not decide the verdict: "+s.NotDecidingBecause)}})
	}
	if c := s.Certificate; c != nil {
		out = append(out, Field("signed by", c.Who()), Field("OIDC issuer", c.Issued()))
		out = append(out, workflow(s)...)
	} else if s.Key != nil {
		out = append(out, keyLines(s.Key)...)
	}
	if !s.Time.IsZero() {
		out = append(out, Field("signed at", FormatTime(s.Time)+"  ("+s.TimeSource+")"))
	}
	if s.Log != nil {
		out = append(out, Field("log entry", fmt.Sprintf("%d  %s", s.Log.LogIndex, s.Log.LogName)))
	}
	if s.PredicateType != "" {
		out = append(out, Field("predicate", s.PredicateType))
	}
	pass, fail, other := s.Count()
	out = append(out, Field("checks", fmt.Sprintf("%d pass, %d fail, %d not applicable or undecided", pass, fail, other)))
	for _, n := range s.Notes {
		out = append(out, field("note", StyleWarn, n))
	}
	if s.Verdict == report.VerdictUnpinned && s.Pin != "" {
		out = append(out, Blank(), TextLine(StyleUnpinned, "It holds, but you named no signer. To pin this one (key i tries it at once):"), Line{Spans: []Span{{"  ", StylePlain}, Text(StyleAccent, s.Pin)}, Indent: 4, Copy: s.Pin})
	} else if s.Verdict == report.VerdictUnpinned {
		out = append(out, Blank(), TextLine(StyleUnpinned, "It holds by the key that its log entry records. "+s.PinAdvice))
	}
	return append(out, Blank())
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
func workflow(s *report.Signature) []Line {
	c := s.Certificate
	var out []Line
	for _, f := range []struct{ label, oid string }{
		{"repository", "1.3.6.1.4.1.57264.1.12"}, {"ref", "1.3.6.1.4.1.57264.1.14"}, {"commit", "1.3.6.1.4.1.57264.1.13"},
		{"trigger", "1.3.6.1.4.1.57264.1.20"}, {"run", "1.3.6.1.4.1.57264.1.21"},
	} {
		if v := c.Extension(f.oid); v != "" {
			out = append(out, Field(f.label, v))
		}
	}
	return out
}

// others lists the remaining signatures, one line each.
func others(r *report.Report, shown *report.Signature, o Options) []Line {
	var out []Line
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
		l := NewLine(Verdict(s.Verdict).Span(o.ASCII), Text(StylePlain, "  "+title(s)+"  "), Text(StyleDim, by))
		if s.PredicateType != "" {
			l.Spans = append(l.Spans, Text(StyleDim, "  "+s.PredicateType))
		}
		if s.NotDecidingBecause != "" {
			l.Spans = append(l.Spans, Text(StyleDim, "  — "+s.NotDecidingBecause))
		} else if d := r.Explanation(s); d != nil && d.Signature == s.ID {
			l.Spans = append(l.Spans, Text(StylePlain, "  — "+d.Title))
		}
		l.Target, l.Indent = s.ID, 4
		out = append(out, l)
	}
	if len(out) > 0 {
		out = append([]Line{Heading("Other signatures")}, append(out, Blank())...)
	}
	return out
}

func notes(r *report.Report) []Line {
	var out []Line
	for _, n := range r.Notes {
		out = append(out, Line{Spans: []Span{{"note  ", StyleWarn}, Text(StylePlain, n)}, Indent: 6})
	}
	out = append(out, unread(r)...)
	if len(out) > 0 {
		out = append(out, Blank())
	}
	return out
}

// Criteria says where was looked, and what came back.
func Criteria(r *report.Report) []Line {
	out := []Line{Heading("Where assay looked")}
	for _, p := range r.Lookups {
		if p.Subject != r.Target.Digest && (r.Policy == nil || p.Subject != r.Policy.Evaluated || p.Store == report.StoreReferrer || p.Store == report.StoreReferrerTag) {
			continue
		}
		style := StyleDim
		switch {
		case p.Outcome == report.LookupFound:
			style = StyleGood
		case p.Failed():
			style = StyleBad
		}
		name := storeName(p)
		l := NewLine(Span{pad(name, labelWidth), StyleLabel}, Text(style, string(p.Outcome)))
		if p.Outcome != report.LookupFound && p.Detail != "" {
			l.Spans = append(l.Spans, Text(StyleDim, "  "+p.Detail))
		}
		if p.Subject != r.Target.Digest {
			l.Spans = append(l.Spans, Text(StyleDim, "  for the manifest of "+r.Policy.Platform))
		}
		l.Indent, l.Copy = labelWidth, p.Reference
		out = append(out, l)
	}
	if r.TrustedRoot != "" {
		out = append(out, Field("trusted root", r.TrustedRoot))
	}
	return append(out, Field("requests", fmt.Sprintf("%d, %s, depth %d", r.Fetched.Requests, Size(r.Fetched.Bytes), r.Fetched.Depth)))
}

func storeName(p report.Lookup) string {
	switch p.Store {
	case report.StoreReferrer:
		return "referrers API"
	case report.StoreReferrerTag:
		return "fallback tag"
	case report.StoreLookaside:
		return "lookaside store"
	case report.StoreExtension:
		return "signature API"
	case report.StoreFile:
		return "on disk"
	}
	if i := strings.LastIndex(p.Reference, "."); i >= 0 {
		return p.Reference[i:] + " tag"
	}
	return string(p.Store)
}
