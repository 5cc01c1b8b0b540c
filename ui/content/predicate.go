package content

import (
	"encoding/json"
	"strings"

	"assay/inspect/report"
)

// predicates has a row for each kind of predicate that is laid out as a form;
// all others are shown as JSON.
var predicates = []struct {
	prefix string
	layout func(doc any) []Line
}{
	{"https://slsa.dev/provenance/v0.", provenance02},
	{"https://slsa.dev/provenance/", provenance1},
	{"https://cosign.sigstore.dev/attestation/vuln/", vulnerabilities},
	{"https://openvex.dev/ns", openVEX},
}

// predicate lays out the predicate of an attestation, or returns nothing where
// its kind is not known.
func predicate(s *report.Signed) []Line {
	for _, p := range predicates {
		if !strings.HasPrefix(s.PredicateType, p.prefix) {
			continue
		}
		var doc any
		if json.Unmarshal(s.Predicate, &doc) != nil {
			return nil
		}
		return p.layout(doc)
	}
	return nil
}

// at follows a path of member names and returns what is there as text.
func at(doc any, path ...string) string { return text(member(doc, path...)) }

func member(doc any, path ...string) any {
	for _, name := range path {
		m, ok := doc.(map[string]any)
		if !ok {
			return nil
		}
		doc = m[name]
	}
	return doc
}

func elements(doc any, path ...string) []any {
	list, _ := member(doc, path...).([]any)
	return list
}

// provenance02 lays out SLSA provenance 0.2 (slsa.dev/provenance/v0.2).
func provenance02(doc any) []Line {
	out := []Line{Field("builder", at(doc, "builder", "id")), Field("build type", at(doc, "buildType")), Field("source", at(doc, "invocation", "configSource", "uri")),
		Field("entry point", at(doc, "invocation", "configSource", "entryPoint")), Field("parameters", at(doc, "invocation", "parameters")),
		Field("started", at(doc, "metadata", "buildStartedOn")), Field("finished", at(doc, "metadata", "buildFinishedOn"))}
	for _, m := range elements(doc, "materials") {
		out = append(out, Field("material", at(m, "uri")+"  "+at(m, "digest")))
	}
	return out
}

// provenance1 lays out SLSA provenance 1 (slsa.dev/provenance/v1).
func provenance1(doc any) []Line {
	out := []Line{Field("builder", at(doc, "runDetails", "builder", "id")), Field("build type", at(doc, "buildDefinition", "buildType")),
		Field("parameters", at(doc, "buildDefinition", "externalParameters")), Field("invocation", at(doc, "runDetails", "metadata", "invocationId")),
		Field("started", at(doc, "runDetails", "metadata", "startedOn")), Field("finished", at(doc, "runDetails", "metadata", "finishedOn"))}
	for _, d := range elements(doc, "buildDefinition", "resolvedDependencies") {
		out = append(out, Field("dependency", at(d, "uri")+"  "+at(d, "digest")))
	}
	return out
}

// vulnerabilities lays out cosign's scan predicate (sigstore/cosign,
// specs/COSIGN_VULN_ATTESTATION_SPEC.md).
func vulnerabilities(doc any) []Line {
	return []Line{Field("scanner", at(doc, "scanner", "uri")+"  "+at(doc, "scanner", "version")), Field("database", at(doc, "scanner", "db", "uri")),
		Field("started", at(doc, "metadata", "scanStartedOn")), Field("finished", at(doc, "metadata", "scanFinishedOn"))}
}

// openVEX lays out an OpenVEX document (openvex/spec).
func openVEX(doc any) []Line {
	out := []Line{Field("author", at(doc, "author")), Field("time", at(doc, "timestamp"))}
	for _, s := range elements(doc, "statements") {
		name := at(s, "vulnerability", "name")
		if name == "" {
			name = at(s, "vulnerability")
		}
		out = append(out, Line{Spans: []Span{{pad(name, labelWidth), Label}, S(Plain, at(s, "status")), S(Dim, "  "+at(s, "justification")+"  "+at(s, "impact_statement"))}, Indent: labelWidth, Copy: name})
	}
	return out
}
