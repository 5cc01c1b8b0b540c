package present

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"assay/inspect/report"
	"assay/ui/present/bounds"
)

// Claims shows what was signed: simple signing claims, or the statement with
// its subjects and predicate. What was signed and what assay made of it stand
// under separate headings.
func Claims(s *report.Signature, o Options) []Line {
	if s == nil {
		return nothing("There is no signature whose claims could be shown.")
	}
	var out []Line
	state := Text(StyleGood, "signed, and the signature holds")
	switch s.Verdict {
	case report.VerdictUnsigned:
		state = Text(StyleWarn, "not signed by anybody")
	case report.VerdictFailed:
		state = Text(StyleBad, "as found; the signature does not hold, so nobody has confirmed this")
		if c, ok := s.Check(report.CheckSignatureValue); ok && c.Status == report.StatusPass {
			state = Text(StyleBad, "signed, but not acceptably; pane Overview says why")
		}
	}
	out = append(out, NewLine(Span{"What was signed  ", StyleHeading}, state))
	switch {
	case len(s.Statement) > 0:
		out = append(out, statement(s, o)...)
	case len(s.Claims) > 0:
		out = append(out, simpleClaims(s)...)
	default:
		out = append(out, TextLine(StyleDim, "The claims cannot be read; pane Raw shows the bytes."))
	}
	out = append(out, Blank(), Heading("What assay made of it"), Field("subject", s.Subject), Field("found in", s.Source.Reference))
	for _, id := range []report.CheckID{report.CheckClaimsDigest, report.CheckStatementSubject, report.CheckClaimsReference, report.CheckClaimsAnnotations, report.CheckStatementPredicate} {
		if c, ok := s.Check(id); ok && c.Status != report.StatusSkipped {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

func simpleClaims(s *report.Signature) []Line {
	doc := jsonOf(s.Claims)
	if doc == "" || doc[0] != '{' {
		return JSON(s.Claims)
	}
	out := []Line{Field("type", doc.at("critical", "type")), Field("image digest", doc.at("critical", "image", "docker-manifest-digest")),
		Field("image name", doc.at("critical", "identity", "docker-reference")), Blank(), Heading("Annotations (signed)")}
	annotations := members(doc.member("optional"))
	if len(annotations) == 0 {
		out = append(out, TextLine(StyleDim, "none"))
	}
	out = append(out, annotations...)
	out = append(out, Blank(), Heading("As JSON"))
	return append(out, JSON(s.Claims)...)
}

// members shows the members of an object in the order of their names.
func members(v jsonValue) []Line {
	if v == "" || v[0] != '{' {
		return nil
	}
	values, total := map[string]jsonValue{}, 0
	v.each(func(name string, value jsonValue) bool {
		_, again := values[name]
		if !again {
			total++
		}
		if again || len(values) < bounds.List {
			values[name] = value
		}
		return true
	})
	var out []Line
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, Field(name, values[name].text()))
	}
	return append(out, more(total, "annotation")...)
}

// statement lays out an in-toto statement.
func statement(s *report.Signature, o Options) []Line {
	out := []Line{Field("predicate type", s.PredicateType), Blank(), Heading(fmt.Sprintf("Subjects (%d)", len(s.Subjects)))}
	for i, subject := range s.Subjects {
		if i < bounds.List || subject.Matches && i < bounds.Entries {
			out = append(out, subjectLines(subject, o)...)
		}
	}
	out = append(out, more(len(s.Subjects), "subject")...)
	out = append(out, annotationsOf(s)...)
	out = append(out, Blank(), Heading("Predicate"))
	if lines := predicate(s); lines != nil {
		out = append(out, lines...)
		out = append(out, Blank(), Heading("Predicate as JSON"))
	}
	if len(s.Predicate) > bounds.Predicate {
		return append(out, TextLine(StyleDim, Size(int64(len(s.Predicate)))+" of JSON; pane Raw shows it, and an SBOM has its own pane"))
	}
	return append(out, JSON(s.Predicate)...)
}

func subjectLines(subject report.StatementSubject, o Options) []Line {
	var out []Line
	for _, algorithm := range slices.Sorted(maps.Keys(subject.Digest))[:min(len(subject.Digest), maxDigests)] {
		mark := Span{"  ", StylePlain}
		if subject.Matches {
			mark = Span{"✓ ", StyleGood}
			if o.ASCII {
				mark.Text = "+ "
			}
		}
		out = append(out, Line{Spans: []Span{mark, Text(StylePlain, algorithm+":"+subject.Digest[algorithm]), Text(StyleDim, "  "+subject.Name)}, Copy: algorithm + ":" + subject.Digest[algorithm], Indent: 4})
	}
	if n := len(subject.Digest) - maxDigests; n > 0 {
		out = append(out, TextLine(StyleWarn, fmt.Sprintf("  and %s more of it", Plural(n, "digest"))))
	}
	return out
}

// maxDigests is how many digests of one subject are shown; there are some ten
// algorithms.
const maxDigests = 32

// annotationsOf shows annotations on subjects, where cosign v3 keeps what the
// signer said with -a.
func annotationsOf(s *report.Signature) []Line {
	subjects, _ := jsonOf(s.Statement).member("subject").elements()
	var out []Line
	for _, subject := range subjects {
		if len(out) < bounds.List {
			out = append(out, members(subject.member("annotations"))...)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append([]Line{Blank(), Heading("Annotations (signed)")}, out...)
}

// more says how many elements of a list are not shown, where it has more than
// are.
func more(total int, noun string) []Line {
	if total <= bounds.List {
		return nil
	}
	return []Line{TextLine(StyleWarn, fmt.Sprintf("… and %s more; pane Raw has the original bytes", Plural(total-bounds.List, noun)))}
}

// upTo returns the elements of a list that are shown.
func upTo[T any](list []T) []T { return list[:min(len(list), bounds.List)] }

// JSON shows a JSON value with indentation; what is no JSON is shown as text.
func JSON(data []byte) []Line { return laidJSON(data, bounds.Rows, bounds.Laid) }

func laidJSON(data []byte, rows, size int) []Line {
	if len(data) == 0 {
		return []Line{TextLine(StyleDim, "nothing")}
	}
	if !json.Valid(data) {
		return textLines(StylePlain, string(data), rows, size)
	}
	return all(layJSON(string(data), rows, size))
}

// all makes every line of a list.
func all(list List) []Line {
	out := make([]Line, list.Len())
	for i := range out {
		out[i] = list.At(i, 0)
	}
	return out
}
