// Package containerspolicy reads and evaluates policy.json, the file by which podman,
// CRI-O, skopeo and buildah decide whether an image may be used
// (containers-policy.json(5)), and says why it decides so.
//
// [Parse] reads a policy as strictly as those programs do: a member that is not
// known, one that appears twice or a requirement that lacks something
// makes the whole policy invalid, and then no image runs. [Policy.Evaluate]
// applies it to an image: the scope that applies and why others do not,
// every requirement with every signature and its checks, the outcome of all of
// them together, and the message that podman prints.
//
// The rules are those of go.podman.io/image/v5 (package signature), against
// which a table of policies, names and signatures is tested; see
// testdata/oracle. Where its builds differ among themselves (gpgme, Sequoia,
// go-crypto) that with gpgme is followed, as distributions ship it, and where that
// is the milder one on times and revocations the stricter; the check then says
// that it depends on podman's OpenPGP library. Nothing is accepted that gpgme
// refuses.
//
// What podman prints is quoted where its words are known, and left empty where
// they are not: no sentence of assay's own is passed off as podman's.
package containerspolicy
