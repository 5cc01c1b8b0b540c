// Package diagnose says why a signature, or the image as a whole, is not accepted:
// from checks and what else is known it derives causes, each with both sides of
// what was compared and with what to do.
//
// A cause is a row of a table, keyed by the reason of a check, whose value is the
// slug: in the file of its family (form, trust, log, time, signer, identity,
// content, openpgp) for a cause of a signature; image.go has those of the image,
// policy.go what a containers policy refuses. A row that needs more than its words
// has a function that explains the case. To add a cause, add its row, its function
// and a case that has it.
//
// Everything here is a function of its arguments. The package asks no registry,
// reads no file and no clock, changes no verdict, and writes no flag of a command
// line: those come from package remedy.
package diagnose
