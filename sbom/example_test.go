package sbom_test

import (
	"fmt"
	"os"
	"strings"

	"assay/sbom"
	"assay/sbom/reader"
)

// read reads a document of the test data.
func read(name string) *sbom.Document {
	data, err := os.ReadFile("../testdata/sbom/" + name)
	if err != nil {
		panic(err)
	}
	return reader.Read(data, reader.Options{})
}

// Which Debian packages are libraries by their name?
func ExampleView_Filter() {
	view := sbom.NewIndex(read("demo.spdx.json")).View()
	view.Filter("type:deb name:lib -name:zlib")
	view.Sort(sbom.ByName, false)
	for p := range view.Packages() {
		fmt.Println(p.Name, p.Version)
	}
	// Output:
	// libc6 2.36-9+deb12u14
	// libgcc-s1 12.2.0-14+deb12u1
	// libssl3 3.0.19-1~deb12u2
	// libstdc++6 12.2.0-14+deb12u1
}

// What changed from one build to the next?
func ExampleDiff() {
	changes := sbom.Diff(read("demo.spdx.json"), read("demo-later.spdx.json"))
	for _, p := range changes.Added {
		fmt.Println("added", p.Name, p.Version)
	}
	for _, p := range changes.Removed {
		fmt.Println("removed", p.Name, p.Version)
	}
	for _, c := range changes.Changed {
		fmt.Println("changed", c.Before.Name, c.Before.Version, c.Before.License(), "to", c.After.Version, c.After.License())
	}
	fmt.Println(changes.Same, "are the same")
	// Output:
	// added jq 1.6-2.1
	// removed perl-base 5.36.0-7+deb12u4
	// changed curl 7.88.1-10+deb12u14 NOASSERTION to 7.88.1-10+deb12u15 NOASSERTION
	// changed libssl3 3.0.19-1~deb12u2 NOASSERTION to 3.0.20-1~deb12u1 NOASSERTION
	// changed openssl 3.0.19-1~deb12u2 NOASSERTION to 3.0.20-1~deb12u1 NOASSERTION
	// changed requests 2.31.0 Apache-2.0 to 2.31.0 Apache-2.0 AND MIT
	// 9 are the same
}

// Why is a package in the image?
func ExampleGraph_Why() {
	d := read("reasons.spdx.json")
	element, _ := d.Find("SPDXRef-tls")
	why := sbom.NewGraph(d).Why(element.Index, 3)
	fmt.Println(why.Reason)
	for _, path := range why.Paths {
		fmt.Println(strings.Join(path, " > "))
	}
	// Output:
	// dependency
	// SPDXRef-app > SPDXRef-tls
	// SPDXRef-app > SPDXRef-web > SPDXRef-tls
}

// Does a document have the minimum elements of the NTIA?
func ExampleNewQuality() {
	d := read("reasons.spdx.json")
	for _, element := range sbom.NewQuality(d, sbom.NewGraph(d)).Minimum {
		if !element.Met() {
			fmt.Printf("%s: %d of %d\n", element.Title, element.Have, element.Total)
		}
	}
	// Output:
	// supplier name: 1 of 10
	// version of the component: 6 of 10
	// other unique identifiers: 1 of 10
	// dependency relationship: 6 of 10
}
