package present

import (
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/line"
)

// Policy shows what a containers policy says of the image: the decision and
// what podman prints, every requirement with every signature, which scope
// applies and why the others do not, the warnings, and what would accept the
// image.
func Policy(p *report.Policy, o Options) []line.Line {
	if p == nil {
		return nil
	}
	var out []line.Line
	if p.File != "" {
		out = append(out, line.NewLine(line.Literal(line.StyleHeading, "Policy  "), line.Text(line.StyleDim, p.File+"  "),
			decision(p.Decision, o)))
		out = append(out, line.Field("says", p.Reason))
		if p.Message != "" {
			out = append(out, line.Field("podman prints", p.Message))
		}
		out = append(out, evaluated(p), line.Field("scope", p.Scope))
		if r := p.Registries; r != nil {
			out = append(out, registries(r)...)
		}
		for n, q := range p.Requirements {
			out = append(out, requirement(n, len(p.Requirements), q, o)...)
		}
		out = append(out, scopes(p, o)...)
		out = append(out, findings(p)...)
		out = append(out, line.Blank())
	}
	return append(out, suggestion(p.Suggestion)...)
}

// decision is the policy's answer as a glyph and words. Only a policy that
// checked a signature gets the mark of success.
func decision(d report.PolicyDecision, o Options) line.Span {
	mark := Mark{"✗", "x", "REFUSED", line.StyleBad}
	switch d {
	case report.PolicyRejected:
	case report.PolicyAccepted:
		mark = Mark{"✓", "+", "ACCEPTED", line.StyleGood}
	case report.PolicyUnchecked:
		mark = Mark{"!", "!", "ACCEPTED, NOTHING VERIFIED", line.StyleWarn}
	case report.PolicyInvalid:
		mark = Mark{"✗", "x", "INVALID", line.StyleBad}
	case report.PolicyUndecided:
		mark = Mark{"?", "?", "UNDECIDED", line.StyleWarn}
	}
	return mark.Span(o.ASCII)
}

func evaluated(p *report.Policy) line.Line {
	text := p.Reference + "  " + ShortDigest(p.Evaluated)
	if p.Platform != "" {
		text += "  (manifest of " + p.Platform + ")"
	}
	l := line.Field("looked at", text)
	l.Copy = p.Evaluated
	return l
}

func registries(r *report.RegistriesConfiguration) []line.Line {
	attachments := "not read (use-sigstore-attachments is off)"
	if r.SigstoreAttachments {
		attachments = "read (use-sigstore-attachments, " + r.AttachmentsScope + ")"
	}
	out := []line.Line{line.Field("lookaside store", strings.TrimSpace(r.Lookaside+"  "+parenthesised(r.LookasideScope))),
		line.Field(".sig tags", attachments)}
	if len(r.Files) > 0 {
		out = append(out, line.Field("registries.d", strings.Join(r.Files, ", ")))
	}
	return out
}

func parenthesised(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

func requirement(n, of int, q report.PolicyRequirement, o Options) []line.Line {
	mark := Mark{"✗", "x", "not met", line.StyleBad}
	switch {
	case q.Satisfied && q.Checks:
		mark = Mark{"✓", "+", "met", line.StyleGood}
	case q.Satisfied:
		mark = Mark{"!", "!", "met, nothing checked", line.StyleWarn}
	}
	out := []line.Line{line.Blank(), line.NewLine(line.Text(line.StyleHeading, fmt.Sprintf("Requirement %d of %d  ", n+1, of)),
		line.Text(line.StylePlain, string(q.Type)+"  "), mark.Span(o.ASCII)), line.Field("wants", q.Description)}
	if q.Reason != "" {
		out = append(out, line.Field("outcome", q.Reason))
	}
	for _, s := range q.Signatures {
		state := Mark{"✗", "x", "not accepted", line.StyleBad}
		if s.Accepted {
			state = Mark{"✓", "+", "accepted", line.StyleGood}
		}
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), state.Span(o.ASCII),
			line.Text(line.StylePlain, "  signature "+s.Signature)}, Target: s.Signature, Indent: 4})
		for _, c := range failuresFirst(s.Checks) {
			out = append(out, line.Indent(4, check(c, o))...)
		}
	}
	return out
}

func scopes(p *report.Policy, o Options) []line.Line {
	if len(p.Scopes) == 0 {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading("Scopes of the policy")}
	for _, s := range p.Scopes {
		mark, style := "  ", line.StyleDim
		if s.Applies {
			mark, style = "→ ", line.StyleGood
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
		out = append(out, line.Line{Spans: []line.Span{line.Text(style, mark), line.Text(line.StylePlain, name),
			line.Text(line.StyleDim, "  "+s.Why)}, Indent: 4, Copy: s.Name})
	}
	return out
}

func findings(p *report.Policy) []line.Line {
	if len(p.Findings) == 0 {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading("Warnings")}
	for _, f := range p.Findings {
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StyleWarn, string(f.Code)), line.Text(line.StyleDim, "  "+f.Where)},
			Fixed: false, Indent: 4, Copy: f.Message},
			line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StylePlain, f.Message)}, Indent: 2})
		if f.Remedy != "" {
			out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StyleAccent, f.Remedy)},
				Indent: 2, Copy: f.Remedy})
		}
	}
	return out
}

// suggestion shows configuration that would accept the image; every line copies
// the whole file.
func suggestion(s *report.PolicySuggestion) []line.Line {
	if s == nil {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading("A policy that would accept it as signed today")}
	for _, n := range s.Notes {
		out = append(out, line.TextLine(line.StyleWarn, n))
	}
	file := func(name, text string) {
		if text == "" {
			return
		}
		out = append(out, line.TextLine(line.StyleLabel, name))
		for _, l := range line.Lines(line.StyleAccent, strings.TrimSuffix(text, "\n")) {
			l.Copy = text
			l.Spans = append([]line.Span{line.Literal(line.StylePlain, "  ")}, l.Spans...)
			l.Indent = 4
			out = append(out, l)
		}
	}
	file("policy.json", s.Policy)
	file("registries.d/assay.yaml", s.Registries)
	return append(out, line.Blank())
}
