package reader

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"assay/sbom"
)

// TestDemoDocuments reads one image's SBOM in every format and wants the same
// packages from each.
func TestDemoDocuments(t *testing.T) {
	t.Parallel()
	formats := map[string]string{"demo.spdx": "SPDX-2.3 tag-value", "demo.spdx.json": "SPDX-2.3 JSON", "demo.spdx22.json": "SPDX-2.2 JSON",
		"demo.cdx.json": "CycloneDX-1.7 JSON", "demo.cdx14.json": "CycloneDX-1.4 JSON", "demo.cdx.xml": "CycloneDX-1.7 XML",
		"demo.syft.json": "syft JSON"}
	for name, format := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("../../testdata/sbom", name))
			if err != nil {
				t.Fatal(err)
			}
			d := Read(data, Options{})
			equal(t, "format", d.Format, format)
			equal(t, "diagnostics", said(d), "")
			for _, want := range []string{"bash 5.2.15-2+b8", "curl 7.88.1-10+deb12u14", "libssl3 3.0.19-1~deb12u2"} {
				i := slices.IndexFunc(d.Packages, func(p sbom.Package) bool { return p.Name+" "+p.Version == want })
				if i < 0 {
					t.Fatalf("no package %s among %d", want, len(d.Packages))
				}
				p := &d.Packages[i]
				equal(t, "type of "+want, p.Type(), "deb")
				if len(p.CPEs()) == 0 {
					t.Errorf("%s has no CPE", want)
				}
				if !strings.Contains(string(d.Raw(p)), p.Version) {
					t.Errorf("the source of %s is %.60q", want, d.Raw(p))
				}
			}
		})
	}
}

const (
	head = `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"n",` + "\n"
	tags = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n"
	a    = `{"SPDXID":"SPDXRef-a","name":"a"}`
)

