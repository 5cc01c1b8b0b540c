package present

import (
	"strconv"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// lookups says where assay looked for signatures, and what came back.
func lookups(r *report.Report) []line.Line {
	out := []line.Line{line.Heading("Where assay looked")}
	for _, p := range r.Lookups {
		if p.Subject != r.Target.Digest && (r.Policy == nil || p.Subject != r.Policy.Evaluated || p.Store == report.StoreReferrer ||
			p.Store == report.StoreReferrerTag) {
			continue
		}
		style := line.StyleDim
		switch {
		case p.Outcome == report.LookupFound:
			style = line.StyleGood
		case p.Failed():
			style = line.StyleBad
		}
		name := storeName(p)
		l := line.NewLine(line.Text(line.StyleLabel, line.Pad(name, line.LabelWidth)), line.Text(style, string(p.Outcome)))
		if p.Outcome != report.LookupFound && p.Detail != "" {
			l.Spans = append(l.Spans, line.Text(line.StyleDim, "  "+p.Detail))
		}
		if p.Subject != r.Target.Digest {
			l.Spans = append(l.Spans, line.Text(line.StyleDim, "  for the manifest of "+r.Policy.Platform))
		}
		l.Indent, l.Copy = line.LabelWidth, p.Reference
		out = append(out, l)
	}
	if r.TrustedRoot != "" {
		out = append(out, line.Field("trusted root", r.TrustedRoot))
	}
	return append(out, line.Field("requests", strings.Join([]string{strconv.Itoa(r.Fetched.Requests), bounds.Size(r.Fetched.Bytes),
		line.Plural(r.Fetched.Depth, "round trip")}, ", ")))
}

func storeName(p report.Lookup) string {
	switch p.Store {
	case report.StoreReferrer:
		return "referrers API"
	case report.StoreReferrerTag:
		return "fallback tag"
	case report.StoreLookaside:
		return "lookaside store"
	case report.StoreExtension:
		return "signature API"
	case report.StoreFile:
		return "on disk"
	default:
		if i := strings.LastIndex(p.Reference, "."); i >= 0 {
			return p.Reference[i:] + " tag"
		}
		return string(p.Store)
	}
}
