// Package verifier runs every check on a signature in sigstore's formats.
//
// Every check runs, also when an earlier one failed, and of a bundle with several
// log entries with each of them. A signature is accepted only when all required
// checks pass and the cross-check agrees, which is never skipped for a signature
// that would otherwise be accepted; a disagreement is itself a failed check.
//
// The package does no I/O and has no clock of its own: the time is one of the
// options. It does not say why a signature came to be as it is; a check that fails
// carries the reason, from which package inspect derives the cause.
package verifier
