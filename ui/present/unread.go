package present

import (
	"cmp"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/line"
)

// unread says what could not be read and why. What failed for the same reason
// is said once: when the network goes, everything fails at the same time.
func unread(r *report.Report) []line.Line {
	var out []line.Line
	done := map[string]bool{}
	for _, e := range r.Errors {
		if done[e.Reason] {
			continue
		}
		done[e.Reason] = true
		var what []string
		for _, other := range r.Errors {
			if other.Reason == e.Reason {
				what = append(what, problemPlace(r, other))
			}
		}
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StyleBad, "could not be read  "),
			line.Text(line.StylePlain, strings.Join(what, ", ")+": "), line.Text(line.StylePlain, e.Reason)}, Indent: 4, Copy: e.Message})
		if e.Hint != "" {
			out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "    "), line.Text(line.StyleDim, e.Hint)},
				Indent: 4, Copy: e.Hint})
		}
	}
	return out
}

// problemPlace is a short name of where something could not be read.
func problemPlace(r *report.Report, p report.Problem) string {
	if p.Blob != "" {
		return "blob " + ShortDigest(p.Blob)
	}
	for _, kind := range []string{".sig", ".att", ".sbom"} {
		if strings.HasSuffix(p.Source.Reference, kind) {
			return kind + ofPlatform(r, p.Source.Reference)
		}
	}
	switch p.Source.Store {
	case report.StoreReferrer:
		if p.Source.Digest != "" {
			return "referrer " + ShortDigest(p.Source.Digest)
		}
		return "referrers" + ofPlatform(r, p.Source.Reference)
	case report.StoreReferrerTag:
		return "fallback tag" + ofPlatform(r, p.Source.Reference)
	default:
		return cmp.Or(p.What, p.Source.Reference)
	}
}

// ofPlatform names the platform whose digest a tag has, where that is not the
// target itself.
func ofPlatform(r *report.Report, reference string) string {
	for _, a := range r.Artifacts {
		if _, hex, ok := strings.Cut(a.Subject, ":"); ok && a.Platform != "" && strings.Contains(reference, hex) &&
			a.Subject != r.Target.Digest {
			return " of " + a.Platform
		}
	}
	return ""
}
