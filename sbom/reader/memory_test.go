package reader

import (
	"runtime"
	"strings"
	"testing"

	"assay/sbom"
)

// fill returns a document of about size bytes that repeats item between head
// and tail.
func fill(head, item, tail string, size int) []byte {
	return []byte(head + strings.Repeat(item, (size-len(head)-len(tail))/len(item)) + tail)
}

// TestMemoryOfSmallElements reads documents that are one list of the smallest
// elements there are. What is kept may be some times the document and no more,
// and what is made on the way not many times.
func TestMemoryOfSmallElements(t *testing.T) {
	if testing.Short() {
		t.Skip("reads documents of many megabytes")
	}
	const (
		size = 4 << 20
		most = 48<<20 + 6*size
	)
	spdx2, tags := `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT",`, "SPDXVersion: SPDX-2.3\n"
	cyclonedx, cyclonedxXML := `{"bomFormat":"CycloneDX","specVersion":"1.6",`, `<bom xmlns="http://cyclonedx.org/schema/bom/1.6">`
	spdx3, syft := `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[`, `{"schema":{"version":"16"},"descriptor":{"name":"syft"},`
	rdf := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">`
	for name, document := range map[string][3]string{
		"SPDX 2 packages":              {spdx2 + `"packages":[`, "{},", ""},
		"SPDX 2 files":                 {spdx2 + `"files":[`, "{},", ""},
		"SPDX 2 files with annotation": {spdx2 + `"files":[`, `{"annotations":[{}]},`, ""},
		"SPDX 2 snippets":              {spdx2 + `"snippets":[`, "{},", ""},
		"SPDX 2 relationships":         {spdx2 + `"relationships":[`, "{},", ""},
		"SPDX 2 licences":              {spdx2 + `"hasExtractedLicensingInfos":[`, "{},", ""},
		"SPDX 2 annotations":           {spdx2 + `"annotations":[`, "{},", ""},
		"SPDX 2 roots":                 {spdx2 + `"documentDescribes":[`, `"a",`, ""},
		"SPDX 2 references":            {spdx2 + `"packages":[{"name":"a","externalRefs":[`, "{},", ""},
		"SPDX 2 remarks on a package":  {spdx2 + `"packages":[{"name":"a","annotations":[`, "{},", ""},
		"SPDX 2 details":               {spdx2 + `"packages":[`, `{"comment":"a"},`, ""},
		"SPDX 2 files of a package":    {spdx2 + `"packages":[{"name":"a","hasFiles":[`, `"a",`, ""},
		"tag-value packages":           {tags, "PackageName:\n", ""},
		"tag-value details":            {tags, "PackageName:\nPackageComment:\n", ""},
		"tag-value licences":           {tags, "LicenseID:\n", ""},
		"tag-value cross references":   {tags + "LicenseID: a\n", "LicenseCrossReference:\n", ""},
		"tag-value annotations":        {tags, "Annotator:\n", ""},
		"tag-value roots":              {tags, "Relationship: a DESCRIBES b\nRelationship: a DESCRIBES c\n", ""},
		"CycloneDX components":         {cyclonedx + `"components":[`, "{},", ""},
		"CycloneDX details":            {cyclonedx + `"components":[`, `{"scope":"a"},`, ""},
		"CycloneDX properties":         {cyclonedx + `"components":[{"properties":[`, "{},", ""},
		"CycloneDX licence texts":      {cyclonedx + `"components":[{"licenses":[`, `{"license":{"text":{"content":"a"}}},`, ""},
		"CycloneDX CPEs":               {cyclonedx + `"components":[{`, `"cpe":"a",`, ""},
		"CycloneDX vulnerabilities":    {cyclonedx + `"vulnerabilities":[`, "{},", ""},
		"CycloneDX affects":            {cyclonedx + `"vulnerabilities":[{"affects":[`, "{},", ""},
		"CycloneDX subjects":           {cyclonedx + `"annotations":[{"subjects":[`, `"a",`, ""},
		"CycloneDX dependencies":       {cyclonedx + `"dependencies":[{"dependsOn":[`, `"a",`, ""},
		"CycloneDX suppliers":          {cyclonedx + `"metadata":{`, `"supplier":{"name":"a"},`, ""},
		"CycloneDX XML vulnerability":  {cyclonedxXML + "<vulnerabilities>", "<a/>", ""},
		"CycloneDX XML dependencies":   {cyclonedxXML + `<dependencies><dependency ref="a">`, "<a/>", ""},
		"SPDX 3 elements":              {spdx3, "{},", ""},
		"SPDX 3 packages":              {spdx3, `{"type":"Package"},`, ""},
		"SPDX 3 annotations":           {spdx3, `{"type":"Annotation"},`, ""},
		"SPDX 3 agent names":           {spdx3 + `{"type":"Package","originatedBy":[`, `"a",`, ""},
		"SPDX 3 identifiers":           {spdx3 + `{"type":"Package","externalIdentifier":[`, `"a",`, ""},
		"SPDX 3 imports":               {spdx3 + `{"type":"SpdxDocument","import":[`, "{},", ""},
		"syft artifacts":               {syft + `"artifacts":[`, "{},", ""},
		"syft CPEs":                    {syft + `"artifacts":[{"cpes":[`, `"a",`, ""},
		"syft files":                   {syft + `"artifacts":[],"files":[`, "{},", ""},
		"syft relationships":           {syft + `"artifacts":[],"artifactRelationships":[`, "{},", ""},
		"syft sources":                 {syft + `"artifacts":[],`, `"source":{"id":"a"},`, ""},
		"RDF resources":                {rdf, "<Package/>", ""},
		"RDF properties":               {rdf + "<Package>", "<a/>", ""},
	} {
		t.Run(name, func(t *testing.T) {
			data := fill(document[0], document[1], document[2], size)
			var before, after, made runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			d := Read(data, Options{})
			runtime.ReadMemStats(&made)
			runtime.GC()
			runtime.ReadMemStats(&after)
			kept, total := int64(after.HeapAlloc)-int64(before.HeapAlloc), made.TotalAlloc-before.TotalAlloc
			if kept > most || total > 5*most {
				t.Errorf("%d MiB are kept and %d MiB were made for a document of %d MiB", kept>>20, total>>20, size>>20)
			}
			if d.Format == "unknown" {
				t.Error("not read at all")
			}
			runtime.KeepAlive(d)
			runtime.KeepAlive(data)
		})
	}
}

