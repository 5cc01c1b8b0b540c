package present

import (
	"fmt"
	"maps"
	"slices"

	"assay/inspect/report"
)

// inside summarises the SBOMs.
func inside(r *report.Report, o Options) []Line {
	if len(r.SBOMs) == 0 {
		return nil
	}
	out := []Line{Heading("Inside")}
	for _, b := range r.SBOMs {
		spans := []Span{Verdict(b.Trust).Span(o.ASCII), Text(StylePlain, "  "+b.Format+"  "+Plural(b.Packages, "package"))}
		if b.Platform != "" {
			spans = append(spans, Text(StyleDim, "  "+b.Platform))
		}
		spans = append(spans, Text(StyleDim, "  "+b.TrustReason))
		out = append(out, Line{Spans: spans, Indent: 4, Target: b.Artifact})
	}
	return append(out, Blank())
}

// image shows what the manifest says of the image, and of an index its
// platforms.
func image(r *report.Report) []Line {
	i := r.Target.Image
	if i == nil {
		return nil
	}
	out := []Line{Heading("Image"), Field("digest", r.Target.Digest), Field("media type", r.Target.MediaType)}
	if !ordinary[i.Kind] {
		out = append(out, Field("kind", i.Kind))
	}
	if i.Layers > 0 {
		out = append(out, Field("content", Plural(i.Layers, "layer")+", "+Size(i.Size)+" as stored"))
	}
	if i.Subject != "" {
		out = append(out, Field("belongs to", i.Subject))
	}
	for _, a := range r.Artifacts {
		if a.Kind == report.KindImage && a.Parent == r.Target.Digest {
			l := Field(a.Platform, a.Subject)
			l.Target = a.ID
			out = append(out, l)
		}
	}
	if len(r.SBOMs) == 0 && !r.Partial {
		none := "none was found"
		if slices.ContainsFunc(r.Lookups, report.Lookup.Failed) {
			none += "; a store could not be read, so there may be one"
		}
		out = append(out, field("SBOM", StyleDim, none))
	}
	names := slices.Sorted(maps.Keys(i.Annotations))
	for _, name := range names[:min(len(names), maxAnnotations)] {
		out = append(out, Field(name, i.Annotations[name]))
	}
	if more := len(names) - maxAnnotations; more > 0 {
		out = append(out, field("", StyleDim, fmt.Sprintf("and %s more, in the raw manifest", Plural(more, "annotation"))))
	}
	return append(out, Blank())
}

// ordinary are the kinds of container images, which go without saying.
var ordinary = map[string]bool{"": true, "application/vnd.oci.image.config.v1+json": true, "application/vnd.docker.container.image.v1+json": true}

// maxAnnotations is up to how many annotations of a manifest are listed.
const maxAnnotations = 40
