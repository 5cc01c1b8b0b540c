package inspect

import (
	"context"
	"strings"

	"assay/inspect/discover"
	"assay/inspect/internal/limitio"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/registry/file"
)

// maxBundle bounds a bundle file, in bytes.
const maxBundle = 128 << 20

// RunBundle verifies a sigstore bundle on disk against an artifact, which is a
// path or a digest (sha256:HEX). The error is a *report.UsageError for files that
// cannot be read; everything wrong with the bundle itself is in the report.
func RunBundle(ctx context.Context, path, artifact string, options Options) (*report.Report, error) {
	if options.Criteria.Policy != "" || options.SuggestPolicy {
		return nil, report.Usagef([]report.Option{report.OptionPolicy},
			"a policy is about images in a registry; a bundle on disk has no place in it")
	}
	options = options.withDefaults()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	loading, err := options.begin(ctx, options.Criteria)
	if err != nil {
		return nil, err
	}
	data, err := options.Inputs.Read(ctx, path, maxBundle)
	if err != nil {
		return nil, limitio.NotRead("the bundle", err)
	}
	about, err := readArtifact(ctx, artifact, options.Inputs)
	if err != nil {
		return nil, err
	}
	c, err := loading.Wait()
	if err != nil {
		return nil, err
	}
	return newReport(discover.Bundle(path, data, about, options.MaxSBOM), c, options.verification(until(ctx), nil)), nil
}

// readArtifact takes a digest as it is and hashes a file.
func readArtifact(ctx context.Context, artifact string, inputs *file.Inputs) (sigstore.Artifact, error) {
	about := []report.Option{report.OptionArtifact}
	if registry.ValidDigest(artifact) {
		return sigstore.Artifact{Digest: artifact}, nil
	}
	if artifact == "" {
		return sigstore.Artifact{}, report.Usagef(about, "a bundle is about something: name it by a path or by sha256:HEX")
	}
	if algorithm, _, ok := strings.Cut(artifact, ":"); ok && strings.HasPrefix(algorithm, "sha") && len(algorithm) == 6 {
		return sigstore.Artifact{}, report.Usagef(about, "%s is not a digest: a sha256 has 64 hexadecimal digits in lower case", artifact)
	}
	data, err := inputs.Read(ctx, artifact, 1<<30)
	if err != nil {
		return sigstore.Artifact{}, limitio.NotRead("the artifact", err, about...)
	}
	return sigstore.Artifact{Digest: registry.DigestOf(data, ""), Bytes: data}, nil
}
