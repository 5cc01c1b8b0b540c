// Package registry hands out manifests and blobs whose digests have been
// checked, and finds what is attached to an image: cosign's tags, referrers
// through the API or its fallback tag, and children of an index.
//
// A [Source] is a registry ([Remote]) or an OCI layout on disk or in a tar file
// ([Layout]). It knows nothing of what a signature means. Every answer is one
// of a few [Outcome]s, because "there is none" and "I was not allowed to look"
// lead to different verdicts.
//
// Signatures that lie beside a registry come from a [Lookaside] store, which
// registries.d ([Registries]) names, or from the registry's own extension.
//
// All that a server sends is untrusted: sizes are bounded by [Limits] before
// they are read, digests are checked before bytes are handed out and before
// they are used as part of a path, and a manifest that could be read in two
// ways is refused.
package registry
