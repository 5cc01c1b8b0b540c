package present

import (
	"fmt"
	"maps"
	"slices"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/jsonview"
	"assay/ui/present/line"
)

// Claims shows what was signed: simple signing claims, or the statement with
// its subjects and predicate. What was signed and what assay made of it stand
// under separate headings.
func Claims(s *report.Signature, o Options) []line.Line {
	if s == nil {
		return nothing("No signature was found, so there are no claims.")
	}
	var out []line.Line
	out = append(out, line.NewLine(line.Literal(line.StyleHeading, "What was signed  "), claimsState(s)))
	switch {
	case len(s.Statement) > 0:
		out = append(out, statement(s, o)...)
	case len(s.Claims) > 0:
		out = append(out, simpleClaims(s)...)
	default:
		out = append(out, line.TextLine(line.StyleDim, "The claims cannot be read; pane Raw shows the bytes."))
	}
	out = append(out, line.Blank(), line.Heading("What assay checked"), line.Field("subject", s.Subject),
		line.Field("found in", s.Source.Reference))
	for _, id := range []report.CheckID{report.CheckClaimsDigest, report.CheckStatementSubject, report.CheckClaimsReference,
		report.CheckClaimsAnnotations, report.CheckStatementPredicate} {
		if c, ok := s.Check(id); ok && c.Status != report.StatusSkipped {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

// claimsState says whether the claims can be relied on.
func claimsState(s *report.Signature) line.Span {
	value, _ := s.Check(report.CheckSignatureValue)
	switch {
	case s.Verdict == report.VerdictVerified || s.Verdict == report.VerdictUnpinned:
		return line.Literal(line.StyleGood, "signed, and the signature verifies")
	case s.Verdict == report.VerdictUnsigned:
		return line.Literal(line.StyleWarn, "not signed")
	case s.Verdict != report.VerdictFailed:
		return line.Literal(line.StyleWarn, "as found; the signature was not verified, so nothing confirms this")
	case value.Status == report.StatusPass:
		return line.Literal(line.StyleBad, "signed, but not accepted; pane Overview says why")
	}
	return line.Literal(line.StyleBad, "as found; the signature does not verify, so nothing confirms this")
}

func simpleClaims(s *report.Signature) []line.Line {
	doc := jsonview.Of(s.Claims)
	if doc == "" || doc[0] != '{' {
		return jsonview.Lines(s.Claims)
	}
	out := []line.Line{line.Field("type", doc.At("critical", "type")),
		line.Field("image digest", doc.At("critical", "image", "docker-manifest-digest")),
		line.Field("image name", doc.At("critical", "identity", "docker-reference")), line.Blank(), line.Heading("Annotations (signed)")}
	annotations := members(doc.Member("optional"))
	if len(annotations) == 0 {
		out = append(out, line.TextLine(line.StyleDim, "none"))
	}
	out = append(out, annotations...)
	out = append(out, line.Blank(), line.Heading("As JSON"))
	return append(out, jsonview.Lines(s.Claims)...)
}

// members shows the members of an object in the order of their names.
func members(v jsonview.Value) []line.Line {
	if v == "" || v[0] != '{' {
		return nil
	}
	values, total := map[string]jsonview.Value{}, 0
	v.Each(func(name string, value jsonview.Value) bool {
		_, again := values[name]
		if !again {
			total++
		}
		if again || len(values) < bounds.List {
			values[name] = value
		}
		return true
	})
	var out []line.Line
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, line.Field(name, values[name].String()))
	}
	return append(out, more(total, "annotation")...)
}

// statement lays out an in-toto statement.
func statement(s *report.Signature, o Options) []line.Line {
	out := []line.Line{line.Field("predicate type", s.PredicateType), line.Blank(),
		line.Heading(fmt.Sprintf("Subjects (%d)", len(s.Subjects)))}
	for i, subject := range s.Subjects {
		if i < bounds.List || subject.Matches && i < bounds.Entries {
			out = append(out, subjectLines(subject, o)...)
		}
	}
	out = append(out, more(len(s.Subjects), "subject")...)
	out = append(out, annotationsOf(s)...)
	out = append(out, line.Blank(), line.Heading("Predicate"))
	if lines := predicate(s); lines != nil {
		out = append(out, lines...)
		out = append(out, line.Blank(), line.Heading("Predicate as JSON"))
	}
	if len(s.Predicate) > bounds.Predicate {
		return append(out, line.TextLine(line.StyleDim, bounds.Size(int64(len(s.Predicate)))+
			" of JSON; pane Raw shows it; SBOMs have a pane of their own"))
	}
	return append(out, jsonview.Lines(s.Predicate)...)
}

func subjectLines(subject report.StatementSubject, o Options) []line.Line {
	var out []line.Line
	for _, algorithm := range slices.Sorted(maps.Keys(subject.Digest))[:min(len(subject.Digest), maxDigests)] {
		mark := line.Literal(line.StylePlain, "  ")
		if subject.Matches {
			mark = line.Literal(line.StyleGood, "✓ ")
			if o.ASCII {
				mark.Text = "+ "
			}
		}
		out = append(out, line.Line{Spans: []line.Span{mark, line.Text(line.StylePlain, algorithm+":"+subject.Digest[algorithm]),
			line.Text(line.StyleDim, "  "+subject.Name)}, Copy: algorithm + ":" + subject.Digest[algorithm], Indent: 4})
	}
	if n := len(subject.Digest) - maxDigests; n > 0 {
		out = append(out, line.TextLine(line.StyleWarn, fmt.Sprintf("  and %s more", line.Plural(n, "digest"))))
	}
	return out
}

// maxDigests is how many digests of one subject are shown; there are some ten
// algorithms.
const maxDigests = 32

// annotationsOf shows annotations on subjects, where cosign v3 keeps what the
// signer said with -a.
func annotationsOf(s *report.Signature) []line.Line {
	subjects, _ := jsonview.Of(s.Statement).Member("subject").Elements()
	var out []line.Line
	for _, subject := range subjects {
		if len(out) < bounds.List {
			out = append(out, members(subject.Member("annotations"))...)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append([]line.Line{line.Blank(), line.Heading("Annotations (signed)")}, out...)
}

// more says how many elements of a list are not shown, where it has more than
// are.
func more(total int, noun string) []line.Line {
	if total <= bounds.List {
		return nil
	}
	return []line.Line{line.TextLine(line.StyleWarn, fmt.Sprintf("… and %s more; pane Raw has the original bytes",
		line.Plural(total-bounds.List, noun)))}
}

// upTo returns the elements of a list that are shown.
func upTo[T any](list []T) []T { return list[:min(len(list), bounds.List)] }
