package discover

import (
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// mediaTypeBundle is what a bundle on disk is taken for.
const mediaTypeBundle = "application/vnd.dev.sigstore.bundle.v0.3+json"

// Bundle returns the evidence of a sigstore bundle on disk, read from path, about
// an artifact. maxSBOM bounds the size of an SBOM in it, in bytes; zero means the
// default.
func Bundle(path string, data []byte, about sigstore.Artifact, maxSBOM int64) *evidence.Evidence {
	d := &Discovery{options: Options{MaxSBOM: maxSBOM}, reference: registry.Reference{Text: path, Layout: path},
		target: report.Target{Reference: path, Digest: about.Digest}, stores: new(stores), complete: true}
	source := report.Source{Store: report.StoreFile, Reference: path, Digest: registry.DigestOf(data, ""), MediaType: mediaTypeBundle}
	d.artifacts = []*report.Artifact{{ID: path, Kind: report.KindSignature, Title: "bundle", Source: source, Subject: about.Digest,
		State: report.StateDone, SBOM: -1}}
	f := &evidence.Signature{Role: evidence.RoleFile, Source: source, ArtifactID: path, Form: evidence.FormBundle, Artifact: about,
		Entity: sigstore.ReadBundle(data)}
	d.addFound(f)
	d.addStatementSBOM(f)
	return d.Evidence()
}
