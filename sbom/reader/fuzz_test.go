package reader

import (
	"os"
	"path/filepath"
	"testing"

	"assay/sbom"
	"assay/sbom/cyclonedx"
	"assay/sbom/spdx"
	"assay/sbom/syft"
)

// fuzz feeds a reader anything and uses what comes out as the program does.
func fuzz(f *testing.F, read func(sbom.Input) *sbom.Document) {
	f.Helper()
	names, _ := filepath.Glob("../../testdata/sbom/*")
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data[:min(len(data), 3000)])
		}
	}
	for _, odd := range oddities {
		f.Add([]byte(odd.text[:min(len(odd.text), 3000)]))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := read(sbom.Input{Data: data})
		if d == nil {
			t.Fatal("no document")
		}
		use(t, d)
	})
}

func use(t *testing.T, d *sbom.Document) {
	t.Helper()
	x := sbom.NewIndex(d)
	v := x.View()
	v.Filter("a -missing:version")
	v.Sort(sbom.ByVersion, true)
	v.GroupBy(sbom.ByLicense)
	g := sbom.NewGraph(d)
	for i := range d.Packages {
		g.Why(i, 2)
		g.Relations(d.Packages[i].ID)
		if p := &d.Packages[i]; p.Length > 0 && d.Raw(p) == nil {
			t.Fatalf("package %d is outside of the source: %d and %d of %d", i, p.Offset, p.Length, len(d.Source))
		}
	}
	sbom.NewQuality(d, g)
	sbom.Diff(d, d)
}

func FuzzRead(f *testing.F) {
	fuzz(f, func(in sbom.Input) *sbom.Document { return Read(in.Data, Options{}) })
}

func FuzzSPDXJSON(f *testing.F)      { fuzz(f, spdx.ReadJSON) }
func FuzzSPDXTagValue(f *testing.F)  { fuzz(f, spdx.ReadTagValue) }
func FuzzSPDXYAML(f *testing.F)      { fuzz(f, spdx.ReadYAML) }
func FuzzSPDXRDF(f *testing.F)       { fuzz(f, spdx.ReadRDF) }
func FuzzSPDX3(f *testing.F)         { fuzz(f, spdx.ReadJSONLD) }
func FuzzCycloneDXJSON(f *testing.F) { fuzz(f, cyclonedx.ReadJSON) }
func FuzzCycloneDXXML(f *testing.F)  { fuzz(f, cyclonedx.ReadXML) }
func FuzzSyft(f *testing.F)          { fuzz(f, syft.ReadJSON) }
