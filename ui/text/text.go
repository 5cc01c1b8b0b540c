package text

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
	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/present/theme"
)

// Options says how text is printed.
type Options struct {
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

// Write writes a report as plain text: the answer first, then for every
// signature its checks, claims, certificate and log entry, and the packages of
// every SBOM. It has the facts that the terminal program shows.
func Write(w io.Writer, r *report.Report, options Options) error {
	out := newTextWriter(w, options)
	out.left = bounds.Text
	o := present.Options{ASCII: options.ASCII}
	for _, n := range options.Notes {
		out.lines([]line.Line{line.TextLine(line.StyleAccent, n)})
	}
	out.lines(present.Banner(r, o))
	out.rule()
	out.lines(present.Overview(r, nil, o))
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
		out.lines([]line.Line{line.TextLine(line.StyleWarn,
			fmt.Sprintf("… cut here, at %s: of %s and attestations, the first %d are shown, the last one only in part",
				bounds.Size(bounds.Text), line.Plural(len(r.All()), "signature"), len(all)))})
	}
	out.left = math.MaxInt64
	for _, b := range r.SBOMs {
		out.rule()
		out.section("Packages", present.SBOM(b, nil, o))
	}
	return out.finish()
}

// signature writes everything about one signature.
func (t *textWriter) signature(s *report.Signature, o present.Options) {
	t.rule()
	t.lines([]line.Line{line.TextLine(line.StyleHeading, s.ID+"  "+s.Source.Reference)})
	t.section("Checks", present.Checks(s, o))
	t.section("Claims", present.Claims(s, o))
	t.section("Certificate", present.CertificateOf(s, o))
	t.section("Log", present.Log(s, o))
	t.lines(present.Commands(s))
}

func newTextWriter(w io.Writer, options Options) *textWriter {
	return &textWriter{w: bufio.NewWriter(w), options: options, theme: theme.New(!options.Light), left: math.MaxInt64}
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
	options Options
	theme   theme.Theme
	err     error
	// left is how many bytes may still be written.
	left int64
}

func (t *textWriter) section(name string, lines []line.Line) {
	t.lines([]line.Line{line.Blank(), line.TextLine(line.StyleHeading, "── "+name)})
	t.lines(line.Indent(2, lines))
}

func (t *textWriter) rule() { t.write(strings.Repeat("─", 78) + "\n") }

func (t *textWriter) lines(lines []line.Line) {
	for _, l := range lines {
		if t.full() {
			return
		}
		l.Fixed = l.Fixed && t.options.Width > 0
		for _, row := range line.Wrap(l, t.options.Width) {
			t.write(t.render(row) + "\n")
		}
	}
}

func (t *textWriter) render(l line.Line) string {
	if !t.options.Color {
		return strings.TrimRight(l.String(), " ")
	}
	return t.theme.Line(l)
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
func WriteCertificate(w io.Writer, c *certview.Certificate, options Options) error {
	return writeLines(w, present.Certificate(c, present.Options{ASCII: options.ASCII}, time.Time{}, ""), options)
}

// WriteSBOMs writes the first SBOM of a report as text, with the packages of
// view, and names the others.
func WriteSBOMs(w io.Writer, r *report.Report, view *sbom.View, options Options) error {
	o := present.Options{ASCII: options.ASCII}
	lines := present.SBOM(r.SBOMs[0], view, o)
	if len(r.SBOMs) > 1 {
		lines = append(lines, line.Blank(), line.Heading("Other SBOMs"))
	}
	for i, b := range r.SBOMs[1:] {
		lines = append(lines, line.Field(fmt.Sprintf("#%d", i+2), present.SBOMName(b)))
	}
	return writeLines(w, lines, options)
}

// WriteDifference writes what changed from one SBOM to another.
func WriteDifference(w io.Writer, before, after *report.SBOM, d *sbom.Difference, options Options) error {
	return writeLines(w, present.Difference(present.SBOMName(before), present.SBOMName(after), d), options)
}

func writeLines(w io.Writer, lines []line.Line, options Options) error {
	out := newTextWriter(w, options)
	out.lines(lines)
	return out.finish()
}
