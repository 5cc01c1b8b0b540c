// Package sigstore reads signatures in sigstore's formats: cosign's layer
// signatures and attestations, and sigstore bundles.
//
// A reader turns an artifact into an [Entity] leniently and notes every flaw as a
// failed check, so that a damaged signature is shown as far as it goes. Nothing in
// an entity has been verified: package verifier runs every check on it, and package
// crosscheck has it verified a second time by code that is not assay's.
// [VerifyOptions] is what a signature is measured against.
//
// The package fetches nothing: it is given bytes.
package sigstore
