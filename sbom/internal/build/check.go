package build

import (
	"cmp"
	"strings"

	"assay/sbom"
)

// Rules are what a format demands of IDs and relationships.
type Rules struct {
	// Prefix is what every ID begins with; empty for any.
	Prefix string
	// IDsOptional says that a package may have no ID, as in CycloneDX.
	IDsOptional bool
	// Known reports IDs that exist and are in none of the Document's lists:
	// agents and licences of SPDX 3, services of CycloneDX. Nil knows none.
	Known func(id string) bool
	// RelationshipTypes reports the relationship types of the format; nil
	// allows all.
	RelationshipTypes func(name string) bool
}

// Check sets the rules that Finish checks the document by.
func (b *Builder) Check(rules Rules) { b.rules = rules }

func (b *Builder) checkReferences() {
	d := b.Document
	d.Unresolved = map[string]bool{}
	for i := range d.Packages {
		p := &d.Packages[i]
		if p.Name == "" {
			b.Note(p.Offset, sbom.Warning, sbom.CodeNameMissing, p.ID, "a package has no name")
		}
		b.checkID(p.ID, p.Name, p.Offset, "package")
	}
	for i := range d.Files {
		b.checkID(d.Files[i].ID, d.Files[i].Name, d.Files[i].Offset, "file")
	}
	d.IndexIDs(b.noteDuplicate)
	if b.Truncated() {
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
			b.Note(-1, sbom.Warning, sbom.CodeDangling, root, "the document describes "+quote(root)+", which is not in it")
		}
	}
}

func (b *Builder) checkID(id, name string, offset int, what string) {
	switch {
	case id == "" && !b.rules.IDsOptional:
		b.Note(offset, sbom.Warning, sbom.CodeIDMissing, name, "a "+what+" has no ID")
	case id != "" && !strings.HasPrefix(id, b.rules.Prefix):
		b.Note(offset, sbom.Warning, sbom.CodeIDPrefix, id, "the ID "+quote(id)+" does not begin with "+b.rules.Prefix)
	}
}

func (b *Builder) noteDuplicate(id string, e sbom.Element) {
	offset := -1
	switch e.Kind {
	case sbom.PackageElement:
		offset = b.Document.Packages[e.Index].Offset
	case sbom.FileElement:
		offset = b.Document.Files[e.Index].Offset
	default: // The others have no place in the source.
	}
	b.Note(offset, sbom.Warning, sbom.CodeIDDuplicate, id, "an earlier element has the ID "+quote(id)+" already")
}

func (b *Builder) checkRelationship(r *sbom.Relationship) {
	if r.From == "" || r.To == "" || r.Type == "" {
		b.Note(r.Offset, sbom.Warning, sbom.CodeMalformed, cmp.Or(r.From, r.To), "a relationship lacks one of its ends or its type")
		return
	}
	if b.rules.RelationshipTypes != nil && !b.rules.RelationshipTypes(r.Type) {
		b.Note(r.Offset, sbom.Warning, sbom.CodeRelationship, r.From, "SPDX has no relationship "+quote(r.Type))
	}
	b.checkEnds(r)
}

func (b *Builder) checkEnds(r *sbom.Relationship) {
	for _, id := range [2]string{r.From, r.To} {
		if id != "" && !b.exists(id) {
			b.Document.Unresolved[id] = true
			b.Note(r.Offset, sbom.Warning, sbom.CodeDangling, id,
				"the relationship "+r.Type+" refers to "+quote(id)+", which is not in the document")
		}
	}
}

// exists reports whether a reference leads somewhere: to an element, to
// another document, or on purpose nowhere.
func (b *Builder) exists(id string) bool {
	if _, ok := b.Document.Find(id); ok || id == sbom.None || id == sbom.NoAssertion {
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

func quote(text string) string { return `"` + text + `"` }
