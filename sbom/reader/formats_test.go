package reader

import (
	"fmt"
	"testing"

	"assay/sbom"
)

// TestSPDX3 wants what elements say of each other put together.
func TestSPDX3(t *testing.T) {
	t.Parallel()
	d := load(t, "graph.spdx3.json")
	equal(t, "diagnostics", said(d), "")
	equal(t, "format, name, time", [3]string{d.Format, d.Name, d.Created}, [3]string{"SPDX-3.0.1 JSON-LD", "graph", "2026-01-02T03:04:05Z"})
	if got := fmt.Sprint(d.Creators, d.Roots, len(d.Packages), len(d.Files), len(d.Relationships),
		len(d.Annotations)); got != "[Organization: ACME Tool: maker-1] [urn:a] 3 1 6 1" {
		t.Error(got)
	}
	a, b := d.Packages[0], d.Packages[1]
	if got := fmt.Sprint(a.Version, a.PURL, a.Supplier, a.SupplierKind, a.Originator, a.OriginatorKind, a.LicenseDeclared,
		a.LicenseConcluded, a.Copyright, a.Purpose, a.Checksums, a.CPEs()); got !=
		"1.0pkg:npm/a@1.0ACMEOrganizationJanePersonMITOurs2026 ACMElibrary[{SHA256 ab}] [cpe:2.3:a:acme:a:1.0]" {
		t.Error(got)
	}
	if got := fmt.Sprint(b.PURL, " ", b.Supplier, " ", b.LicenseDeclared); got != "pkg:huggingface/b@2 Other NOASSERTION" {
		t.Error(got)
	}
	equal(t, "licence texts", licenseTexts(d), "Do as you like.")
	e := sbom.NewGraph(d).Why(2, 1)
	equal(t, "reason", e.Reason, sbom.Depended)
	equal(t, "paths", fmt.Sprint(e.Paths), "[[urn:a urn:d]]")
}

const nestedXML = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- before -->
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:1">
  <metadata><timestamp>2026-01-02T03:04:05Z</timestamp><tools><tool><vendor>v</vendor><name>t</name><version>1</version></tool></tools>
    <component type="application" bom-ref="app"><name>app</name></component></metadata>
  <components>
    <component type="library" bom-ref="outer"><group>g</group><name>M` + "\xfc" + `ller</name><version>1</version>
      <supplier><name>ACME</name></supplier>
      <hashes><hash alg="SHA-1">ab</hash></hashes><licenses><license><id>MIT</id></license><expression>A OR B</expression></licenses>
      <purl>pkg:npm/x@1</purl><cpe>cpe:/a:x</cpe><properties><property name="n">v</property></properties>
      <components><component type="file" bom-ref="inner"><name>inner</name></component></components>
    </component>
  </components>
  <dependencies><dependency ref="app"><dependency ref="outer"/></dependency><dependency ref="outer"/></dependencies>
  <vulnerabilities><vulnerability><id>CVE-1</id><ratings><rating><severity>low</severity></rating></ratings>
     <analysis><state>exploitable</state></analysis>
    <affects><target><ref>inner</ref></target></affects></vulnerability></vulnerabilities>
