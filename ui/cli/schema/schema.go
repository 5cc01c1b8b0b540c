// Package schema holds the JSON Schemas of what assay writes as JSON. They are
// made from the Go types by the tool in testdata/schema; after a change of the
// types run there
//
//	go run . ../../ui/cli/schema
package schema

import (
	"embed"
	"slices"
)

//go:embed *.json
var files embed.FS

// Output is something that assay writes as JSON.
type Output struct {
	// Name is what it is asked for by, and About what writes it.
	Name, About string
	file        string
}

// Outputs returns everything that has a schema.
func Outputs() []Output {
	return []Output{
		{"report", "one image or bundle: assay -o json, assay bundle -o json, assay demo CASE -o json", "report.json"},
		{"line", "each line about several images: assay -o json REFERENCE REFERENCE...; as report", "report.json"},
		{"sbom", "an SBOM: assay sbom -o json", "sbom.json"},
		{"difference", "what changed between two SBOMs: assay sbom -o json FILE FILE", "difference.json"},
		{"certificate", "a certificate: assay cert -o json", "certificate.json"},
	}
}

// Of returns the JSON Schema of the output of that name, and whether there is one.
func Of(name string) ([]byte, bool) {
	all := Outputs()
	i := slices.IndexFunc(all, func(o Output) bool { return o.Name == name })
	if i < 0 {
		return nil, false
	}
	data, err := files.ReadFile(all[i].file)
	return data, err == nil
}
