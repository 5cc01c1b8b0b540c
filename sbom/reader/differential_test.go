package reader

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/rdf"
	spdxlibrary "github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/tagvalue"
	"github.com/spdx/tools-golang/yaml"

	"assay/sbom"
)

// documents are the demo documents, our fixtures, and the corpus if there is
// one.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	names, err := filepath.Glob("../../testdata/sbom/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("testdata/sbom has no documents")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = data
	}
	if os.Getenv("ASSAY_SBOM_CORPUS") != "" {
		for _, f := range corpus(t) {
			out[f.name] = f.data
		}
	}
	return out
}

// facts are what is compared of a package.
type facts struct{ id, name, version, supplier, concluded, declared, purl string }

func sorted(list []facts) []facts {
	slices.SortFunc(list, func(a, b facts) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

// unordered puts the words of a licence in order: the library's RDF reader gives
// them in any.
func unordered(expression string) string {
	words := strings.Fields(expression)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func compare(t *testing.T, got, want []facts) {
	t.Helper()
	for _, list := range [][]facts{got, want} {
		for i := range list {
			list[i].concluded, list[i].declared = unordered(list[i].concluded), unordered(list[i].declared)
		}
	}
	got, want = sorted(got), sorted(want)
	if len(got) != len(want) {
		t.Fatalf("%d packages, the library has %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("ours    %q\nlibrary %q", got[i], want[i])
		}
	}
}

// TestAgreesWithToolsGolang compares what we read of SPDX with what the usual
// library does, package by package, for the documents that it accepts.
func TestAgreesWithToolsGolang(t *testing.T) {
	t.Parallel()
	readers := map[string]func(io.Reader) (*spdxlibrary.Document, error){
		"SPDX JSON": spdxjson.Read, "SPDX tag-value": tagvalue.Read, "SPDX YAML": yaml.Read, "SPDX RDF": rdf.Read}
	compared := 0
	for name, data := range documents(t) {
		read := readers[Format(data)]
		if read == nil {
			continue
		}
		library, err := recovered(read, data)
		if err != nil {
			t.Logf("%s: the library refuses it: %v", name, err)
			continue
		}
		compared++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Read(data, Options{})
			var got, want []facts
			for i := range d.Packages {
				p := &d.Packages[i]
				got = append(got, facts{strings.TrimPrefix(p.ID, "SPDXRef-"), p.Name, p.Version, p.Supplier, p.LicenseConcluded,
					p.LicenseDeclared, p.PURL})
			}
			for _, p := range library.Packages {
				want = append(want, libraryFacts(p))
			}
			compare(t, got, want)
			if len(d.Files) < len(library.Files) {
				t.Errorf("%d files, the library has %d", len(d.Files), len(library.Files))
			}
			if len(d.Relationships)+len(d.Implied)+len(d.Roots) < len(library.Relationships) {
				t.Errorf("%d relationships, the library has %d", len(d.Relationships), len(library.Relationships))
			}
		})
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

func recovered(read func(io.Reader) (*spdxlibrary.Document, error), data []byte) (d *spdxlibrary.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return read(bytes.NewReader(data))
}

func libraryFacts(p *spdxlibrary.Package) facts {
	f := facts{id: string(p.PackageSPDXIdentifier), name: p.PackageName, version: p.PackageVersion, concluded: p.PackageLicenseConcluded,
		declared: p.PackageLicenseDeclared}
	if p.PackageSupplier != nil {
		f.supplier = p.PackageSupplier.Supplier
	}
	for _, ref := range p.PackageExternalReferences {
		if f.purl == "" && strings.HasSuffix(ref.RefType, "purl") {
			f.purl = ref.Locator
		}
	}
	return f
}

// TestAgreesWithCycloneDXGo does the same for CycloneDX.
func TestAgreesWithCycloneDXGo(t *testing.T) {
	t.Parallel()
	forms := map[string]cdx.BOMFileFormat{"CycloneDX JSON": cdx.BOMFileFormatJSON, "CycloneDX XML": cdx.BOMFileFormatXML}
	compared := 0
	for name, data := range documents(t) {
		form, ok := forms[Format(data)]
		if !ok {
			continue
		}
		var bom cdx.BOM
		if err := cdx.NewBOMDecoder(bytes.NewReader(data), form).Decode(&bom); err != nil {
			t.Logf("%s: the library refuses it: %v", name, err)
			continue
		}
		compared++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Read(data, Options{})
			var got, want []facts
			for i := range d.Packages {
				p := &d.Packages[i]
				got = append(got, facts{id: p.ID, name: p.Name, version: p.Version, supplier: p.Supplier,
					declared: both(p.LicenseDeclared, p.LicenseConcluded), purl: p.PURL})
			}
			if bom.Metadata != nil && bom.Metadata.Component != nil {
				want = componentFacts(want, &[]cdx.Component{*bom.Metadata.Component})
			}
			want = componentFacts(want, bom.Components)
			compare(t, got, want)
			edges := 0
			if bom.Dependencies != nil {
				for _, from := range *bom.Dependencies {
					if from.Dependencies != nil {
						edges += len(*from.Dependencies)
					}
				}
			}
			if len(d.Relationships) != edges {
				t.Errorf("%d relationships, the library has %d", len(d.Relationships), edges)
			}
		})
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

func both(a, b string) string {
	if a != "" && b != "" {
		return a + " AND " + b
	}
	return a + b
}

func componentFacts(list []facts, components *[]cdx.Component) []facts {
	if components == nil {
		return list
	}
	for _, c := range *components {
		f := facts{id: c.BOMRef, name: c.Name, version: c.Version, purl: c.PackageURL}
		if c.Group != "" {
			f.name = c.Group + "/" + c.Name
		}
		if c.Supplier != nil {
			f.supplier = c.Supplier.Name
		}
		if c.Licenses != nil {
			for _, l := range *c.Licenses {
				text := l.Expression
				if l.License != nil {
					text = cmp.Or(l.License.ID, l.License.Name)
				}
				f.declared = both(f.declared, text)
			}
		}
		list = append(componentFacts(list, c.Components), f)
	}
	return list
}

// TestExportIsReadable reads an exported package list back.
func TestExportIsReadable(t *testing.T) {
	t.Parallel()
	d := load(t, "demo.cdx.json")
	v := sbom.NewIndex(d).View()
	v.Filter("type:deb")
	var out bytes.Buffer
	if err := sbom.WriteTagValue(&out, d, v.Packages(), "assay", "2026-01-02T03:04:05Z"); err != nil {
		t.Fatal(err)
	}
	back := Read(out.Bytes(), Options{})
	equal(t, "diagnostics", said(back), "")
	if len(back.Packages) != v.Len() {
		t.Fatalf("%d packages, want %d", len(back.Packages), v.Len())
	}
	for row := range v.Len() {
		p, _ := v.Package(row)
		q := back.Packages[row]
		equal(t, "package", [3]string{q.Name, q.Version, q.PURL}, [3]string{p.Name, p.Version, p.PURL})
	}
	if _, err := tagvalue.Read(bytes.NewReader(out.Bytes())); err != nil {
		t.Errorf("the usual library refuses it: %v", err)
	}
}
