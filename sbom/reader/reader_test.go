package reader

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/sbom"
)

// TestDemoDocuments reads one image's SBOM in every format and wants the same
// packages from each.
func TestDemoDocuments(t *testing.T) {
	files, err := filepath.Glob("../../testdata/sbom/demo.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d := Read(data, Options{})
			for _, want := range []string{"bash 5.2.15-2+b8", "curl 7.88.1-10+deb12u14", "libssl3 3.0.19-1~deb12u2"} {
				if !has(d, want) {
					t.Errorf("%s has no package %s among %d; diagnostics %v", d.Format, want, len(d.Packages), d.Diagnostics)
				}
			}
		})
	}
}

func has(d *sbom.Document, nameVersion string) bool {
	for _, p := range d.Packages {
		if p.Name+" "+p.Version == nameVersion {
			return true
		}
	}
	return false
}

// TestOddities wants each oddity to give its diagnostic, at its place, and to
// cost nothing else.
func TestOddities(t *testing.T) {
	const head = `{"spdxVersion":"SPDX-2.3","name":"n",` + "\n"
	for _, test := range []struct {
		name, text, code string
		packages         int
		line             int
	}{
		{"empty supplier", head + `"packages":[{"SPDXID":"a","name":"a","supplier":""},{"SPDXID":"b","name":"b"}]}`, "agent-untyped", 2, 2},
		{"untyped supplier", head + `"packages":[{"SPDXID":"a","name":"a","supplier":"somebody"}]}`, "agent-untyped", 1, 2},
		{"string for a boolean", head + `"packages":[{"SPDXID":"a","name":"a","filesAnalyzed":"false"}]}`, "wrong-type", 1, 2},
		{"null package", head + `"packages":[null,{"SPDXID":"a","name":"a"}]}`, "null-package", 1, 2},
		{"number for a string", head + `"packages":[{"SPDXID":"a","name":"a","versionInfo":1.5}]}`, "wrong-type", 1, 2},
		{"packages is no array", head + `"packages":{"SPDXID":"a"},"files":[{"SPDXID":"f"}]}`, "wrong-type", 0, 2},
		{"truncated", head + `"packages":[{"SPDXID":"a","name":"a"},{"SPDXID":"b","na`, "truncated", 2, 2},
		{"unknown version", `{"spdxVersion":"SPDX-2.2.1","packages":[{"SPDXID":"a","name":"a"}]}`, "version-unknown", 1, 1},
		{"DESCRIBE", head + `"packages":[{"SPDXID":"a","name":"a"}],"relationships":[{"spdxElementId":"d","relationshipType":"DESCRIBE","relatedSpdxElement":"a"}]}`, "relationship-unknown", 1, 2},
		{"byte order mark", "\xef\xbb\xbf" + head + `"packages":[{"SPDXID":"a","name":"a"}]}`, "byte-order-mark", 1, 0},
		{"text not closed", "SPDXVersion: SPDX-2.2\nPackageName: a\nPackageComment: <text>never", "text-not-closed", 1, 3},
		{"long line", "SPDXVersion: SPDX-2.2\nPackageName: a\nPackageComment: " + strings.Repeat("x", 200<<10) + "\nno tag here\nPackageName: b\n", "no-tag", 2, 4},
		{"not an SBOM", `{"hello":"world"}`, "format-unknown", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := Read([]byte(test.text), Options{})
			if len(d.Packages) != test.packages {
				t.Errorf("%d packages, want %d", len(d.Packages), test.packages)
			}
			for _, n := range d.Diagnostics {
				if n.Code == test.code && (test.line == 0 || n.Line == test.line) {
					return
				}
			}
			t.Errorf("diagnostics %+v, want %s in line %d", d.Diagnostics, test.code, test.line)
		})
	}
}

func TestLimit(t *testing.T) {
	d := Read(make([]byte, 100), Options{MaxBytes: 99})
	if len(d.Diagnostics) != 1 || !strings.Contains(d.Diagnostics[0].Message, "--max-sbom-size") {
		t.Errorf("diagnostics %+v", d.Diagnostics)
	}
}

// FuzzRead reads anything: no reader may panic.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("../../testdata/sbom/demo.*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data[:min(len(data), 4000)])
		}
	}
	f.Add([]byte("SPDXVersion: SPDX-2.2\nPackageName: <text>a"))
	f.Add([]byte(`spdxVersion: "SPDX-2.2"`))
	f.Add([]byte(`<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component/></components></bom>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if Read(data, Options{}) == nil {
			t.Fatal("no document")
		}
	})
}

func ExampleRead() {
	d := Read([]byte("SPDXVersion: SPDX-2.3\nPackageName: zlib\nPackageVersion: 1.3\n"), Options{})
	fmt.Println(d.Format, d.Packages[0].Name, d.Packages[0].Version)
	// Output: SPDX-2.3 tag-value zlib 1.3
}
