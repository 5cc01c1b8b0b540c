package inspect

import "assay/inspect/report"

const (
	remedyResign   = "The verifier cannot fix this: ask whoever published the image to sign it again."
	remedyTampered = "Do not use the image on the strength of this signature; fetch it again, and if it stays so, ask the publisher."
)

// formCauses are signatures that cannot even be read, or not as what they are.
var formCauses = []cause{
	{slug: "blob-missing", check: report.CheckArtifactBlob, title: "a part of the signature is missing", message: "The registry has no blob that the signature's manifest names.",
		why:    "The signature was copied or cleaned up by halves, or a push was not finished.",
		remedy: []string{"Copy the image again with its signatures (`cosign copy`), or sign it again."}},
	{slug: "blob-digest-mismatch", check: report.CheckArtifactBlob, title: "the registry serves other bytes", message: "The bytes that the registry serves do not have the digest that their manifest names.",
		why: "Storage is damaged, a proxy changed the bytes, or somebody did.", remedy: []string{remedyTampered}},
	{slug: "referrer-manifest-missing", check: report.CheckArtifactBlob, title: "a listed signature is missing", message: "The list of referrers names a manifest that the registry does not have.",
		why: "The signature was deleted but the list was not updated.", remedy: []string{"Delete the stale entry from the fallback tag, or sign the image again."}},
	{slug: "bundle-malformed", check: report.CheckBundleFormat, title: "the bundle cannot be read", message: "The sigstore bundle cannot be read.", remedy: []string{remedyResign}},
	{slug: "bundle-version-unknown", check: report.CheckBundleFormat, title: "the bundle's version is not known", message: "The bundle says that it is of an unknown version.",
		remedy: []string{"Look whether a newer verifier knows this version; otherwise it is no bundle."}},
	{slug: "bundle-version-mismatch", check: report.CheckBundleFormat, title: "the bundle is not of the version it says", message: "The bundle says one version and has the content of another.", remedy: []string{remedyResign}},
	{slug: "bundle-content-kind-unexpected", check: report.CheckBundleFormat, title: "the bundle holds the wrong kind of content", message: "The bundle holds another kind of content than an image needs.", remedy: []string{remedyResign}},
	{slug: "bundle-chain-holds-root", check: report.CheckBundleFormat, title: "the bundle brings its own root", message: "The certificate chain in the bundle carries a root certificate, which must come from the trusted root.",
		remedy: []string{"Sign again with a client that leaves the root out."}},
	{slug: "bundle-chain-in-v0.3", check: report.CheckBundleFormat, title: "the bundle carries a chain", message: "A version 0.3 bundle carries a certificate chain where only the leaf may stand.",
		why:    "Verifiers take the issuers from the trusted root, and refuse those that a bundle brings unless they are told otherwise.",
		remedy: []string{"Sign again with a client that leaves the chain out. To take the chain, if its root is in the trusted root:", "--allow-certificate-chain"}},
	{slug: "certificate-differs", check: report.CheckCertificatePresent, title: "it carries another certificate", message: "The certificate beside the signature has another key than the one given.",
		why: "--certificate stands in for a certificate that is missing; it does not replace another one.", remedy: []string{"Leave --certificate out, and ask for the signer by identity."}},
	{slug: "certificate-not-for-bundle", check: report.CheckCertificatePresent, title: "a bundle takes no certificate from outside", message: "A certificate or a chain was given, and this signature is a bundle, which carries its own.",
		why: "Verifiers of bundles take the signer's certificate from the bundle and its issuers from the trusted root.", remedy: []string{"Leave --certificate and --certificate-chain out; give authorities of your own in a trusted root (--trusted-root)."}},
	{slug: "manifest-malformed", check: report.CheckArtifactMediaType, title: "its manifest cannot be read by other tools", message: "The manifest that holds the signature is not well formed, and cosign does not read it.", remedy: []string{remedyResign}},
	{slug: "artifact-type-differs", check: report.CheckArtifactMediaType, title: "it is stored where no verifier looks", message: "The signature is stored in a referrer of another artifact type than the one that verifiers look for.",
		remedy: []string{remedyResign}},
	{slug: "layer-media-type-wrong", check: report.CheckArtifactMediaType, title: "the layer is of another kind", message: "The layer is of a kind that holds no signature.", remedy: []string{remedyResign}},
	{slug: "cert-malformed", check: report.CheckCertificatePresent, title: "its certificate cannot be read", message: "The certificate that the signature carries cannot be parsed.", remedy: []string{remedyTampered}},
	{slug: "signature-annotation-missing", check: report.CheckSignatureEncoding, title: "the signature itself is missing", message: "The layer of the signature manifest has no signature annotation.", remedy: []string{remedyResign}},
	{slug: "signature-empty", check: report.CheckSignatureEncoding, title: "the signature is empty", message: "There is a place for a signature, and nothing in it.", remedy: []string{remedyResign}},
	{slug: "signature-not-base64", check: report.CheckSignatureEncoding, title: "the signature is not base64", message: "The signature cannot be decoded from base64.", remedy: []string{remedyResign}},
	{slug: "dsse-malformed", check: report.CheckEnvelopeType, title: "its envelope cannot be read", message: "The DSSE envelope cannot be read.", remedy: []string{remedyResign}},
	{slug: "dsse-payload-type-wrong", check: report.CheckEnvelopeType, title: "its payload type is wrong", message: "The envelope does not say that it holds an in-toto statement.",
		why: "The payload type is part of what is signed, so a changed one breaks the signature too.", remedy: []string{remedyTampered}},
	{slug: "dsse-no-signatures", check: report.CheckEnvelopeSignature, title: "the envelope has no signature", message: "The envelope holds a payload and no signature.", remedy: []string{remedyResign}},
	{slug: "dsse-two-signatures", check: report.CheckEnvelopeSignature, title: "the envelope has several signatures", message: "The envelope holds more than the one signature that verifiers look at.", remedy: []string{remedyResign}},
	{slug: "chain-malformed", check: report.CheckBundleFormat, title: "its certificate chain cannot be read", message: "The chain annotation beside the certificate cannot be read, and cosign refuses the signature for it.", remedy: []string{remedyTampered}},
	{slug: "bundle-annotation-malformed", check: report.CheckLogPresent, title: "its log entry cannot be read", message: "The Rekor bundle annotation of the layer cannot be read.", remedy: []string{remedyTampered}},
	{slug: "tlog-entry-duplicate", check: report.CheckLogPresent, title: "one log entry stands there twice", message: "The same log entry is given twice, as if it were two.", remedy: []string{remedyTampered}},
}
