package sbom

import "strings"

// Rules are what a format asks of IDs and relationships, for Builder.Check.
type Rules struct {
	// Prefix is what IDs begin with; empty for any.
	Prefix string
	// IDsOptional says that a package may be without ID, as in CycloneDX.
	IDsOptional bool
	// Known reports IDs that are not elements of the Document's lists but
	// exist: agents and licences of SPDX 3, services of CycloneDX.
	Known func(id string) bool
	// RelationshipTypes knows the relationship types; nil for all.
	RelationshipTypes func(name string) bool
}

// Check sets what Finish holds the document to.
func (b *Builder) Check(rules Rules) { b.rules = rules }

func (b *Builder) checkReferences() {
	d := b.Document
	for i := range d.Packages {
		p := &d.Packages[i]
		if p.Name == "" {
			b.Note(p.Offset, Warning, CodeNameMissing, p.ID, "a package without a name")
		}
		b.checkIdentifier(p.ID, p.Name, p.Offset, "package")
	}
	for i := range d.Files {
		b.checkIdentifier(d.Files[i].ID, d.Files[i].Name, d.Files[i].Offset, "file")
	}
	d.identifiers = newIdentifierTable(d, b.noteDuplicate)
	if b.Broken() {
		return // What a reference leads to may have been cut off.
	}
	for i := range d.Relationships {
		b.checkRelationship(&d.Relationships[i])
	}
	for i := range d.Implied {
		b.checkEnds(&d.Implied[i])
	}
	for _, root := range d.Roots {
		if !b.exists(root) {
			b.Note(-1, Warning, CodeDangling, root, "the document describes "+quote(root)+", which is not in it")
		}
	}
}

// Broken reports whether only the beginning of the document was read.
func (b *Builder) Broken() bool {
	return b.perCode[CodeTruncated]+b.perCode[CodeNotJSON]+b.perCode[CodeNotXML]+b.perCode[CodeTooDeep]+b.perCode[CodeTooMany] > 0
}

func (b *Builder) checkIdentifier(id, name string, offset int, what string) {
	switch {
	case id == "" && !b.rules.IDsOptional:
		b.Note(offset, Warning, CodeIDMissing, name, "a "+what+" without an ID")
	case id != "" && !strings.HasPrefix(id, b.rules.Prefix):
		b.Note(offset, Warning, CodeIDPrefix, id, "the ID "+quote(id)+" does not begin with "+b.rules.Prefix)
	}
}

func (b *Builder) noteDuplicate(number int) {
	d := b.Document
	offset, id := -1, d.identifier(number)
	switch e := d.element(number); e.Kind {
	case PackageElement:
		offset = d.Packages[e.Index].Offset
	case FileElement:
		offset = d.Files[e.Index].Offset
	}
	b.Note(offset, Warning, CodeIDDuplicate, id, "the ID "+quote(id)+" is taken by an earlier element")
}

func (b *Builder) checkRelationship(r *Relationship) {
	if r.From == "" || r.To == "" || r.Type == "" {
		b.Note(r.Offset, Warning, CodeMalformed, first(r.From, r.To), "a relationship without two ends and a type")
		return
	}
	if b.rules.RelationshipTypes != nil && !b.rules.RelationshipTypes(r.Type) {
		b.Note(r.Offset, Warning, CodeRelationship, r.From, quote(r.Type)+" is not a relationship that SPDX knows")
	}
	b.checkEnds(r)
}

func (b *Builder) checkEnds(r *Relationship) {
	for _, id := range [2]string{r.From, r.To} {
		if id != "" && !b.exists(id) {
			b.Note(r.Offset, Warning, CodeDangling, id, "the relationship "+r.Type+" refers to "+quote(id)+", which is not in the document")
		}
	}
}

// exists reports whether a reference leads somewhere: to an element, to
// another document, or on purpose nowhere.
func (b *Builder) exists(id string) bool {
	if b.Document.identifiers.number(b.Document, id) >= 0 || id == "NONE" || id == "NOASSERTION" {
		return true
	}
	if document, _, ok := strings.Cut(id, ":"); ok && strings.HasPrefix(document, "DocumentRef-") {
		for i := range b.Document.Externals {
			if b.Document.Externals[i].ID == document {
				return true
			}
		}
	}
	return b.rules.Known != nil && b.rules.Known(id)
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func quote(text string) string { return `"` + text + `"` }
