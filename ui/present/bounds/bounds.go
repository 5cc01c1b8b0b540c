// Package bounds says how much of what somebody else wrote is shown, copied and
// written. Whoever may push to a repository decides how large and how deeply
// nested log entries, claims, statements, certificates and annotations are,
// before anybody has checked a signature; what assay makes of them must not
// grow with that. Nothing is cut silently: whatever is cut says so, with how
// large it is.
//
// What a registry may send at all is bounded elsewhere (registry.Limits).
package bounds

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text and screens. Documents that people make stay far below each of these.
const (
	// Depth is the deepest nesting of JSON that is unfolded, in JSON output too.
	// Provenance nests some 10 levels, scan results 20. Indented JSON grows with
	// the square of its depth: 20 KB at 10,000 levels make 200 MB.
	Depth = 64
	// Value is how many bytes are shown of one value: a claim, a name in a
	// certificate, a side of a comparison. A field of it fills some screens.
	Value = 16 << 10
	// Name is how many bytes are shown of a value's name.
	Name = 1 << 10
	// JSONValue is how many bytes are shown of one line of JSON or text;
	// envelopes hold payloads of megabytes in one string.
	JSONValue = 4 << 10
	// List is how many elements of a list are shown: subjects of a statement,
	// names and extensions of a certificate. Releases of 1,500 files exist.
	List = 2_000
	// Rows and Laid are how many lines, and bytes of lines, one piece of JSON or
	// text makes in a pane or a section of the text report.
	Rows = 20_000
	Laid = 1 << 20
	// Unfolded is how many values that are base64 of readable text, such as the
	// PEM in log entries, are written out, each with up to UnfoldedRows lines.
	Unfolded     = 20
	UnfoldedRows = 1_000
	// Predicate is up to how many bytes a predicate is written out below its
	// form.
	Predicate = 64 << 10
	// Raw and RawRows are how many bytes and lines of one original piece pane
	// Raw shows; a line there takes some 20 bytes of memory until it is drawn.
	Raw     = 8 << 20
	RawRows = 500_000
	// Text is how many bytes the text report has before its lists of packages.
	Text = 16 << 20
	// Kept is how many lines the terminal program keeps of panes that are not
	// on the screen.
	Kept = 50_000
	// Clipboard is how many bytes are handed to the terminal to be copied;
	// terminals take less rather than more.
	Clipboard = 1 << 20
	// Status is how many bytes a message in the last row, and Message how many
	// an error message, has.
	Status  = 1 << 10
	Message = 64 << 10
)

// JSON output.
const (
	// Report is how many bytes the JSON of one report has at the most. A member
	// of the report gets half of what those before it have left.
	Report = 24 << 20
	// Member is how many bytes, indented, a member has that repeats somebody
	// else's JSON: claims and the bodies of log entries, which have some KB.
	Member = 1 << 20
	// String is how many bytes a string has before it is cut, StringKept what
	// then stays of it, and StringLast what stays of any once the report is full.
	String     = 64 << 10
	StringKept = 4 << 10
	StringLast = 256
	// Elements is how many elements a list has, and members a map.
	Elements = 2_000
	// Entries is the same for the report's own lists, such as its signatures.
	Entries = 20_000
	// Cuts is how many places the list of what was cut names.
	Cuts = 1_000
)

// Several references.
const (
	// Waiting is how many bytes of a report may wait for the reports before it
	// to be printed; more of it is made when its turn has come.
	Waiting = 1 << 20
)

// Cut returns text cut to max bytes, at a character, with how much there is of
// it; text that is no longer is returned as it is.
func Cut(text string, max int) string {
	if len(text) <= max {
		return text
	}
	return Head(text, max) + " … " + Size(int64(len(text))) + " in all"
}

// Head returns the first max bytes of text, or some less so that no character
// is cut in two. What is no text stays none.
func Head(text string, max int) string {
	if len(text) <= max {
		return text
	}
	end := max
	for end > max-utf8.UTFMax && end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}

// Size renders a number of bytes.
func Size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}
