package inspect

import (
	"context"
	"strings"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/registry/file"
)

// maxBundle bounds a bundle file, in bytes.
const maxBundle = 128 << 20

// RunBundle examines a sigstore bundle on disk against an artifact, which is a
// path or a digest (sha256:HEX). The error is a *report.UsageError for files that
// cannot be read; everything wrong with the bundle itself is in the report.
func RunBundle(ctx context.Context, path, artifact string, options Options) (*report.Report, error) {
	if options.Asked.Policy != "" || options.SuggestPolicy {
		return nil, usage("--policy is about images in a registry; a bundle on disk has no place in it")
	}
	options = options.withInputs()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	policy, err := compile(ctx, options.Asked, options)
	if err != nil {
		return nil, err
	}
	data, err := options.Inputs.Read(ctx, path, maxBundle)
	if err != nil {
		return nil, notRead("the bundle", err)
	}
	about, err := readArtifact(ctx, artifact, options.Inputs)
	if err != nil {
		return nil, err
	}
	i := &Inspection{options: options, reference: registry.Reference{Text: path, Layout: path}, examined: map[string]*report.Signature{}, complete: true}
	i.target = report.Target{Reference: path, Digest: about.Digest}
	source := report.Source{Store: report.StoreFile, Reference: path, Digest: registry.DigestOf(data, ""), MediaType: "application/vnd.dev.sigstore.bundle.v0.3+json"}
	g := &gatherer{Inspection: i, changed: func(*report.Artifact) {}}
	g.node(&report.Artifact{ID: path, Kind: report.KindSignature, Title: "bundle", Source: source, Subject: about.Digest, State: report.StateDone, SBOM: -1})
	f := &found{role: roleFile, source: source, artifactID: path, kind: "bundle", artifact: about, material: sigstore.ReadBundle(data)}
	g.addFound(f)
	g.addStatementSBOM(f)
	return i.judge(until(ctx), policy, options.Asked), nil
}

// readArtifact takes a digest as it is and hashes a file.
func readArtifact(ctx context.Context, artifact string, inputs *file.Inputs) (sigstore.Artifact, error) {
	if registry.ValidDigest(artifact) {
		return sigstore.Artifact{Digest: artifact}, nil
	}
	if artifact == "" {
		return sigstore.Artifact{}, usage("a bundle is about something: give --artifact PATH or --artifact sha256:HEX")
	}
	if algorithm, _, ok := strings.Cut(artifact, ":"); ok && strings.HasPrefix(algorithm, "sha") && len(algorithm) == 6 {
		return sigstore.Artifact{}, usage("--artifact %s is not a digest: a sha256 has 64 hexadecimal digits in lower case", artifact)
	}
	data, err := inputs.Read(ctx, artifact, 1<<30)
	if err != nil {
		return sigstore.Artifact{}, notRead("the artifact", err)
	}
	return sigstore.Artifact{Digest: registry.DigestOf(data, ""), Bytes: data}, nil
}
