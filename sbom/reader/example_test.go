package reader_test

import (
	"fmt"
	"os"

	"assay/sbom/reader"
)

// Lists the packages of an SBOM, whatever its format, and what is odd in it.
func ExampleRead() {
	data, err := os.ReadFile("../../testdata/sbom/graph.spdx3.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	d := reader.Read(data, reader.Options{})
	if d.Refused() {
		fmt.Println(d.Diagnostics[0].Message)
		return
	}
	fmt.Println(d.Format)
	for i := range d.Packages {
		p := &d.Packages[i]
		fmt.Printf("%s %s (%s)\n", p.Name, p.Version, p.License())
	}
	for _, odd := range d.Diagnostics {
		fmt.Printf("line %d: %s\n", odd.Line, odd.Message)
	}
	// Output:
	// SPDX-3.0.1 JSON-LD
	// a 1.0 (MIT)
	// b  (NOASSERTION)
	// d  ()
}

// A document that breaks the rules of its format is read all the same.
func ExampleRead_truncated() {
	d := reader.Read([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"zlib","version":"1.3"},{"na`),
		reader.Options{})
	for i := range d.Packages {
		fmt.Println(d.Packages[i].Name, d.Packages[i].Version)
	}
	for _, odd := range d.Diagnostics {
		fmt.Println(odd.Severity, odd.Code, odd.Line, odd.Column)
	}
	// Output:
	// zlib 1.3
	// error truncated 1 96
}

func ExampleFormat() {
	fmt.Println(reader.Format([]byte("SPDXVersion: SPDX-2.3\nPackageName: zlib\n")))
	fmt.Println(reader.Format([]byte(`{"sbom":{"bomFormat":"CycloneDX"}}`)))
	fmt.Printf("%q\n", reader.Format([]byte(`{"hello":"world"}`)))
	// Output:
	// SPDX tag-value
	// CycloneDX JSON
	// ""
}
