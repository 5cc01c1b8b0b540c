package inspect

import (
	"context"
	"sync"
	"time"

	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// role is how an artifact's subject relates to what was asked about.
type role int

const (
	// roleTarget is attached to the very manifest that was asked about.
	roleTarget role = iota
	// rolePlatform is attached to a platform's manifest of the index asked
	// about.
	rolePlatform
	// roleAttachment is attached to something that is itself attached: the
	// signature of an SBOM, an attestation or a signature.
	roleAttachment
	// roleContent is what a reference to a .sig, .att or .sbom tag holds.
	roleContent
	// roleFile is a bundle on disk, compared with the artifact given with it.
	roleFile
)

// found is a signature or attestation as it was found.
type found struct {
	id         string
	role       role
	source     report.Source
	artifactID string
	// kind is sig, att or bundle: the form in which it was stored.
	kind     string
	artifact sigstore.Artifact
	platform string
	// material is nil where the bytes could not be had; flaws then say why.
	material *sigstore.Entity
	flaws    report.Checklist
	// openpgp and blob are an OpenPGP signature, read and as it came; position
	// is its place in its store, or that of a layer in its manifest.
	openpgp  *openpgp.Material
	blob     []byte
	position int
	// layer is a layer of a .sig tag as it came.
	layer *sigstore.Layer
	// online is what the log itself said of the entry, where it was asked.
	online string
}

// foundSBOM is an SBOM as it was found.
type foundSBOM struct {
	source     report.Source
	artifactID string
	data       []byte
	// signedID is the attestation that holds it; manifest the digest of the
	// artifact manifest whose signatures are its own.
	signedID string
	manifest string
	// about is what that manifest says it is about, if it says so.
	about string
	// bare is set for a statement that nobody signed; index is then the digest of
	// the index that it is part of, and empty for one that is merely attached.
	bare     bool
	index    string
	subject  string
	platform string
	read     *readSBOM
}

// Inspection is what was gathered about a target. After gathering it is only
// read.
type Inspection struct {
	options Options
	// end is when checking ends; the zero time means never.
	end       time.Time
	reference registry.Reference
	source    registry.Source
	// signatures is where cosign's artifacts are looked for; the same as
	// source unless COSIGN_REPOSITORY says otherwise.
	signatures registry.Source
	target     report.Target
	manifest   *registry.Manifest

	mu        sync.Mutex
	artifacts []*report.Artifact
	found     []*found
	sboms     []*foundSBOM
	probes    []report.Lookup
	problems  []report.Problem
	notes     []string
	// again fetches, by ID, artifacts that could not be had.
	again     map[string]func(context.Context, *gatherer)
	relatives relatives
	stores    stores
	policies  map[string]*loadedPolicy
	// askedPolicy is the path of the policy that the report in the making is
	// measured against.
	askedPolicy string
	// examined keeps results between reports of one policy, which is
	// examinedFor.
	examined    map[string]*report.Signature
	examinedFor *sigstore.VerifyOptions
	complete    bool
}

// artifactByID returns the tree node, or nil. The lock must be held.
func (i *Inspection) artifactByID(id string) *report.Artifact {
	for _, a := range i.artifacts {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// relatives is what is known of other images in the repository, gathered only
// when nothing signs the target.
type relatives struct {
	// children are signed platform manifests of the index asked about.
	children []relative
	// parents are signed indexes that list the manifest asked about.
	parents []relative
	// siblings are signed manifests of other platforms in the same index.
	siblings []relative
	// others are signed digests that the tag may have pointed to before.
	others []relative
}

// relative is another manifest that is signed.
type relative struct {
	digest   string
	tag      string
	platform string
	// signed is one of its signatures, to say by whom and when.
	signed *found
}