// oddities are documents with one thing wrong: how many packages are read all
// the same, and the diagnostics, exactly, as "severity code line:column
// element".
var oddities = []struct {
	name, text string
	packages   int
	want       string
}{
	{"supplier empty", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","supplier":""}]}`, 1, "warning agent-empty 2:57 SPDXRef-a"},
	{"supplier NONE", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","supplier":"NONE"}]}`, 1, "warning agent-none 2:57 SPDXRef-a"},
	{"supplier untyped", head + `"packages":[{"supplier":"me","SPDXID":"SPDXRef-a","name":"a"}]}`, 1,
		"warning agent-untyped 2:25 SPDXRef-a"},
	{"ID without prefix", head + `"packages":[{"SPDXID":"a","name":"a"}]}`, 1, "warning id-prefix 2:13 a"},
	{"no ID", head + `"packages":[{"name":"a"}]}`, 1, "warning id-missing 2:13 a"},
	{"no name", head + `"packages":[{"SPDXID":"SPDXRef-a"}]}`, 1, "warning name-missing 2:13 SPDXRef-a"},
	{"filesAnalyzed a string", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","filesAnalyzed":"false"}]}`, 1,
		"warning wrong-type 2:62 SPDXRef-a"},
	{"number for a string", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":1.5}]}`, 1,
		"warning wrong-type 2:60 SPDXRef-a"},
	{"object for a string", head + `"packages":[{"SPDXID":"SPDXRef-a","name":{},"versionInfo":"1"}]}`, 1,
		"warning name-missing 2:13 SPDXRef-a,warning wrong-type 2:42 SPDXRef-a"},
	{"string for a list", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","checksums":"x"}]}`, 1, "error wrong-type 2:58 SPDXRef-a"},
	{"packages no list", head + `"packages":{"SPDXID":"a"},"files":[]}`, 0, "error wrong-type 2:12 "},
	{"package no object", head + `"packages":[7,` + a + `]}`, 1, "error wrong-type 2:13 "},
	{"null package", head + `"packages":[null,` + a + `]}`, 1, "warning null-element 2:13 "},
	{"truncated in a package", head + `"packages":[` + a + `,{"SPDXID":"SPDXRef-b","na`, 1, "error truncated 2:72 SPDXRef-b"},
	{"truncated after a package", head + `"packages":[` + a, 1, "error truncated 2:46 "},
	{"trailing data", head + `"packages":[` + a + `]} trailing`, 1, "warning trailing-data 2:49 "},
	{"trailing comma", head + `"packages":[` + a + `,]}`, 1, "warning stray-comma 2:47 "},
	{"missing comma", head + `"packages":[` + a + " " + strings.ReplaceAll(a, `"a"`, `"b"`) + `]}`, 2,
		"warning stray-comma 2:47 ,warning id-duplicate 2:47 SPDXRef-a"},
	{"bad escape", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a\x"}]}`, 1, "warning bad-escape 2:44 SPDXRef-a"},
	{"not JSON", head + `"packages":[` + a + `,what]}`, 1, "error not-json 2:47 "},
	{"SPDX-2.2.1", `{"spdxVersion":"SPDX-2.2.1","packages":[` + a + `]}`, 1, "warning version-unknown 1:16 "},
	{"unknown member", head + `"packages":[{"SPDXID":"SPDXRef-a","name":"a","x":1}]}`, 1, "info member-unknown 2:50 SPDXRef-a"},
	{"DESCRIBE", head + `"packages":[` + a + `],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBE",` +
		`"relatedSpdxElement":"SPDXRef-a"}]}`, 1,
		"warning relationship-unknown 2:65 SPDXRef-a"},
	{"unknown relationship", head + `"packages":[` + a + `],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT",` +
		`"relationshipType":"LIKES","relatedSpdxElement":"SPDXRef-a"}]}`, 1,
		"warning relationship-unknown 2:65 SPDXRef-DOCUMENT"},
	{"dangling", head + `"packages":[` + a + `],"relationships":[{"spdxElementId":"SPDXRef-a","relationshipType":"DEPENDS_ON",` +
		`"relatedSpdxElement":"SPDXRef-z"}]}`, 1,
		"warning reference-dangling 2:65 SPDXRef-z"},
	{"relationship without ends", head + `"packages":[` + a + `],"relationships":[{}]}`, 1, "warning value-malformed 2:65 "},
	{"duplicate ID", head + `"packages":[` + a + `,` + a + `]}`, 2, "warning id-duplicate 2:47 SPDXRef-a"},
	{"byte order mark", "\xef\xbb\xbf" + head + `"packages":[` + a + `]}`, 1, "info byte-order-mark 1:1 "},
	{"leading blanks", " \n\t" + head + `"packages":[` + a + `]}`, 1, ""},
	{"too deep", head + `"x":` + strings.Repeat("[", 600) + `,"packages":[` + a + `]}`, 0,
		"info member-unknown 2:5 ,error too-deep 2:504 "},
	{"within sbom", `{"sbom":` + head + `"packages":[` + a + `]}}`, 1, "info wrapped 0:0 "},
	{"within a statement", `{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://spdx.dev/Document","predicate":` + head +
		`"packages":[null]}}`, 0, "info wrapped 0:0 ,warning null-element 2:13 "},
	{"within Data", `{"Data":` + head + `"packages":[` + a + `]},"Timestamp":"2026-01-01T00:00:00Z"}`, 1, "info wrapped 0:0 "},
	{"a string within Data", `{"Data":` + quoted(tags+"PackageName: a\nSPDXID: SPDXRef-a\n") + `,"Timestamp":""}`, 1,
		"info wrapped 0:0 ,info wrapped 0:0 "},
	{"a JSON string", quoted(head + `"packages":[` + a + `]}`), 1, "info wrapped 0:0 "},

	{"text not closed", tags + "PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>never\nPackageName: b\nSPDXID: SPDXRef-b", 2,
		"error text-not-closed 5:1 SPDXRef-a"},
	{"text over lines", tags + "PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>one\nPackageName: x</text>\n", 1, ""},
	{"a long line", tags + "PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: " + strings.Repeat("x", 200<<10) +
		"\nno tag here\nPackageName: b\nSPDXID: SPDXRef-b\n", 2, "warning no-tag 6:1 SPDXRef-a"},
	{"unknown tag", tags + "PackageName: a\nSPDXID: SPDXRef-a\nPackageColour: blue\nPackageVersion: 1\n", 1,
		"info tag-unknown 5:1 SPDXRef-a"},
	{"tag-value supplier", tags + "PackageName: a\nSPDXID: SPDXRef-a\nPackageSupplier: NONE\n", 1, "warning agent-none 5:1 SPDXRef-a"},
	{"tag-value reference", tags + "PackageName: a\nSPDXID: SPDXRef-a\nExternalRef: SECURITY\n", 1,
		"warning value-malformed 5:1 SPDXRef-a"},
	{"tag-value DESCRIBE", tags + "PackageName: a\nSPDXID: SPDXRef-a\nRelationship: SPDXRef-DOCUMENT DESCRIBE SPDXRef-a\n", 1,
		"warning relationship-unknown 5:1 SPDXRef-a"},
	{"CRLF", strings.ReplaceAll(tags+"PackageName: a\nSPDXID: SPDXRef-a\n", "\n", "\r\n"), 1, ""},

	{"YAML supplier", "spdxVersion: SPDX-2.3\npackages:\n- SPDXID: SPDXRef-a\n  name: a\n  supplier: NONE\n  versionInfo: 1.10\n", 1,
		"warning agent-none 5:13 SPDXRef-a"},
	{"YAML broken", "spdxVersion: SPDX-2.3\npackages: [", 0, "error unreadable 0:0 "},

	{"CycloneDX wrong type", `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"bom-ref":"a","name":7},null]}`, 1,
		"warning wrong-type 1:82 a,warning null-element 1:85 "},
	{"CycloneDX version", `{"bomFormat":"CycloneDX","specVersion":"9.9","components":[]}`, 0, "warning version-unknown 1:40 "},
	{"CycloneDX dangling", `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"bom-ref":"a","name":"a"}],` +
		`"dependencies":[{"ref":"a","dependsOn":["z"]}]}`, 1, "warning reference-dangling 1:104 z"},
	{"CycloneDX truncated", `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a","components":[{"name":"b"},{"na`, 1,
		"error truncated 1:103 a"},
	{"XML truncated",
		`<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component><name>a</name></component><component><name>b`, 1,
		"error truncated 1:117 "},
	{"XML trailing",
		`<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component><name>a</name></component></components></bom>x`, 1,
		"warning trailing-data 1:118 "},

	{"SPDX 3 null", `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[null,{"type":"software_Package",` +
		`"spdxId":"p","name":"a"}]}`, 1, "warning null-element 1:72 "},
	{"SPDX 3 dangling", `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"ai_AIPackage","spdxId":"p",` +
		`"name":"a","suppliedBy":"z"}]}`, 1, "warning reference-dangling 1:72 z"},

	{"SPDX XML", `<?xml version="1.0"?><Document><SPDXID>SPDXRef-DOCUMENT</SPDXID></Document>`, 0, "error format-not-read 0:0 "},
	{"not an SBOM", `{"hello":"world"}`, 0, "error format-unknown 0:0 "},
	{"empty", " \n", 0, "error format-unknown 0:0 "},
}

func quoted(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

func said(d *sbom.Document) string {
	var out []string
	for _, n := range d.Diagnostics {
		out = append(out, fmt.Sprintf("%s %s %d:%d %s", n.Severity, n.Code, n.Line, n.Column, n.Element))
	}
	return strings.Join(out, ",")
}

func TestOddities(t *testing.T) {
	t.Parallel()
	for _, test := range oddities {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := Read([]byte(test.text), Options{})
			equal(t, "packages", len(d.Packages), test.packages)
			equal(t, "diagnostics", said(d), test.want)
		})
	}
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	units := utf16.Encode([]rune("\ufeff" + head + `"packages":[{"SPDXID":"SPDXRef-a","name":"ä𝄞"}]}`))
	for name, order := range map[string][2]int{"little": {0, 1}, "big": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := make([]byte, 2*len(units))
			for i, u := range units {
				data[2*i+order[0]], data[2*i+order[1]] = byte(u), byte(u>>8)
			}
			d := Read(data, Options{})
			equal(t, "diagnostics", said(d), "info encoding 1:1 ")
			if len(d.Packages) != 1 {
				t.Fatalf("%d packages, want 1", len(d.Packages))
			}
			equal(t, "name", d.Packages[0].Name, "ä𝄞")
		})
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	d := Read(make([]byte, 100), Options{MaxBytes: 99})
	equal(t, "diagnostics", said(d), "error too-large 0:0 ")
	equal(t, "limit", d.Diagnostics[0].Limit, 99)
	if !d.Refused() {
		t.Error("the document is not refused")
	}
}

// TestBombs reads documents made to fill memory or the stack.
func TestBombs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, code string }{
		{"empty packages", head + `"packages":[` + strings.Repeat("{},", 1<<18), sbom.CodeTooMany},
		{"empty checksums", head + `"packages":[{"name":"a","checksums":[` + strings.Repeat("{},", 2<<20), sbom.CodeTooMany},
		{"nested lists", `{"spdxVersion":"SPDX-2.3","x":` + strings.Repeat("[", 1<<20), sbom.CodeTooDeep},
		{"nested components", `{"bomFormat":"CycloneDX","components":` + strings.Repeat(`[{"components":`, 1<<20), sbom.CodeTooDeep},
		{"nested elements", `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components>` +
			strings.Repeat("<component><components>", 1<<16), sbom.CodeTooDeep},
		{"text never closed", tags + strings.Repeat("PackageComment:<text>\n", 1<<18), sbom.CodeTextOpen},
		{"YAML aliases", "spdxVersion: SPDX-2.3\na0: &a0 [x,x,x,x,x,x,x,x,x]\n" + yamlBomb(), sbom.CodeUnreadable},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := Read([]byte(test.text), Options{})
			if !slices.ContainsFunc(d.Diagnostics, func(n sbom.Diagnostic) bool { return n.Code == test.code }) {
				t.Errorf("diagnostics %.300s, want %s", said(d), test.code)
			}
		})
	}
}

func yamlBomb() string {
	var text strings.Builder
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&text, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d,", i-1), 8), i-1)
	}
	return text.String()
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"hello":"world"}`:                           "",
		`{"schemaVersion":2,"layers":[],"config":{}}`: "",
		"": "", "plain text": "", "\x00\x01": "",
		`{"packages":[],"spdxVersion":"SPDX-2.3"}`:                      "SPDX JSON",
		`{"$schema":"http://cyclonedx.org/schema/bom-1.5.schema.json"}`: "CycloneDX JSON",
		"# comment\nSPDXVersion: SPDX-2.1\n":                            "SPDX tag-value",
		"---\nspdxVersion: SPDX-2.3\n":                                  "SPDX YAML",
		`{"artifacts":[],"schema":{}}`:                                  "syft JSON",
		`{"sbom":{"spdxVersion":"SPDX-2.3"}}`:                           "SPDX JSON",
	} {
		equal(t, text, Format([]byte(text)), want)
		equal(t, text, Detect([]byte(text)), want != "")
	}
}
