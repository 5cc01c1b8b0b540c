package reader

import (
	"flag"
	"runtime"
	"strings"
	"testing"

	"assay/sbom"
)

// large runs the tests of memory at full size. By default they run at a
// sixteenth: with documents, free elements and bounds that are smaller alike.
var large = flag.Bool("large", false, "measure memory with documents of full size")

// scaled divides a size unless the tests run at full size.
func scaled(n int) int {
	if *large {
		return n
	}
	return n / 16
}

// fill returns a document of about size bytes that repeats item between head
// and tail.
func fill(head, item, tail string, size int) []byte {
	count := (size - len(head) - len(tail)) / len(item)
	data := make([]byte, 0, len(head)+count*len(item)+len(tail))
	data = append(data, head...)
	for range count {
		data = append(data, item...)
	}
	return append(data, tail...)
}

// Beginnings of documents.
const (
	spdx2Head        = `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT",`
	tagsHead         = "SPDXVersion: SPDX-2.3\n"
	cyclonedxHead    = `{"bomFormat":"CycloneDX","specVersion":"1.6",`
	cyclonedxXMLHead = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6">`
	spdx3Head        = `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[`
	syftHead         = `{"schema":{"version":"16"},"descriptor":{"name":"syft"},`
	rdfHead          = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">`
)

// smallElements are documents that are one list of the smallest elements there
// are: what begins one, the element, and what ends it.
var smallElements = map[string][3]string{
	"SPDX 2 packages":              {spdx2Head + `"packages":[`, "{},", ""},
	"SPDX 2 files":                 {spdx2Head + `"files":[`, "{},", ""},
	"SPDX 2 files with annotation": {spdx2Head + `"files":[`, `{"annotations":[{}]},`, ""},
	"SPDX 2 snippets":              {spdx2Head + `"snippets":[`, "{},", ""},
	"SPDX 2 relationships":         {spdx2Head + `"relationships":[`, "{},", ""},
	"SPDX 2 licences":              {spdx2Head + `"hasExtractedLicensingInfos":[`, "{},", ""},
	"SPDX 2 annotations":           {spdx2Head + `"annotations":[`, "{},", ""},
	"SPDX 2 roots":                 {spdx2Head + `"documentDescribes":[`, `"a",`, ""},
	"SPDX 2 references":            {spdx2Head + `"packages":[{"name":"a","externalRefs":[`, "{},", ""},
	"SPDX 2 remarks on a package":  {spdx2Head + `"packages":[{"name":"a","annotations":[`, "{},", ""},
	"SPDX 2 details":               {spdx2Head + `"packages":[`, `{"comment":"a"},`, ""},
	"SPDX 2 files of a package":    {spdx2Head + `"packages":[{"name":"a","hasFiles":[`, `"a",`, ""},
	"tag-value packages":           {tagsHead, "PackageName:\n", ""},
	"tag-value details":            {tagsHead, "PackageName:\nPackageComment:\n", ""},
	"tag-value licences":           {tagsHead, "LicenseID:\n", ""},
	"tag-value cross references":   {tagsHead + "LicenseID: a\n", "LicenseCrossReference:\n", ""},
	"tag-value annotations":        {tagsHead, "Annotator:\n", ""},
	"tag-value roots":              {tagsHead, "Relationship: a DESCRIBES b\nRelationship: a DESCRIBES c\n", ""},
	"CycloneDX components":         {cyclonedxHead + `"components":[`, "{},", ""},
	"CycloneDX details":            {cyclonedxHead + `"components":[`, `{"scope":"a"},`, ""},
	"CycloneDX properties":         {cyclonedxHead + `"components":[{"properties":[`, "{},", ""},
	"CycloneDX licence texts":      {cyclonedxHead + `"components":[{"licenses":[`, `{"license":{"text":{"content":"a"}}},`, ""},
	"CycloneDX CPEs":               {cyclonedxHead + `"components":[{`, `"cpe":"a",`, ""},
	"CycloneDX vulnerabilities":    {cyclonedxHead + `"vulnerabilities":[`, "{},", ""},
	"CycloneDX affects":            {cyclonedxHead + `"vulnerabilities":[{"affects":[`, "{},", ""},
	"CycloneDX subjects":           {cyclonedxHead + `"annotations":[{"subjects":[`, `"a",`, ""},
	"CycloneDX dependencies":       {cyclonedxHead + `"dependencies":[{"dependsOn":[`, `"a",`, ""},
	"CycloneDX suppliers":          {cyclonedxHead + `"metadata":{`, `"supplier":{"name":"a"},`, ""},
	"CycloneDX XML vulnerability":  {cyclonedxXMLHead + "<vulnerabilities>", "<a/>", ""},
	"CycloneDX XML dependencies":   {cyclonedxXMLHead + `<dependencies><dependency ref="a">`, "<a/>", ""},
	"SPDX 3 elements":              {spdx3Head, "{},", ""},
	"SPDX 3 packages":              {spdx3Head, `{"type":"Package"},`, ""},
	"SPDX 3 annotations":           {spdx3Head, `{"type":"Annotation"},`, ""},
	"SPDX 3 agent names":           {spdx3Head + `{"type":"Package","originatedBy":[`, `"a",`, ""},
	"SPDX 3 identifiers":           {spdx3Head + `{"type":"Package","externalIdentifier":[`, `"a",`, ""},
	"SPDX 3 imports":               {spdx3Head + `{"type":"SpdxDocument","import":[`, "{},", ""},
	"syft artifacts":               {syftHead + `"artifacts":[`, "{},", ""},
	"syft CPEs":                    {syftHead + `"artifacts":[{"cpes":[`, `"a",`, ""},
	"syft files":                   {syftHead + `"artifacts":[],"files":[`, "{},", ""},
	"syft relationships":           {syftHead + `"artifacts":[],"artifactRelationships":[`, "{},", ""},
	"syft sources":                 {syftHead + `"artifacts":[],`, `"source":{"id":"a"},`, ""},
	"RDF resources":                {rdfHead, "<Package/>", ""},
	"RDF properties":               {rdfHead + "<Package>", "<a/>", ""},
}

