package present

import (
	"strings"

	"assay/inspect/report"
	"assay/ui/present/jsonview"
	"assay/ui/present/line"
)

// predicates has a row for each kind of predicate that is laid out as a form;
// all others are shown as JSON.
var predicates = []struct {
	prefix string
	layout func(doc jsonview.Value) []line.Line
}{
	{"https://slsa.dev/provenance/v0.", provenance02},
	{"https://slsa.dev/provenance/", provenance1},
	{"https://cosign.sigstore.dev/attestation/vuln/", vulnerabilities},
	{"https://openvex.dev/ns", openVEX},
}

// predicate lays out the predicate of an attestation, or returns nothing where
// its kind is not known.
func predicate(s *report.Signature) []line.Line {
	for _, p := range predicates {
		if !strings.HasPrefix(s.PredicateType, p.prefix) {
			continue
		}
		if doc := jsonview.Of(s.Predicate); doc != "" {
			return p.layout(doc)
		}
		return nil
	}
	return nil
}

// provenance02 lays out SLSA provenance 0.2 (slsa.dev/provenance/v0.2).
func provenance02(doc jsonview.Value) []line.Line {
	out := []line.Line{line.Field("builder", doc.At("builder", "id")), line.Field("build type", doc.At("buildType")),
		line.Field("source", doc.At("invocation", "configSource", "uri")),
		line.Field("entry point", doc.At("invocation", "configSource", "entryPoint")),
		line.Field("parameters", doc.At("invocation", "parameters")),
		line.Field("started", doc.At("metadata", "buildStartedOn")), line.Field("finished", doc.At("metadata", "buildFinishedOn"))}
	materials, total := doc.Member("materials").Elements()
	for _, m := range materials {
		out = append(out, line.Field("material", m.At("uri")+"  "+m.At("digest")))
	}
	return append(out, more(total, "material")...)
}

// provenance1 lays out SLSA provenance 1 (slsa.dev/provenance/v1).
func provenance1(doc jsonview.Value) []line.Line {
	out := []line.Line{line.Field("builder", doc.At("runDetails", "builder", "id")),
		line.Field("build type", doc.At("buildDefinition", "buildType")),
		line.Field("parameters", doc.At("buildDefinition", "externalParameters")),
		line.Field("invocation", doc.At("runDetails", "metadata", "invocationId")),
		line.Field("started", doc.At("runDetails", "metadata", "startedOn")),
		line.Field("finished", doc.At("runDetails", "metadata", "finishedOn"))}
	dependencies, total := doc.Member("buildDefinition", "resolvedDependencies").Elements()
	for _, d := range dependencies {
		out = append(out, line.Field("dependency", d.At("uri")+"  "+d.At("digest")))
	}
	return append(out, more(total, "material")...)
}

// vulnerabilities lays out cosign's scan predicate (sigstore/cosign,
// specs/COSIGN_VULN_ATTESTATION_SPEC.md).
func vulnerabilities(doc jsonview.Value) []line.Line {
	return []line.Line{line.Field("scanner", doc.At("scanner", "uri")+"  "+doc.At("scanner", "version")),
		line.Field("database", doc.At("scanner", "db", "uri")),
		line.Field("started", doc.At("metadata", "scanStartedOn")), line.Field("finished", doc.At("metadata", "scanFinishedOn"))}
}

// openVEX lays out an OpenVEX document (openvex/spec).
func openVEX(doc jsonview.Value) []line.Line {
	out := []line.Line{line.Field("author", doc.At("author")), line.Field("time", doc.At("timestamp"))}
	statements, total := doc.Member("statements").Elements()
	for _, s := range statements {
		name := s.At("vulnerability", "name")
		if name == "" {
			name = s.At("vulnerability")
		}
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StyleLabel, line.Pad(name, line.LabelWidth)),
			line.Text(line.StylePlain, s.At("status")), line.Text(line.StyleDim, "  "+s.At("justification")+"  "+s.At("impact_statement"))},
			Indent: line.LabelWidth, Copy: name})
	}
	return append(out, more(total, "statement")...)
}
