// Package layout reads an OCI image layout (OCI image specification, image-layout)
// from a directory or from an uncompressed tar file, as `cosign save`,
// `oras copy --to-oci-layout` and `skopeo copy` write it.
//
// A [Layout] is a registry.Source; its errors are registry.Error values. It reads
// nothing outside its directory or archive, refuses an archive that other tools
// would unpack to something else, and refuses a tag that index.json gives to two
// manifests.
package layout