</bom>
`

func TestCycloneDXXML(t *testing.T) {
	t.Parallel()
	d := Read([]byte(nestedXML), Options{})
	equal(t, "diagnostics", said(d), "")
	if len(d.Packages) != 3 {
		t.Fatalf("%d packages, want 3", len(d.Packages))
	}
	p := d.Packages[1]
	if got := fmt.Sprint([]any{p.Name, p.Version, p.Supplier, p.LicenseDeclared, p.PURL, p.Checksums, p.CPEs(),
		p.More().Properties}); got !=
		"[g/Müller 1 ACME MIT AND A OR B pkg:npm/x@1 [{SHA-1 ab}] [cpe:/a:x] [{n v}]]" {
		t.Error(got)
	}
	if got := fmt.Sprint([]any{d.Format, d.Created, d.Creators, d.Roots, d.Implied[0].From, d.Implied[0].To, len(d.Relationships),
		d.Vulnerabilities}); got !=
		"[CycloneDX-1.5 XML 2026-01-02T03:04:05Z [Tool: v t 1] [app] outer inner 1 [{CVE-1  low  exploitable   [inner]}]]" {
		t.Error(got)
	}
}

func TestSyft(t *testing.T) {
	t.Parallel()
	d := load(t, "demo.syft.json")
	g := sbom.NewGraph(d)
	equal(t, "creators", len(d.Creators), 1)
	equal(t, "roots", len(d.Roots), 1)
	for what, value := range map[string]string{"name": d.Name, "version of the schema": d.SpecVersion} {
		if value == "" {
			t.Errorf("the document has no %s", what)
		}
	}
	p := &d.Packages[0]
	equal(t, "supplier, source, location", [3]string{p.Supplier, p.SourceInfo, p.More().Locations[0]},
		[3]string{"Matthias Klose <doko@debian.org>", "found by dpkg-db-cataloger", "/var/lib/dpkg/status"})
	if e := g.Why(0, 3); e.Reason == sbom.Unexplained {
		t.Errorf("%+v", e)
	}
}

const smallRDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://spdx.org/rdf/terms#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<SpdxDocument rdf:about="http://x/doc#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><name>small</name>
  <relationship><Relationship><relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/><relatedSpdxElement>
    <Package rdf:about="http://x/doc#SPDXRef-a"><name>a</name><versionInfo>1</versionInfo><supplier>Organization: ACME</supplier>
      <licenseDeclared><DisjunctiveLicenseSet><member rdf:resource="http://spdx.org/licenses/MIT"/>
        <member><ConjunctiveLicenseSet rdf:nodeID="round">
        <member rdf:resource="http://spdx.org/licenses/Zlib"/><member rdf:resource="http://x/doc#LicenseRef-1"/>
        </ConjunctiveLicenseSet></member></DisjunctiveLicenseSet></licenseDeclared>
      <licenseConcluded rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
      <externalRef><ExternalRef>
        <referenceCategory rdf:resource="http://spdx.org/rdf/terms#referenceCategory_packageManager"/>
        <referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>
        <referenceLocator>pkg:npm/a@1</referenceLocator></ExternalRef></externalRef>
      <hasFile rdf:resource="http://x/doc#SPDXRef-f"/>
      <hasFile rdf:resource="http://x/doc#SPDXRef-gone"/></Package></relatedSpdxElement></Relationship></relationship>
</SpdxDocument>
<File rdf:about="http://x/doc#SPDXRef-f"><fileName>/f</fileName></File>
<ExtractedLicensingInfo rdf:about="http://x/doc#LicenseRef-1"><licenseId>LicenseRef-1</licenseId>
  <extractedText>Text.</extractedText></ExtractedLicensingInfo>
</rdf:RDF>`

func TestRDF(t *testing.T) {
	t.Parallel()
	d := Read([]byte(smallRDF), Options{})
	if got := said(d); got != "warning reference-dangling 5:5 SPDXRef-gone" {
		t.Error(got)
	}
	p := d.Packages[0]
	if got := fmt.Sprint([]any{d.Format, d.Name, d.ID, d.Roots, p.ID, p.Name, p.Version, p.Supplier, p.LicenseDeclared, p.LicenseConcluded,
		p.PURL, len(d.Files), d.Licenses[0].Text, len(d.Relationships)}); got !=
		"[SPDX-2.3 RDF small SPDXRef-DOCUMENT [SPDXRef-a] SPDXRef-a a 1 ACME MIT OR (Zlib AND LicenseRef-1) NOASSERTION pkg:npm/a@1 1 "+
			"Text. 1]" {
		t.Error(got)
	}
	// Half of it keeps what stands before the break.
	d = Read([]byte(smallRDF[:len(smallRDF)-300]), Options{})
	equal(t, "packages of a truncated document", len(d.Packages), 1)
	equal(t, "last diagnostic of a truncated document", d.Diagnostics[len(d.Diagnostics)-1].Code, sbom.CodeTruncated)
	// Licences in a circle.
	round := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><Package ` +
		`rdf:about="#SPDXRef-a"><licenseDeclared><OrLaterOperator rdf:nodeID="A"><member ` +
		`rdf:nodeID="A"/></OrLaterOperator></licenseDeclared></Package></rdf:RDF>`
	equal(t, "packages", len(Read([]byte(round), Options{}).Packages), 1)
}
