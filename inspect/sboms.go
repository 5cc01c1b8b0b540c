package inspect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"

	"assay/inspect/internal/limitio"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/file"
	"assay/sbom"
	"assay/sbom/reader"
)

// RunSBOMs reads the SBOMs that targets name, in their order. A target is a
// file, or else an image whose SBOMs are looked for; IMAGE#2 is the second SBOM
// of an image and IMAGE#linux/arm64 that of a platform, and an image without
// such an ending gives the one of its own, or of the platform that runs here, that
// deserves most trust. With one target, all
// SBOMs of an image are in the report, that one first.
//
// The error is a *report.UsageError for a target that is neither, or an image without
// the SBOM asked for; otherwise as for Run.
func RunSBOMs(ctx context.Context, targets []string, options Options, emit func(report.Event)) (*report.Report, error) {
	out := &report.Report{SchemaVersion: report.SchemaVersion, Verdict: report.VerdictUnknown, Criteria: options.Criteria,
		Target:     report.Target{Reference: strings.Join(targets, "  "), Artifact: report.ArtifactDocument},
		Headline:   "what it says is inside",
		Signatures: []*report.Signature{}, Attestations: []*report.Signature{}, SBOMs: []*report.SBOM{}, Diagnoses: []report.Diagnosis{},
		Errors: []report.Problem{}}
	for _, target := range targets {
		found, err := sbomsOf(ctx, target, options, emit)
		if err != nil {
			return nil, err
		}
		if len(targets) > 1 {
			found = found[:1]
		}
		out.SBOMs = append(out.SBOMs, found...)
	}
	for i, b := range out.SBOMs {
		title := fmt.Sprintf("%s %d", b.Source.Reference, i+1)
		out.Artifacts = append(out.Artifacts, report.Artifact{ID: title, Kind: report.KindSBOM, Title: b.Source.Reference, Source: b.Source,
			Subject: b.SubjectDigest, State: report.StateDone, SBOM: i, Platform: b.Platform})
	}
	return out, nil
}

// sbomsOf returns the SBOMs of one target, the one that is meant first.
func sbomsOf(ctx context.Context, target string, options Options, emit func(report.Event)) ([]*report.SBOM, error) {
	if info, err := os.Stat(target); err == nil && !info.IsDir() {
		b, err := sbomFile(ctx, target, options)
		return []*report.SBOM{b}, err
	}
	if namesFile(target) {
		return nil, report.Usagef(nil, "there is no file %s", target)
	}
	image, which, picked := strings.Cut(target, "#")
	if _, err := registry.ParseReference(image); err != nil {
		return nil, report.Usagef(nil, "%s is neither a file that is there nor an image: %w", target, err)
	}
	options.AllPlatforms = true
	r, err := Run(ctx, image, options, emit)
	if err != nil {
		return nil, fmt.Errorf("looking for the SBOMs of %s, as there is no such file: %w", image, err)
	}
	readable := readableSBOMs(r.SBOMs)
	if len(readable) == 0 {
		return nil, report.Usagef(nil, "%s has no SBOM that can be read; `assay %s` shows where assay looked", image, image)
	}
	at := 0
	if picked {
		if at = pickSBOM(readable, which); at < 0 {
			return nil, report.Usagef(nil, "%s has no SBOM %q; it has %s", image, which, sbomChoices(readable))
		}
	}
	first := readable[at]
	if !picked && !first.Own && options.Criteria.Pinned() {
		return nil, report.Usagef(nil, "%s has no SBOM of its own or of the platform that runs here; it has %s: name one of them, as in "+
			"%s#%s", image, sbomChoices(readable), image, first.Platform)
	}
	return append([]*report.SBOM{first}, append(readable[:at:at], readable[at+1:]...)...), nil
}

// namesFile reports whether a target that is no file was meant as one: nobody
// should be asked on the network for a mistyped name.
func namesFile(target string) bool {
	for _, prefix := range []string{"./", "../", "/", "~"} {
		if strings.HasPrefix(target, prefix) {
			return true
		}
	}
	switch strings.ToLower(path.Ext(target)) {
	case ".json", ".jsonld", ".xml", ".spdx", ".yaml", ".yml", ".rdf", ".cdx", ".txt", ".gz":
		return true
	}
	return false
}

// readableSBOMs puts those that can be read into the order of what they are
// worth: those of the image itself and of the platform that runs here before
// those of other platforms, the most trusted first, among equals as they were. An
// index that nobody signed may name a signed platform beside another one.
func readableSBOMs(all []*report.SBOM) []*report.SBOM {
	var out []*report.SBOM
	for _, own := range []bool{true, false} {
		for _, trust := range []report.Verdict{report.VerdictVerified, report.VerdictUnpinned, report.VerdictUnsigned,
			report.VerdictUnknown, report.VerdictFailed, report.VerdictSubjectMismatch} {
			for _, b := range all {
				if b.Own == own && b.Trust == trust && b.Document != nil {
					out = append(out, b)
				}
			}
		}
	}
	return out
}

// pickSBOM returns which SBOM a number from 1 or a platform means, or -1.
func pickSBOM(all []*report.SBOM, which string) int {
	if n, err := strconv.Atoi(which); err == nil {
		if n < 1 || n > len(all) {
			return -1
		}
		return n - 1
	}
	for i, b := range all {
		if b.Platform == which {
			return i
		}
	}
	return -1
}

func sbomChoices(all []*report.SBOM) string {
	var out []string
	for i, b := range all {
		out = append(out, strings.TrimSpace(fmt.Sprintf("#%d %s %s", i+1, b.Format, b.Platform)))
	}
	return strings.Join(out, ", ")
}

func sbomFile(ctx context.Context, name string, options Options) (*report.SBOM, error) {
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	limit := options.MaxSBOM
	if limit <= 0 {
		limit = reader.DefaultLimit
	}
	data, err := options.Inputs.Read(ctx, name, limit)
	if tooLarge := new(file.SizeError); errors.As(err, &tooLarge) {
		return nil, &report.UsageError{Err: &report.LimitError{Option: report.OptionMaxSBOM, Text: "reading the SBOM: " + err.Error()}}
	}
	if err != nil {
		return nil, limitio.NotRead("the SBOM", err)
	}
	d := reader.Read(data, reader.Options{MaxBytes: limit})
	graph := sbom.NewGraph(d)
	return &report.SBOM{Source: report.Source{Store: report.StoreFile, Reference: name, Digest: registry.DigestOf(data, "")},
		Format: d.Format, Trust: report.VerdictUnsigned, TrustReason: "a file; nothing says who signed it",
		Packages: len(d.Packages), Files: len(d.Files), Relationships: len(d.Relationships), Diagnostics: d.Diagnostics,
		Document: d, Graph: graph, Quality: sbom.NewQuality(d, graph), Data: data}, nil
}