// TestMemoryOfSmallElements wants a document to take a few times its size in
// memory, and reading it to allocate not many times its size.
func TestMemoryOfSmallElements(t *testing.T) {
	size, free := scaled(4<<20), scaled(1<<20)
	most := int64(scaled(48<<20) + 6*size)
	for name, document := range smallElements {
		t.Run(name, func(t *testing.T) {
			data := fill(document[0], document[1], document[2], size)
			var before, after, made runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			d := read(sbom.Input{Data: data, FreeElements: free})
			runtime.ReadMemStats(&made)
			runtime.GC()
			runtime.ReadMemStats(&after)
			kept, total := int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(made.TotalAlloc-before.TotalAlloc)
			if kept > most {
				t.Errorf("%d KiB are kept of a document of %d KiB, at most %d are allowed", kept>>10, size>>10, most>>10)
			}
			if total > 5*most {
				t.Errorf("%d KiB are made for a document of %d KiB, at most %d are allowed", total>>10, size>>10, 5*most>>10)
			}
			if d.Format == "unknown" {
				t.Error("the document is not read at all")
			}
			runtime.KeepAlive(d)
			runtime.KeepAlive(data)
		})
	}
}

// TestMemoryOfYAML refuses documents that the YAML library would make gigabytes
// of, before it does: those that are too large, and those of too many elements.
func TestMemoryOfYAML(t *testing.T) {
	const head = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n"
	for name, document := range map[string]struct {
		head, item, tail string
		size             int
	}{
		"texts":         {head + "foo: [", "a,", "a]\n", 5 << 20},
		"lists":         {head + "foo: [", "[],", "[]]\n", 5 << 20},
		"objects":       {head + "foo: [", "{},", "{}]\n", 5 << 20},
		"keys":          {head + "foo: {", `"a":1,`, "}\n", 5 << 20},
		"block texts":   {head + "foo:\n", "- a\n", "", 5 << 20},
		"block objects": {head + "foo:\n", "- a: b\n", "", 5 << 20},
		"one long text": {head + "foo: ", strings.Repeat("a", 8<<20), "\n", 33 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			data := fill(document.head, document.item, document.tail, document.size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d := Read(data, Options{})
			runtime.ReadMemStats(&after)
			if total := after.TotalAlloc - before.TotalAlloc; total > 4<<20 {
				t.Errorf("%d MiB were made", total>>20)
			}
			equal(t, "diagnostics", said(d), "error too-large 0:0 ")
			equal(t, "refused", d.Refused(), true)
		})
	}
	t.Run("usual", func(t *testing.T) {
		const item = "- name: a\n  SPDXID: SPDXRef-a\n  downloadLocation: https://example.org/a\n"
		d := Read(fill(head+"packages:\n", item, "", scaled(4<<20)), Options{})
		equal(t, "refused", d.Refused(), false)
		if least := scaled(50_000); len(d.Packages) < least {
			t.Errorf("%d packages, want %d at least", len(d.Packages), least)
		}
	})
}
