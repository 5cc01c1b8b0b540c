package present

import (
	"strings"

	"assay/inspect/report"
)

// predicates has a row for each kind of predicate that is laid out as a form;
// all others are shown as JSON.
var predicates = []struct {
	prefix string
	layout func(doc jsonValue) []Line
}{
	{"https://slsa.dev/provenance/v0.", provenance02},
	{"https://slsa.dev/provenance/", provenance1},
	{"https://cosign.sigstore.dev/attestation/vuln/", vulnerabilities},
	{"https://openvex.dev/ns", openVEX},
}

// predicate lays out the predicate of an attestation, or returns nothing where
// its kind is not known.
func predicate(s *report.Signature) []Line {
	for _, p := range predicates {
		if !strings.HasPrefix(s.PredicateType, p.prefix) {
			continue
		}
		if doc := jsonOf(s.Predicate); doc != "" {
			return p.layout(doc)
		}
		return nil
	}
	return nil
}

// provenance02 lays out SLSA provenance 0.2 (slsa.dev/provenance/v0.2).
func provenance02(doc jsonValue) []Line {
	out := []Line{Field("builder", doc.at("builder", "id")), Field("build type", doc.at("buildType")), Field("source", doc.at("invocation", "configSource", "uri")),
		Field("entry point", doc.at("invocation", "configSource", "entryPoint")), Field("parameters", doc.at("invocation", "parameters")),
		Field("started", doc.at("metadata", "buildStartedOn")), Field("finished", doc.at("metadata", "buildFinishedOn"))}
	materials, total := doc.member("materials").elements()
	for _, m := range materials {
		out = append(out, Field("material", m.at("uri")+"  "+m.at("digest")))
	}
	return append(out, more(total, "material")...)
}

// provenance1 lays out SLSA provenance 1 (slsa.dev/provenance/v1).
func provenance1(doc jsonValue) []Line {
	out := []Line{Field("builder", doc.at("runDetails", "builder", "id")), Field("build type", doc.at("buildDefinition", "buildType")),
		Field("parameters", doc.at("buildDefinition", "externalParameters")), Field("invocation", doc.at("runDetails", "metadata", "invocationId")),
		Field("started", doc.at("runDetails", "metadata", "startedOn")), Field("finished", doc.at("runDetails", "metadata", "finishedOn"))}
	dependencies, total := doc.member("buildDefinition", "resolvedDependencies").elements()
	for _, d := range dependencies {
		out = append(out, Field("dependency", d.at("uri")+"  "+d.at("digest")))
	}
	return append(out, more(total, "material")...)
}

// vulnerabilities lays out cosign's scan predicate (sigstore/cosign,
// specs/COSIGN_VULN_ATTESTATION_SPEC.md).
func vulnerabilities(doc jsonValue) []Line {
	return []Line{Field("scanner", doc.at("scanner", "uri")+"  "+doc.at("scanner", "version")), Field("database", doc.at("scanner", "db", "uri")),
		Field("started", doc.at("metadata", "scanStartedOn")), Field("finished", doc.at("metadata", "scanFinishedOn"))}
}

// openVEX lays out an OpenVEX document (openvex/spec).
func openVEX(doc jsonValue) []Line {
	out := []Line{Field("author", doc.at("author")), Field("time", doc.at("timestamp"))}
	statements, total := doc.member("statements").elements()
	for _, s := range statements {
		name := s.at("vulnerability", "name")
		if name == "" {
			name = s.at("vulnerability")
		}
		out = append(out, Line{Spans: []Span{{pad(name, labelWidth), StyleLabel}, Text(StylePlain, s.at("status")), Text(StyleDim, "  "+s.at("justification")+"  "+s.at("impact_statement"))}, Indent: labelWidth, Copy: name})
	}
	return append(out, more(total, "statement")...)
}
