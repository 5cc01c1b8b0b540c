package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"assay/inspect/report"
)

// Claims shows what was signed: simple signing claims, or the statement with
// its subjects and predicate. What was signed and what assay made of it stand
// under separate headings.
func Claims(s *report.Signed, o Options) []Line {
	if s == nil {
		return nothing("There is no signature whose claims could be shown.")
	}
	var out []Line
	state := S(Good, "signed, and the signature holds")
	switch s.Verdict {
	case report.Unsigned:
		state = S(Warn, "not signed by anybody")
	case report.Failed:
		state = S(Bad, "as found; the signature does not hold up, so nobody vouches for this")
		if c, ok := s.Check(report.SignatureValue); ok && c.Status == report.Pass {
			state = S(Bad, "signed, but not acceptably; pane Overview says why")
		}
	}
	out = append(out, L(Span{"What was signed  ", Heading}, state))
	switch {
	case len(s.Statement) > 0:
		out = append(out, statement(s, o)...)
	case len(s.Claims) > 0:
		out = append(out, simpleClaims(s)...)
	default:
		out = append(out, T(Dim, "The claims cannot be read; pane Raw shows the bytes."))
	}
	out = append(out, Blank(), Head("What assay made of it"), Field("subject", s.Subject), Field("found in", s.Source.Reference))
	for _, id := range []report.CheckID{report.ClaimsDigest, report.StatementSubject, report.ClaimsReference, report.ClaimsAnnotations, report.StatementPredicate} {
		if c, ok := s.Check(id); ok && c.Status != report.Skipped {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

func simpleClaims(s *report.Signed) []Line {
	var doc struct {
		Critical struct {
			Identity map[string]any `json:"identity"`
			Image    map[string]any `json:"image"`
			Type     string         `json:"type"`
		} `json:"critical"`
		Optional map[string]any `json:"optional"`
	}
	if json.Unmarshal(s.Claims, &doc) != nil {
		return JSON(s.Claims)
	}
	out := []Line{Field("type", doc.Critical.Type), Field("image digest", text(doc.Critical.Image["docker-manifest-digest"])),
		Field("image name", text(doc.Critical.Identity["docker-reference"])), Blank(), Head("Annotations (signed)")}
	if len(doc.Optional) == 0 {
		out = append(out, T(Dim, "none"))
	}
	for _, k := range keys(doc.Optional) {
		out = append(out, Field(k, text(doc.Optional[k])))
	}
	out = append(out, Blank(), Head("As JSON"))
	return append(out, JSON(s.Claims)...)
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func text(v any) string {
	switch t := v.(type) {
	case nil:
		return ""
	case string:
		return t
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(encoded)
}

// statement lays out an in-toto statement.
func statement(s *report.Signed, o Options) []Line {
	out := []Line{Field("predicate type", s.PredicateType), Blank(), Head(fmt.Sprintf("Subjects (%d)", len(s.Subjects)))}
	for _, subject := range s.Subjects {
		for _, algorithm := range sortedKeys(subject.Digest) {
			mark := Span{"  ", Plain}
			if subject.Matches {
				mark = Span{"✓ ", Good}
				if o.ASCII {
					mark.Text = "+ "
				}
			}
			out = append(out, Line{Spans: []Span{mark, S(Plain, algorithm+":"+subject.Digest[algorithm]), S(Dim, "  "+subject.Name)}, Copy: algorithm + ":" + subject.Digest[algorithm], Indent: 4})
		}
	}
	out = append(out, annotationsOf(s)...)
	out = append(out, Blank(), Head("Predicate"))
	if lines := predicate(s); lines != nil {
		out = append(out, lines...)
		out = append(out, Blank(), Head("Predicate as JSON"))
	}
	if len(s.Predicate) > 64<<10 {
		return append(out, T(Dim, Size(int64(len(s.Predicate)))+" of JSON; pane Raw shows it, and an SBOM has its own pane"))
	}
	return append(out, JSON(s.Predicate)...)
}

func sortedKeys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// annotationsOf shows annotations on subjects, where cosign v3 keeps what the
// signer said with -a.
func annotationsOf(s *report.Signed) []Line {
	var doc struct {
		Subject []struct {
			Annotations map[string]any `json:"annotations"`
		} `json:"subject"`
	}
	if json.Unmarshal(s.Statement, &doc) != nil {
		return nil
	}
	var out []Line
	for _, subject := range doc.Subject {
		for _, k := range keys(subject.Annotations) {
			out = append(out, Field(k, text(subject.Annotations[k])))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append([]Line{Blank(), Head("Annotations (signed)")}, out...)
}

// JSON shows a JSON value with indentation; what is no JSON is shown as text.
func JSON(data []byte) []Line {
	if len(data) == 0 {
		return []Line{T(Dim, "nothing")}
	}
	var b bytes.Buffer
	if json.Indent(&b, data, "", "  ") != nil {
		return Lines(Plain, string(data))
	}
	var out []Line
	for line := range strings.SplitSeq(b.String(), "\n") {
		out = append(out, jsonLine(line))
	}
	return out
}

// maxShownValue is how many bytes of one value are laid out; envelopes hold
// payloads of megabytes in one string.
const maxShownValue = 4 << 10

func shorten(value string) string {
	if len(value) <= maxShownValue {
		return value
	}
	return strings.ToValidUTF8(value[:maxShownValue], "") + " … " + Size(int64(len(value))) + " in all"
}

// jsonLine colours the name of a member and keeps its value for copying.
func jsonLine(line string) Line {
	trimmed := strings.TrimLeft(line, " ")
	indent := len(line) - len(trimmed)
	if strings.HasPrefix(trimmed, `"`) {
		if end := strings.Index(trimmed[1:], `": `); end >= 0 {
			name, value := trimmed[:end+3], trimmed[end+3:]
			copied := strings.TrimSuffix(strings.TrimSpace(value), ",")
			var plain string
			if json.Unmarshal([]byte(copied), &plain) == nil {
				copied = plain
			}
			return Line{Spans: []Span{{strings.Repeat(" ", indent), Plain}, S(Label, name), S(Plain, shorten(value))}, Indent: indent + 2, Copy: copied, Level: indent + 1}
		}
	}
	return Line{Spans: []Span{S(Plain, shorten(line))}, Indent: indent + 2, Copy: trimmed, Level: indent + 1}
}
