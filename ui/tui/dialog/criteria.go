package dialog

import (
	"maps"
	"slices"
	"strings"

	"assay/inspect/report"
)

// criterion is one of the criteria that the what-if form can change: how its
// field is filled, and what a new text of the field changes.
type criterion struct {
	label string
	get   func(report.Criteria) string
	set   func(*report.Criteria, string)
}

// The labels of the fields that are filled from a signature.
const (
	labelKey            = "key"
	labelIdentity       = "identity"
	labelIdentityRegexp = "identity regexp"
	labelIssuer         = "issuer"
	labelIssuerRegexp   = "issuer regexp"
)

func criteria() []criterion {
	return []criterion{
		{labelKey, func(c report.Criteria) string { return first(c.Keys) }, func(c *report.Criteria, v string) { c.Keys = oneOrNone(v) }},
		{labelIdentity, func(c report.Criteria) string { return c.Identity }, func(c *report.Criteria, v string) { c.Identity = v }},
		{
			labelIdentityRegexp,
			func(c report.Criteria) string { return c.IdentityRegexp },
			func(c *report.Criteria, v string) { c.IdentityRegexp = v },
		},
		{labelIssuer, func(c report.Criteria) string { return c.Issuer }, func(c *report.Criteria, v string) { c.Issuer = v }},
		{
			labelIssuerRegexp,
			func(c report.Criteria) string { return c.IssuerRegexp },
			func(c *report.Criteria, v string) { c.IssuerRegexp = v },
		},
		{"annotations", func(c report.Criteria) string { return formatAnnotations(c.Annotations) },
			func(c *report.Criteria, v string) { c.Annotations = parseAnnotations(v) }},
		{"trusted root", func(c report.Criteria) string { return c.TrustedRoot }, func(c *report.Criteria, v string) { c.TrustedRoot = v }},
	}
}

// SameCriteria reports whether the fields of the form say the same of both.
func SameCriteria(a, b report.Criteria) bool {
	return !slices.ContainsFunc(criteria(), func(c criterion) bool { return c.get(a) != c.get(b) })
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func oneOrNone(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func formatAnnotations(annotations map[string]string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		out = append(out, name+"="+annotations[name])
	}
	return strings.Join(out, ", ")
}

// parseAnnotations reads what formatAnnotations writes; parts without an equals
// sign are left out.
func parseAnnotations(text string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			out[name] = value
		}
	}
	return out
}
