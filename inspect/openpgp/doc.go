// Package openpgp reads and checks the signatures that podman, CRI-O and
// skopeo call simple signing: an OpenPGP signed message whose content are
// claims about one image, its digest and its name (containers/image,
// docs/containers-signature.5.md).
//
// [Read] takes a blob apart as far as it goes, [Verify] runs every check on
// it. As everywhere in assay a signature is accepted only when all required
// checks pass and a second reader agrees: go-crypto's own ReadMessage or, for
// the forms that it does not verify, golang.org/x/crypto/openpgp/packet. Those
// are signature packets of version 3 (RFC 4880, section 5.2.2), which signing
// servers of vendors went on writing, and a signature in front of its content
// without a one-pass packet. Where readers differ, gpg is followed, with which
// distributions build podman, and the stricter one where more is at stake than a
// form.
//
// A signed message says when it was made, but no trusted source confirms that time. A
// key that has expired or was revoked is therefore not accepted, whatever time
// the signature claims; the checks say how things stood at that time too.
//
// Everything is bounded: the blob by its caller, what it decompresses to and
// how often it is nested here.
package openpgp
