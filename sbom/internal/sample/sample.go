// Package sample makes documents of any size for benchmarks and tests, shaped
// like those of syft: packages with CPEs and a purl, files with checksums, and
// relationships.
package sample

import (
	"fmt"
	"strconv"
	"strings"
)

// SPDXJSON returns an SPDX 2.3 JSON document of at least size bytes, and how
// many packages it has.
func SPDXJSON(size int) (data []byte, packages int) {
	var p, f, r strings.Builder
	for n := 0; p.Len()+f.Len()+r.Len() < size; n++ {
		separator := ","
		if n == 0 {
			separator = ""
		}
		fmt.Fprintf(&p, `%s{"name":"%s","SPDXID":"SPDXRef-Package-deb-%d","versionInfo":"%d.%d.%d-2+b8","supplier":"Person: Maintainer `+
			`%d (m%d@example.org)","originator":"Organization: Maintainers %d","downloadLocation":"NOASSERTION","filesAnalyzed":false,`+
			`"sourceInfo":"acquired package info from DPKG DB: /var/lib/dpkg/status","licenseConcluded":"NOASSERTION",`+
			`"licenseDeclared":"%s","copyrightText":"NOASSERTION","checksums":[{"algorithm":"SHA256","checksumValue":"%064x"}],`+
			`"externalRefs":[{"referenceCategory":"SECURITY","referenceType":"cpe23Type",`+
			`"referenceLocator":"cpe:2.3:a:vendor:%s:%d.%d\\+b8:*:*:*:*:*:*:*"},{"referenceCategory":"PACKAGE-MANAGER",`+
			`"referenceType":"purl","referenceLocator":"%s"}]}`,
			separator, Name(n), n, n%9, n%31, n%7, n%40, n%40, n%40, License(n), n*7919, Name(n), n%9, n%31, PURL(n))
		for i := range 2 {
			if n+i > 0 {
				f.WriteByte(',')
			}
			fmt.Fprintf(&f, `{"fileName":"/usr/share/doc/%s/file-%d","SPDXID":"SPDXRef-File-%d-%d","fileTypes":["TEXT"],`+
				`"checksums":[{"algorithm":"SHA1","checksumValue":"%040x"},{"algorithm":"SHA256","checksumValue":"%064x"}],`+
				`"licenseConcluded":"NOASSERTION","copyrightText":"NOASSERTION"}`,
				Name(n), i, n, i, n*31+i, n*37+i)
			fmt.Fprintf(&r, `{"spdxElementId":"SPDXRef-Package-deb-%d","relatedSpdxElement":"SPDXRef-File-%d-%d",`+
				`"relationshipType":"CONTAINS"},`, n, n, i)
		}
		fmt.Fprintf(&r, `{"spdxElementId":"SPDXRef-Package-deb-%d","relatedSpdxElement":"SPDXRef-Package-deb-%d",`+
			`"relationshipType":"DEPENDS_ON"},`, n/3, n)
		packages++
	}
	data = make([]byte, 0, p.Len()+f.Len()+r.Len()+1000)
	data = append(data, `{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"sample",`+
		`"documentNamespace":"https://example.org/sample","creationInfo":{"creators":["Tool: sample-1"],`+
		`"created":"2026-01-02T03:04:05Z"},"packages":[`...)
	data = append(data, p.String()...)
	data = append(data, `],"files":[`...)
	data = append(data, f.String()...)
	data = append(data, `],"relationships":[`...)
	data = append(data, r.String()...)
	data = append(data,
		`{"spdxElementId":"SPDXRef-DOCUMENT","relatedSpdxElement":"SPDXRef-Package-deb-0","relationshipType":"DESCRIBES"}]}`...)
	return data, packages
}

// Name is the name of package n.
func Name(n int) string {
	return [...]string{"lib", "python3-", "golang-", "node-", "fonts-", "ruby-"}[n%6] +
		[...]string{"alpha", "gnome", "crypt", "zip", "xml", "tls", "json"}[n%7] + strconv.Itoa(n)
}

