package present

import (
	"fmt"
	"strings"

	"assay/inspect/report"
)

// Policy shows what a containers policy says of the image: the decision and
// what podman prints, every requirement with every signature, which scope
// applies and why the others do not, what is odd, and what would accept the
// image.
func Policy(p *report.Policy, o Options) []Line {
	if p == nil {
		return nil
	}
	var out []Line
	if p.File != "" {
		out = append(out, NewLine(Span{"Policy  ", StyleHeading}, Text(StyleDim, p.File+"  "), decision(p.Decision, o)))
		out = append(out, Field("says", p.Reason))
		if p.Message != "" {
			out = append(out, Field("podman prints", p.Message))
		}
		out = append(out, evaluated(p), Field("scope", p.Scope))
		if r := p.Registries; r != nil {
			out = append(out, registries(r)...)
		}
		for n, q := range p.Requirements {
			out = append(out, requirement(n, len(p.Requirements), q, o)...)
		}
		out = append(out, scopes(p, o)...)
		out = append(out, findings(p)...)
		out = append(out, Blank())
	}
	return append(out, suggestion(p.Suggestion)...)
}

// decision is the policy's answer as a glyph and words. Only a policy that
// checked a signature gets the mark of success.
func decision(d report.PolicyDecision, o Options) Span {
	mark := Mark{"✗", "x", "REFUSED", StyleBad}
	switch d {
	case report.PolicyAccepted:
		mark = Mark{"✓", "+", "ACCEPTED", StyleGood}
	case report.PolicyUnchecked:
		mark = Mark{"!", "!", "ACCEPTED, NOTHING VERIFIED", StyleWarn}
	case report.PolicyInvalid:
		mark = Mark{"✗", "x", "INVALID", StyleBad}
	case report.PolicyUndecided:
		mark = Mark{"?", "?", "UNDECIDED", StyleWarn}
	}
	return mark.Span(o.ASCII)
}

func evaluated(p *report.Policy) Line {
	text := p.Reference + "  " + ShortDigest(p.Evaluated)
	if p.Platform != "" {
		text += "  (manifest of " + p.Platform + ")"
	}
	l := Field("looked at", text)
	l.Copy = p.Evaluated
	return l
}

func registries(r *report.RegistriesConfiguration) []Line {
	attachments := "not read (use-sigstore-attachments is off)"
	if r.SigstoreAttachments {
		attachments = "read (use-sigstore-attachments, " + r.AttachmentsScope + ")"
	}
	out := []Line{Field("lookaside store", strings.TrimSpace(r.Lookaside+"  "+parenthesised(r.LookasideScope))), Field(".sig tags", attachments)}
	if len(r.Files) > 0 {
		out = append(out, Field("registries.d", strings.Join(r.Files, ", ")))
	}
	return out
}

func parenthesised(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

func requirement(n, of int, q report.PolicyRequirement, o Options) []Line {
	mark := Mark{"✗", "x", "not met", StyleBad}
	switch {
	case q.Satisfied && q.Checks:
		mark = Mark{"✓", "+", "met", StyleGood}
	case q.Satisfied:
		mark = Mark{"!", "!", "met, nothing checked", StyleWarn}
	}
	out := []Line{Blank(), NewLine(Span{fmt.Sprintf("Requirement %d of %d  ", n+1, of), StyleHeading}, Text(StylePlain, string(q.Type)+"  "), mark.Span(o.ASCII)), Field("wants", q.Description)}
	if q.Reason != "" {
		out = append(out, Field("outcome", q.Reason))
	}
	for _, s := range q.Signatures {
		state := Mark{"✗", "x", "not accepted", StyleBad}
		if s.Accepted {
			state = Mark{"✓", "+", "accepted", StyleGood}
		}
		out = append(out, Line{Spans: []Span{{"  ", StylePlain}, state.Span(o.ASCII), Text(StylePlain, "  signature "+s.Signature)}, Target: s.Signature, Indent: 4})
		for _, c := range failuresFirst(s.Checks) {
			out = append(out, Indent(4, check(c, o))...)
		}
	}
	return out
}

func scopes(p *report.Policy, o Options) []Line {
	if len(p.Scopes) == 0 {
		return nil
	}
	out := []Line{Blank(), Heading("Scopes of the policy")}
	for _, s := range p.Scopes {
		mark, style := "  ", StyleDim
		if s.Applies {
			mark, style = "→ ", StyleGood
			if o.ASCII {
				mark = "> "
			}
		}
		name := s.Name
		if s.Transport != "" {
			name = string(s.Transport) + ": " + s.Name
			if s.Name == "" {
				name = string(s.Transport) + `: "" (everything else there)`
			}
		}
		out = append(out, Line{Spans: []Span{{mark, style}, Text(StylePlain, name), Text(StyleDim, "  "+s.Why)}, Indent: 4, Copy: s.Name})
	}
	return out
}

func findings(p *report.Policy) []Line {
	if len(p.Findings) == 0 {
		return nil
	}
	out := []Line{Blank(), Heading("Warnings")}
	for _, f := range p.Findings {
		out = append(out, Line{Spans: []Span{Text(StyleWarn, string(f.Code)), Text(StyleDim, "  "+f.Where)}, Fixed: false, Indent: 4, Copy: f.Message},
			Line{Spans: []Span{{"  ", StylePlain}, Text(StylePlain, f.Message)}, Indent: 2})
		if f.Remedy != "" {
			out = append(out, Line{Spans: []Span{{"  ", StylePlain}, Text(StyleAccent, f.Remedy)}, Indent: 2, Copy: f.Remedy})
		}
	}
	return out
}

// suggestion shows configuration that would accept the image; every line copies
// the whole file.
func suggestion(s *report.PolicySuggestion) []Line {
	if s == nil {
		return nil
	}
	out := []Line{Blank(), Heading("A policy that would accept it as signed today")}
	for _, n := range s.Notes {
		out = append(out, TextLine(StyleWarn, n))
	}
	file := func(name, text string) {
		if text == "" {
			return
		}
		out = append(out, TextLine(StyleLabel, name))
		for _, l := range Lines(StyleAccent, strings.TrimSuffix(text, "\n")) {
			l.Copy = text
			l.Spans = append([]Span{{"  ", StylePlain}}, l.Spans...)
			l.Indent = 4
			out = append(out, l)
		}
	}
	file("policy.json", s.Policy)
	file("registries.d/assay.yaml", s.Registries)
	return append(out, Blank())
}
