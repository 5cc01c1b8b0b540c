package present

import (
	"fmt"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// Options says how a report is written down.
type Options struct {
	// ASCII replaces glyphs by ASCII characters.
	ASCII bool
	// Explain adds to every check what it is for.
	Explain bool
}

// Banner is the head of every screen: what was asked about, and the answer.
func Banner(r *report.Report, o Options) []line.Line {
	first := []line.Span{line.Literal(line.StyleDim, "assay  "), line.Text(line.StyleHeading, r.Target.Reference)}
	if r.Target.Digest != "" {
		first = append(first, line.Literal(line.StylePlain, "  "), line.Text(line.StyleDim, ShortDigest(r.Target.Digest)))
	}
	switch {
	case r.Target.Platform != "":
		first = append(first, line.Text(line.StyleDim, "  "+r.Target.Platform))
	case r.Target.Platforms > 0:
		first = append(first, line.Text(line.StyleDim, "  index of "+line.Plural(r.Target.Platforms, "platform")))
	}
	return []line.Line{{Spans: first, Copy: r.Target.Reference, Fixed: true}, {Spans: answer(r, o), Fixed: true}}
}

func answer(r *report.Report, o Options) []line.Span {
	if r.Partial && r.Verdict != report.VerdictVerified {
		glyph := "…"
		if o.ASCII {
			glyph = "."
		}
		return []line.Span{line.Text(line.StyleAccent, glyph+" LOOKING"), line.Text(line.StylePlain, "  "+progress(r))}
	}
	if r.Target.Artifact == report.ArtifactDocument {
		return []line.Span{line.Literal(line.StyleHeading, "SBOM"), line.Text(line.StylePlain, "  "+r.Headline)}
	}
	return []line.Span{Verdict(r.Verdict).Span(o.ASCII), line.Text(line.StylePlain, "  "+r.Headline)}
}

func progress(r *report.Report) string {
	done := 0
	var bytes int64
	for _, a := range r.Artifacts {
		if a.State == report.StateDone || a.State == report.StateFailed {
			done++
		}
		bytes += a.Bytes
	}
	return fmt.Sprintf("%d of %s here, %s", done, line.Plural(len(r.Artifacts), "artifact"), bounds.Size(bytes))
}
