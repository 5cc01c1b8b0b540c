package present

import (
	"fmt"
	"maps"
	"slices"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// inside summarises the SBOMs.
func inside(r *report.Report, o Options) []line.Line {
	if len(r.SBOMs) == 0 {
		return nil
	}
	out := []line.Line{line.Heading("Inside")}
	for _, b := range r.SBOMs {
		spans := []line.Span{Verdict(b.Trust).Span(o.ASCII),
			line.Text(line.StylePlain, "  "+b.Format+"  "+line.Plural(b.Packages, "package"))}
		if b.Platform != "" {
			spans = append(spans, line.Text(line.StyleDim, "  "+b.Platform))
		}
		spans = append(spans, line.Text(line.StyleDim, "  "+b.TrustReason))
		out = append(out, line.Line{Spans: spans, Indent: 4, Target: b.Artifact})
	}
	return append(out, line.Blank())
}

// image shows what the manifest says of the image, and of an index its
// platforms.
func image(r *report.Report) []line.Line {
	i := r.Target.Image
	if i == nil {
		return nil
	}
	out := []line.Line{line.Heading("Image"), line.Field("digest", r.Target.Digest), line.Field("media type", r.Target.MediaType)}
	if !ordinary[i.Kind] {
		out = append(out, line.Field("kind", i.Kind))
	}
	if i.Layers > 0 {
		out = append(out, line.Field("content", line.Plural(i.Layers, "layer")+", "+bounds.Size(i.Size)+" as stored"))
	}
	if i.Subject != "" {
		out = append(out, line.Field("belongs to", i.Subject))
	}
	for _, a := range r.Artifacts {
		if a.Kind == report.KindImage && a.Parent == r.Target.Digest {
			l := line.Field(a.Platform, a.Subject)
			l.Target = a.ID
			out = append(out, l)
		}
	}
	if len(r.SBOMs) == 0 && !r.Partial {
		none := "none was found"
		if slices.ContainsFunc(r.Lookups, report.Lookup.Failed) {
			none += "; a store could not be read, so there may be one"
		}
		out = append(out, line.StyledField("SBOM", line.StyleDim, none))
	}
	names := slices.Sorted(maps.Keys(i.Annotations))
	for _, name := range names[:min(len(names), maxAnnotations)] {
		out = append(out, line.Field(name, i.Annotations[name]))
	}
	if more := len(names) - maxAnnotations; more > 0 {
		out = append(out, line.StyledField("", line.StyleDim,
			fmt.Sprintf("and %s more, in the raw manifest", line.Plural(more, "annotation"))))
	}
	return append(out, line.Blank())
}

// ordinary are the kinds of container images, which go without saying.
var ordinary = map[string]bool{"": true, "application/vnd.oci.image.config.v1+json": true,
	"application/vnd.docker.container.image.v1+json": true}

// maxAnnotations is up to how many annotations of a manifest are listed.
const maxAnnotations = 40
