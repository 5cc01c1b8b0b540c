// Package lookaside finds and reads OpenPGP signatures that are stored beside a
// registry ("simple signing", containers/image, docs/signature-protocols.md):
// [Registries] is the configuration of podman, CRI-O and skopeo that names the
// store of an image, [Store] is such a store behind a file or https URL, and
// [ReadPath] reads signatures from a path on disk.
//
// It does not know what a signature means, sends no credentials, and opens
// nothing but regular files of its own accord. Errors about stores are
// [registry.Error] values.
package lookaside