// TestMemoryOfYAML refuses documents that the YAML library would make gigabytes
// of, before it does.
func TestMemoryOfYAML(t *testing.T) {
	if testing.Short() {
		t.Skip("reads documents of many megabytes")
	}
	head := "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n"
	for name, document := range map[string][3]string{
		"texts":         {head + "foo: [", "a,", "a]\n"},
		"lists":         {head + "foo: [", "[],", "[]]\n"},
		"objects":       {head + "foo: [", "{},", "{}]\n"},
		"keys":          {head + "foo: {", `"a":1,`, "}\n"},
		"block texts":   {head + "foo:\n", "- a\n", ""},
		"block objects": {head + "foo:\n", "- a: b\n", ""},
		"one long text": {head + "foo: ", strings.Repeat("a", 8<<20), "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			data := fill(document[0], document[1], document[2], 33<<20)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d := Read(data, Options{})
			runtime.ReadMemStats(&after)
			if total := after.TotalAlloc - before.TotalAlloc; total > 4<<20 {
				t.Errorf("%d MiB were made", total>>20)
			}
			if !d.Refused() || d.Diagnostics[0].Code != sbom.CodeTooLarge {
				t.Errorf("diagnostics %v, want one that says it is too large", d.Diagnostics)
			}
		})
	}
	data := fill(head+"foo: [", "a,", "a]\n", 4<<20)
	if d := Read(data, Options{}); !d.Refused() || d.Diagnostics[0].Code != sbom.CodeTooLarge {
		t.Errorf("a small document of many elements: %v", d.Diagnostics)
	}
	data = fill(head+"packages:\n", "- name: a\n  SPDXID: SPDXRef-a\n  downloadLocation: https://example.org/a\n", "", 4<<20)
	if d := Read(data, Options{}); d.Refused() || len(d.Packages) < 50_000 {
		t.Errorf("%d packages of an honest document: %v", len(d.Packages), d.Diagnostics[:1])
	}
}
