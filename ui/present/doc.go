// Package present turns a report into lines: what each pane says, apart from
// how it is drawn. The terminal program and the text printer show the same
// lines, so they cannot say different things.
//
// Its functions are pure: a report, a signature, a certificate or an SBOM goes
// in, and lines come out. They decide nothing about a signature, fetch nothing,
// and know no terminal. Every string that comes from outside enters a line
// through package line, which makes it visible (package sanitize). Whether a fact
// was signed, is unsigned, or was derived by a check is said in words where it is
// shown.
//
// What the panes are made of has rooms of its own: line (styled lines, lists,
// folding, wrapping), jsonview (JSON as lines), bounds (how much of anything is
// shown) and theme (colours).
package present
