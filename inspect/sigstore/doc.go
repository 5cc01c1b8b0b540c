// Package sigstore examines signatures in sigstore's formats: cosign's layer
// signatures and attestations, and sigstore bundles.
//
// Reading and checking are apart. A reader turns an artifact into [Entity]
// leniently, noting every flaw as a failed check, so that a damaged signature
// is shown as far as it goes. [Verify] then runs every check on its own, also
// when an earlier one failed, and finally asks sigstore-go's Verifier for a
// second opinion. A signature is accepted only when all required checks pass
// and the second opinion agrees; a disagreement is itself a failed check.
//
// The package fetches nothing: it is given bytes.
package sigstore
