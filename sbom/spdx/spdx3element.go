package spdx

import (
	"cmp"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// node is an element of SPDX 3 while it is read: its class may follow
// all other members, so it has room for the members of every class.
type node struct {
	class, id, name, comment, description string
	offset, length                        int

	// software_Package and software_File
	packageVersion, purl, download, sourceInfo, purpose, copyright string
	supplier, creation, fromFile                                   string
	originators, identifiers, verified                             []string
	checksums                                                      []sbom.Checksum
	references                                                     []sbom.Reference
	details                                                        sbomDetails

	// Relationship
	from, relationship string
	to                 []string

	// CreationInfo, SpdxDocument and the small ones
	version, created                   string
	by, using, roots, seeAlso          []string
	expression, text                   string
	identifierType, identifier         string
	algorithm, hashValue               string
	annotationType, statement, subject string
}

type sbomDetails struct{ summary, homepage, built, released, validUntil string }

// reset empties a node but keeps the capacity of its lists.
func (n *node) reset() {
	*n = node{originators: n.originators[:0], identifiers: n.identifiers[:0], verified: n.verified[:0], checksums: n.checksums[:0],
		references: n.references[:0], to: n.to[:0], by: n.by[:0], using: n.using[:0], roots: n.roots[:0], seeAlso: n.seeAlso[:0]}
}

func (g *graphReader) member(n *node, name []byte) {
	switch string(name) {
	case "type", "@type":
		g.Strings("type", func(text string) { n.class = text })
	case "spdxId", "@id":
		n.id = g.Text("spdxId")
		g.Element = n.id
	case memberName:
		n.name = g.Text(memberName)
	case memberComment:
		n.comment = g.Text(memberComment)
	case "description":
		n.description = g.Text("description")
	case "creationInfo":
		n.creation = g.creationReference()
	case "from":
		n.from = g.Text("from")
	case "to":
		g.strings("to", &n.to)
	case "relationshipType":
		n.relationship = g.Text("relationshipType")
	case "verifiedUsing":
		g.integrity(n)
	case "externalIdentifier":
		g.externalIdentifiers(n)
	case "externalRef":
		g.externalReferences(n)
	case "suppliedBy":
		n.supplier = cmp.Or(g.agentReferences("suppliedBy")...)
	case "originatedBy":
		n.originators = append(n.originators, g.agentReferences("originatedBy")...)
	default:
		if !g.packageMember(n, name) && !g.otherMember(n, name) {
			g.Skip()
		}
	}
}

// strings appends the strings of a list, or a single one.
func (g *graphReader) strings(what string, to *[]string) {
	g.Strings(what, func(text string) {
		build.Append(g.b, to, text, g.Offset())
	})
}

func (g *graphReader) packageMember(n *node, name []byte) bool {
	switch string(name) {
	case "software_packageVersion", "packageVersion":
		n.packageVersion = g.Text("packageVersion")
	case "software_packageUrl", "packageUrl":
		n.purl = g.Text("packageUrl")
	case "software_downloadLocation", "downloadLocation":
		n.download = g.Text("downloadLocation")
	case "software_sourceInfo", "sourceInfo":
		n.sourceInfo = g.Text("sourceInfo")
	case "software_primaryPurpose", "primaryPurpose":
		n.purpose = g.Text("primaryPurpose")
	case "software_copyrightText", "copyrightText":
		n.copyright = g.Text("copyrightText")
	case "software_homePage", "homePage":
		n.details.homepage = g.Text("homePage")
	case "software_snippetFromFile":
		n.fromFile = g.Text("snippetFromFile")
	case "summary":
		n.details.summary = g.Text("summary")
	case "builtTime":
		n.details.built = g.Text("builtTime")
	case "releaseTime":
		n.details.released = g.Text("releaseTime")
	case "validUntilTime":
		n.details.validUntil = g.Text("validUntilTime")
	default:
		return false
	}
	return true
}

func (g *graphReader) otherMember(n *node, name []byte) bool {
	switch string(name) {
	case "specVersion":
		n.version = g.Text("specVersion")
	case "created":
		n.created = g.Text("created")
	case "createdBy":
		n.by = append(n.by, g.agentReferences("createdBy")...)
	case "createdUsing":
		n.using = append(n.using, g.agentReferences("createdUsing")...)
	case "rootElement":
		g.strings("rootElement", &n.roots)
	case "simplelicensing_licenseExpression":
		n.expression = g.Text("licenseExpression")
	case "simplelicensing_licenseText", "expandedlicensing_licenseText":
		n.text = g.Text("licenseText")
	case "expandedlicensing_seeAlso":
		g.strings("seeAlso", &n.seeAlso)
	case "externalIdentifierType":
		n.identifierType = g.Text("externalIdentifierType")
	case "identifier":
		n.identifier = g.Text("identifier")
	case "algorithm":
		n.algorithm = g.Text("algorithm")
	case "hashValue":
		n.hashValue = g.Text("hashValue")
	case "annotationType":
		n.annotationType = g.Text("annotationType")
	case "statement":
		n.statement = g.Text("statement")
	case "subject":
		n.subject = g.Text("subject")
	case "import":
		g.imports()
	default:
		return false
	}
	return true
}
