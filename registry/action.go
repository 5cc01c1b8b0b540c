package registry

import "strconv"

// Op is what was being done when something failed.
type Op string

// The operations. What Ref of an Action is depends on them.
const (
	// OpManifest fetches a manifest; Ref is its tag or digest.
	OpManifest Op = "manifest"
	// OpBlob fetches a blob; Ref is its digest.
	OpBlob Op = "blob"
	// OpReferrers lists the manifests whose subject is the digest Ref.
	OpReferrers Op = "referrers"
	// OpTags lists the tags of a repository; Ref is empty.
	OpTags Op = "tags"
	// OpExtension asks a registry itself for the OpenPGP signatures of the
	// manifest with the digest Ref.
	OpExtension Op = "extension"
	// OpOpenStore opens a store of signatures; Ref is its base URL.
	OpOpenStore Op = "open-store"
	// OpSignature reads one signature from a store; Ref is its URL or path.
	OpSignature Op = "signature"
	// OpSignatures reads all signatures of a manifest from a store; Ref is the
	// digest, or empty where the store is a path that the user named.
	OpSignatures Op = "signatures"
	// OpDownload fetches a file, such as a key; Ref is its URL.
	OpDownload Op = "download"
	// OpOpenLayout opens an OCI layout; Ref is its path.
	OpOpenLayout Op = "open-layout"
	// OpIndex reads the index.json of an OCI layout; Ref is empty.
	OpIndex Op = "index"
	// OpResolve looks for a tag in an OCI layout; Ref is the tag, or empty where
	// the only image is meant.
	OpResolve Op = "resolve"
)

const of = " of "

// phrases word the operations: the operation itself, and what stands before Ref
// and before Source of an Action.
var phrases = map[Op]struct{ op, ref, source string }{
	OpManifest:   {"fetching manifest", " ", of},
	OpBlob:       {"fetching blob", " ", of},
	OpReferrers:  {"listing referrers", of, " in "},
	OpTags:       {"listing the tags", " ", of},
	OpExtension:  {"looking for signatures", of, " in the registry "},
	OpOpenStore:  {"opening the signature store", " ", " for "},
	OpSignature:  {"reading the signature", " ", of},
	OpSignatures: {"reading signatures", of, " from "},
	OpDownload:   {"fetching", " ", " from "},
	OpOpenLayout: {"opening the OCI layout", " ", of},
	OpIndex:      {"reading index.json", " ", of},
	OpResolve:    {"looking for", " ", " in "},
}

// Action is one operation on one thing.
type Action struct {
	Op Op
	// Ref is the tag, digest, URL or path that it is about; see the operations.
	Ref string
	// Source is the repository, layout or store, as its Name says it.
	Source string
}

// String words the action for a reader: "fetching manifest 1.0 of …".
func (a Action) String() string {
	phrase, ref := phrases[a.Op], a.Ref
	if a.Op == OpResolve {
		ref = strconv.Quote(ref)
	}
	text := phrase.op
	if ref != "" {
		text += phrase.ref + ref
	}
	if a.Source != "" {
		text += phrase.source + a.Source
	}
	return text
}
