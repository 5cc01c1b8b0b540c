package ui

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"assay/certview"
	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/bounds"
	"assay/ui/content"
)

// TextOptions says how text is printed.
type TextOptions struct {
	// Color permits ANSI colours; Dark says for which background.
	Color bool
	Light bool
	// ASCII replaces glyphs by ASCII characters.
	ASCII bool
	// Width wraps lines, in cells; zero leaves them as long as they are.
	Width int
	// Notes are printed above the report, such as that this is a demo.
	Notes []string
}

// WriteText writes a report as plain text: the answer first, then for every
// signature its checks, claims, certificate and log entry, and the packages of
// every SBOM. It has the facts that the terminal program shows.
func WriteText(w io.Writer, r *report.Report, options TextOptions) error {
	out := newTextWriter(w, options)
	out.left = bounds.Text
	o := content.Options{ASCII: options.ASCII}
	for _, n := range options.Notes {
		out.lines([]content.Line{content.T(content.Accent, n)})
	}
	out.lines(content.Banner(r, o))
	out.rule()
	out.lines(content.Overview(r, nil, o))
	all := r.All()
	for i, s := range all {
		if out.full() {
			break
		}
		out.signature(s, o)
		if out.full() {
			all = all[:i+1]
		}
	}
	if out.full() {
		out.left = math.MaxInt64
		out.lines([]content.Line{content.T(content.Warn, fmt.Sprintf("… cut here, at %s: of %s and attestations the first %d are shown, the last of them not to its end",
			content.Size(bounds.Text), content.Plural(len(r.All()), "signature"), len(all)))})
	}
	out.left = math.MaxInt64
	for _, b := range r.SBOMs {
		out.rule()
		out.section("Packages", content.SBOM(b, nil, o))
	}
	return out.finish()
}

// signature writes everything about one signature.
func (t *textWriter) signature(s *report.Signed, o content.Options) {
	t.rule()
	t.lines([]content.Line{content.T(content.Heading, s.ID+"  "+s.Source.Reference)})
	t.section("Checks", content.Checks(s, o))
	t.section("Claims", content.Claims(s, o))
	t.section("Certificate", content.CertificateOf(s, o))
	t.section("Log", content.Log(s, o))
	t.lines(content.Commands(s))
}

func newTextWriter(w io.Writer, options TextOptions) *textWriter {
	return &textWriter{w: bufio.NewWriter(w), options: options, theme: newTheme(!options.Light), left: math.MaxInt64}
}

// full reports whether nothing more can be written: the report has as many
// bytes as it may have, or writing has failed.
func (t *textWriter) full() bool { return t.left <= 0 || t.err != nil }

func (t *textWriter) finish() error {
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

// textWriter writes lines and keeps the first error.
type textWriter struct {
	w       *bufio.Writer
	options TextOptions
	theme   theme
	err     error
	// left is how many bytes may still be written.
	left int64
}

func (t *textWriter) section(name string, lines []content.Line) {
	t.lines([]content.Line{content.Blank(), content.T(content.Heading, "── "+name)})
	t.lines(content.Indent(2, lines))
}

func (t *textWriter) rule() { t.write(strings.Repeat("─", 78) + "\n") }

func (t *textWriter) lines(lines []content.Line) {
	for _, l := range lines {
		if t.full() {
			return
		}
		l.Fixed = l.Fixed && t.options.Width > 0
		for _, row := range content.Wrap(l, t.options.Width) {
			t.write(t.render(row) + "\n")
		}
	}
}

func (t *textWriter) render(l content.Line) string {
	if !t.options.Color {
		return strings.TrimRight(l.String(), " ")
	}
	return t.theme.line(l)
}

func (t *textWriter) write(text string) {
	if t.err != nil {
		return
	}
	if t.options.ASCII {
		text = strings.NewReplacer("─", "-", "…", "...").Replace(text)
	}
	_, t.err = t.w.WriteString(text)
	t.left -= int64(len(text))
}

// WriteCertificate writes a certificate as text.
func WriteCertificate(w io.Writer, c *certview.Certificate, options TextOptions) error {
	return writeLines(w, content.Certificate(c, content.Options{ASCII: options.ASCII}, time.Time{}, ""), options)
}

// WriteSBOMs writes the first SBOM of a report as text, with the packages of
// view, and names the others.
func WriteSBOMs(w io.Writer, r *report.Report, view *sbom.View, options TextOptions) error {
	o := content.Options{ASCII: options.ASCII}
	lines := content.SBOM(r.SBOMs[0], view, o)
	if len(r.SBOMs) > 1 {
		lines = append(lines, content.Blank(), content.Head("There are others"))
	}
	for i, b := range r.SBOMs[1:] {
		lines = append(lines, content.Field(fmt.Sprintf("#%d", i+2), sbomName(b)))
	}
	return writeLines(w, lines, options)
}

// WriteDifference writes what changed from one SBOM to another.
func WriteDifference(w io.Writer, before, after *report.SBOM, d *sbom.Difference, options TextOptions) error {
	return writeLines(w, content.Difference(sbomName(before), sbomName(after), d), options)
}

func writeLines(w io.Writer, lines []content.Line, options TextOptions) error {
	out := newTextWriter(w, options)
	out.lines(lines)
	return out.finish()
}
