// Package evidence is what was found about a target before anything was
// verified: a frozen value that discovery builds and everybody else reads.
//
// It holds artifacts as they came, every lookup with its outcome, what could not
// be read, and related images that explain a missing signature. It has no lock,
// no options and no caches; whoever was handed one may keep it, and nothing that
// happens later changes it. The package fetches nothing and decides nothing.
package evidence

import (
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/registry/lookaside"
	"assay/sbom"
)

// Role is how an artifact's subject relates to what was asked about.
type Role int

// The roles, in the order in which signatures are shown.
const (
	// RoleTarget is attached to the very manifest that was asked about.
	RoleTarget Role = iota
	// RolePlatform is attached to a platform's manifest of the index asked
	// about.
	RolePlatform
	// RoleAttachment is attached to something that is itself attached: the
	// signature of an SBOM, an attestation or a signature.
	RoleAttachment
	// RoleContent is what a reference to a .sig, .att or .sbom tag holds.
	RoleContent
	// RoleFile is a bundle on disk, compared with the artifact given with it.
	RoleFile
)

// Form is the form in which a signature was stored. Those of cosign's tags have
// the ending of the tag.
type Form string

// The forms.
const (
	FormSignature   Form = "sig"
	FormAttestation Form = "att"
	FormSBOM        Form = "sbom"
	FormBundle      Form = "bundle"
	FormOpenPGP     Form = "openpgp"
	// FormStatement is an in-toto statement without a signature.
	FormStatement Form = "statement"
)

// Signature is a signature or attestation as it was found.
type Signature struct {
	// ID names it in the report.
	ID     string
	Role   Role
	Source report.Source
	// ArtifactID is the tree node that holds it.
	ArtifactID string
	Form       Form
	// Artifact is what it should be about.
	Artifact sigstore.Artifact
	Platform string
	// Entity is nil where the bytes could not be had, or are an OpenPGP
	// signature; Flaws then say why they could not.
	Entity *sigstore.Entity
	Flaws  report.Checklist
	// OpenPGP and Blob are an OpenPGP signature, read and as it came.
	OpenPGP *openpgp.Material
	Blob    []byte
	// Position is its place in its store, or that of a layer in its manifest.
	Position int
	// Layer is a layer of a .sig tag as it came.
	Layer *sigstore.Layer
	// Online is what the log itself said of the entry, where it was asked.
	Online string
}

// SBOM is an SBOM as it was found, read.
type SBOM struct {
	Source     report.Source
	ArtifactID string
	Data       []byte
	// SignedID is the attestation that holds it; Manifest the digest of the
	// artifact manifest whose signatures are its own.
	SignedID string
	Manifest string
	// About is what that manifest says it is about, if it says so.
	About string
	// Bare is set for a statement without a signature; Index is then the digest
	// of the index that it is part of, and empty for one that is merely attached.
	Bare     bool
	Index    string
	Subject  string
	Platform string
	// Document is nil where it could not be read.
	Document *sbom.Document
	Quality  *sbom.Quality
	Graph    *sbom.Graph
}

// Relation is how another manifest is related to the target.
type Relation string

// The relations.
const (
	// RelationPlatform is the manifest of a platform in the index asked about.
	RelationPlatform Relation = "platform"
	// RelationIndex is an index that lists the manifest asked about.
	RelationIndex Relation = "index"
	// RelationOtherPlatform is the manifest of another platform in the same index.
	RelationOtherPlatform Relation = "other platform"
	// RelationElsewhere is another image of the repository, to which the tag may
	// have pointed before.
	RelationElsewhere Relation = "elsewhere"
)

// Related is another manifest that is signed. It explains; it never counts.
type Related struct {
	Relation Relation
	Digest   string
	Tag      string
	Platform string
	// Signature is one of its signatures, to say by whom and when.
	Signature *Signature
}

// Note is an observation that is no failure. Option, where set, is what changes
// it.
type Note struct {
	Text   string
	Option report.Option
}

// Problem is something that could not be read, with the error that says why.
type Problem struct {
	Source report.Source
	Err    error
}

// Evidence is everything found about one target.
type Evidence struct {
	// Reference is the target as typed; Target what it turned out to be.
	Reference registry.Reference
	Target    report.Target
	// Manifest is nil for a bundle on disk.
	Manifest *registry.Manifest
	// Image is the name that claims and policies are compared with; unknown for
	// an image on disk without one. LayoutPath is the absolute path of a layout.
	Image      registry.ImageName
	LayoutPath string
	// Registries is what registries.d says; Lookaside where signatures lie
	// when it says nothing, or empty.
	Registries *lookaside.Registries
	Lookaside  string

	// Artifacts is the tree, in the order of arrival; Signatures in the order in
	// which they are shown.
	Artifacts  []report.Artifact
	Signatures []*Signature
	SBOMs      []*SBOM
	Lookups    []report.Lookup
	Problems   []Problem
	Notes      []Note
	Related    []Related
	// Requests is what was asked of registries and signature stores.
	Requests registry.RequestLog
	// Complete says that nothing is on its way any more.
	Complete bool
}

// Find returns the signature with this ID, or nil.
func (e *Evidence) Find(id string) *Signature {
	for _, s := range e.Signatures {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// ManifestBytes returns the manifest with this digest where it is at hand.
func (e *Evidence) ManifestBytes(digest string) []byte {
	if e.Manifest != nil && e.Manifest.Digest == digest {
		return e.Manifest.Raw
	}
	return nil
}

// IsIndex reports whether the target is an index.
func (e *Evidence) IsIndex() bool { return e.Manifest != nil && e.Manifest.IsIndex() }
