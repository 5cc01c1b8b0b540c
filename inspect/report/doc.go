// Package report is the vocabulary in which assay speaks: plain data that the
// engine fills in and that the terminal program, the text printer and the JSON
// output only show.
//
// Three rules hold everywhere.
//
// A [Check] is one small fact, never a summary: it has a status, what was
// wanted and what was found, and every check runs even when an earlier one
// failed.
//
// A [Diagnosis] is derived from checks and context and names exactly one cause
// for a signature; what merely follows from that cause is listed as a
// consequence.
//
// A [Verdict] of unpinned is not a weaker verified: it says that a signature
// is intact but that no signer was asked for.
//
// The package does no I/O. The JSON field names are a promise to scripts
// (schema version 1).
package report
