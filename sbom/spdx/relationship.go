package spdx

import (
	"slices"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// Types of relationships that the readers make themselves.
const (
	contains  = "CONTAINS"
	describes = "DESCRIBES"
)

// addRelationship appends a relationship of a list that begins at from. What
// the document describes becomes a root as well.
func addRelationship(b *build.Builder, rel sbom.Relationship, from int) {
	if !build.ReserveFor[sbom.Relationship](b, rel.Offset) {
		return
	}
	switch rel.Type {
	case "DESCRIBE":
		// Not a type of SPDX, yet a fifth of all documents have it.
		b.Note(rel.Offset, sbom.Warning, sbom.CodeRelationship, rel.To, "the relationship DESCRIBE is read as DESCRIBES")
		rel.Type = describes
		addRoot(b, rel.To, rel.Offset)
	case describes:
		addRoot(b, rel.To, rel.Offset)
	case "DESCRIBED_BY":
		addRoot(b, rel.From, rel.Offset)
	}
	build.AppendReserved(b, &b.Document.Relationships, rel, from, rel.Offset)
}

// addRoot adds what a document describes, once. A few roots are usual, so
// only the last ones are compared: a document that describes everything would
// otherwise take quadratic time.
func addRoot(b *build.Builder, id string, offset int) {
	d := b.Document
	if !slices.Contains(d.Roots[max(0, len(d.Roots)-16):], id) {
		build.Append(b, &d.Roots, id, offset)
	}
}

// relationshipType knows the types of SPDX 2.3, clause 11.1.
func relationshipType(name string) bool {
	switch name {
	case describes, "DESCRIBED_BY", contains, "CONTAINED_BY", "DEPENDS_ON", "DEPENDENCY_OF", "DEPENDENCY_MANIFEST_OF",
		"BUILD_DEPENDENCY_OF", "DEV_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "TEST_DEPENDENCY_OF",
		"RUNTIME_DEPENDENCY_OF", "EXAMPLE_OF", "GENERATES", "GENERATED_FROM", "ANCESTOR_OF", "DESCENDANT_OF", "VARIANT_OF",
		"DISTRIBUTION_ARTIFACT", "PATCH_FOR", "PATCH_APPLIED", "COPY_OF", "FILE_ADDED", "FILE_DELETED", "FILE_MODIFIED",
		"EXPANDED_FROM_ARCHIVE", "DYNAMIC_LINK", "STATIC_LINK", "DATA_FILE_OF", "TEST_CASE_OF", "BUILD_TOOL_OF", "DEV_TOOL_OF",
		"TEST_OF", "TEST_TOOL_OF", "DOCUMENTATION_OF", "OPTIONAL_COMPONENT_OF", "METAFILE_OF", "PACKAGE_OF", "AMENDS",
		"PREREQUISITE_FOR", "HAS_PREREQUISITE", "REQUIREMENT_DESCRIPTION_FOR", "SPECIFICATION_FOR", "OTHER":
		return true
	}
	return false
}