// License is the licence of package n.
func License(n int) string {
	return [...]string{"GPL-2.0-or-later", "MIT", "Apache-2.0", "NOASSERTION", "BSD-3-Clause AND MIT"}[n%5]
}

// PURL is the package URL of package n.
func PURL(n int) string {
	return fmt.Sprintf("pkg:%s/debian/%s@%d.%d.%d-2%%2Bb8?arch=amd64&distro=debian-12", [...]string{"deb", "npm", "golang", "pypi"}[n%4],
		Name(n), n%9, n%31, n%7)
}

// TagValue returns an SPDX 2.3 tag-value document of at least size bytes, and
// how many packages it has.
func TagValue(size int) (data []byte, packages int) {
	var out strings.Builder
	out.WriteString("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: sample\nDocumentNamespace: " +
		"https://example.org/sample\nCreator: Tool: sample-1\nCreated: 2026-01-02T03:04:05Z\n")
	for ; out.Len() < size; packages++ {
		n := packages
		fmt.Fprintf(&out, "\n##### Package: %s\n\nPackageName: %s\nSPDXID: SPDXRef-Package-deb-%d\nPackageVersion: "+
			"%d.%d.%d-2+b8\nPackageSupplier: Person: Maintainer %d (m%d@example.org)\nPackageDownloadLocation: "+
			"NOASSERTION\nFilesAnalyzed: false\nPackageSourceInfo: acquired package info from DPKG DB: "+
			"/var/lib/dpkg/status\nPackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: %s\nPackageCopyrightText: "+
			"<text>Copyright\nof some</text>\nExternalRef: SECURITY cpe23Type cpe:2.3:a:vendor:%s:%d.%d:*:*:*:*:*:*:*\nExternalRef: "+
			"PACKAGE-MANAGER purl %s\nRelationship: SPDXRef-Package-deb-%d DEPENDS_ON SPDXRef-Package-deb-%d\n",
			Name(n), Name(n), n, n%9, n%31, n%7, n%40, n%40, License(n), Name(n), n%9, n%31, PURL(n), n/3, n)
	}
	return []byte(out.String()), packages
}

// SPDX3 returns an SPDX 3.0.1 JSON-LD document of at least size bytes, and how
// many packages it has.
func SPDX3(size int) (data []byte, packages int) {
	const base = "https://example.org/sample#"
	var out strings.Builder
	fmt.Fprintf(&out, `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","@id":"_:c",`+
		`"specVersion":"3.0.1","created":"2026-01-02T03:04:05Z","createdBy":["%sa"]},{"type":"Organization","spdxId":"%sa",`+
		`"creationInfo":"_:c","name":"ACME"},{"type":"SpdxDocument","spdxId":"%sd","creationInfo":"_:c","rootElement":["%sp0"]}`, base,
		base, base, base)
	for n := range 5 {
		fmt.Fprintf(&out, `,{"type":"simplelicensing_LicenseExpression","spdxId":"%sl%d","creationInfo":"_:c",`+
			`"simplelicensing_licenseExpression":"%s"}`, base, n, License(n))
	}
	for ; out.Len() < size; packages++ {
		n := packages
		fmt.Fprintf(&out, `,{"type":"software_Package","spdxId":"%sp%d","creationInfo":"_:c","name":"%s",`+
			`"software_packageVersion":"%d.%d","software_packageUrl":"%s","suppliedBy":"%sa","software_copyrightText":"NOASSERTION",`+
			`"verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"%064x"}]}`,
			base, n, Name(n), n%9, n%31, PURL(n), base, n)
		fmt.Fprintf(&out, `,{"type":"Relationship","spdxId":"%sr%d","creationInfo":"_:c","from":"%sp%d","relationshipType":"dependsOn",`+
			`"to":["%sp%d"]}`, base, n, base, n/3, base, n)
		fmt.Fprintf(&out, `,{"type":"Relationship","spdxId":"%st%d","creationInfo":"_:c","from":"%sp%d",`+
			`"relationshipType":"hasDeclaredLicense","to":["%sl%d"]}`, base, n, base, n, base, n%5)
	}
	out.WriteString("]}")
	return []byte(out.String()), packages
}
