// Package registry is the vocabulary of reading container images: references,
// digests, descriptors, manifests and platforms, the [Source] that hands them
// out, its [Error] and its [Limits].
//
// A Source is a registry (assay/registry/remote) or an OCI layout on disk or in a
// tar file (assay/registry/layout). OpenPGP signatures stored beside a registry
// come from assay/registry/lookaside. This package itself opens no file and no
// connection, and knows nothing of what a signature means.
//
// Every answer ends with one of a few [Outcome] values, because "there is none"
// and "I was not allowed to look" lead to different verdicts. An Error says by
// typed fields which operation ([Op]) failed, which [Limit] stopped it, and which
// [Remedy] would permit it; nobody needs to read its text.
//
// All that a server sends is untrusted: sizes are bounded before content is read
// ([Bound]), digests are checked before bytes are handed out and before they
// become part of a path, and a manifest that could be read in two ways is refused
// ([ParseManifest]).
package registry
