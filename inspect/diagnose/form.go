package diagnose

import (
	"slices"

	"assay/inspect/remedy"
	"assay/inspect/report"
)

// formCauses are signatures that cannot even be read, or not as what they are.
func formCauses() []cause {
	return slices.Concat(storageCauses(), bundleCauses(), givenCauses(), partCauses())
}

// storageCauses: the registry does not have what the signature consists of.
func storageCauses() []cause {
	return []cause{
		{reason: report.ReasonBlobMissing, check: report.CheckArtifactBlob, title: "a part of the signature is missing",
			message: "The registry lacks a blob that the signature's manifest names.",
			why:     "The signature was copied or deleted only in part, or a push was not completed.", remedy: []string{remedy.CopyAgain}},
		{reason: report.ReasonBlobDigestMismatch, check: report.CheckArtifactBlob, title: "the registry serves other bytes",
			message: "The bytes that the registry serves do not have the digest that their manifest names.",
			why:     "Storage is damaged, or a proxy or somebody else changed the bytes.", remedy: distrust},
		{reason: report.ReasonReferrerManifestMissing, check: report.CheckArtifactBlob, title: "a listed signature is missing",
			message: "The list of referrers names a manifest that the registry lacks.",
			why:     "The signature was deleted but the list was not updated.",
			remedy:  []string{"Delete the stale entry from the fallback tag, or sign the image again."}},
	}
}

func bundleCauses() []cause {
	return []cause{
		{reason: report.ReasonInternalError, check: report.CheckBundleFormat, title: "assay failed while checking it",
			message: "Assay failed while checking this signature. Nothing in the signature was accepted.",
			remedy: []string{"Report this to the developers of assay, with the image and the debug log.",
				"Until it is fixed, use another verifier."}},
		{reason: report.ReasonBundleMalformed, check: report.CheckBundleFormat, title: "the bundle cannot be read",
			message: "The sigstore bundle cannot be read.", remedy: resign},
		{reason: report.ReasonBundleVersionUnknown, check: report.CheckBundleFormat, title: "the bundle's version is unknown",
			message: "The bundle states an unknown version.",
			remedy:  []string{"Check whether a newer verifier knows this version. If none does, this is not a sigstore bundle."}},
		{reason: report.ReasonBundleVersionMismatch, check: report.CheckBundleFormat, title: "the bundle states the wrong version",
			message: "The bundle states one version and has the content of another.", remedy: resign},
		{reason: report.ReasonBundleContentKindUnexpected, check: report.CheckBundleFormat,
			title:   "the bundle holds the wrong kind of content",
			message: "The bundle contains a different kind of content from the one that an image needs.", remedy: resign},
		{reason: report.ReasonBundleChainHoldsRoot, check: report.CheckBundleFormat, title: "the bundle brings its own root",
			message: "The certificate chain in the bundle includes a root certificate, which must come from the trusted root.",
			remedy:  []string{"Sign again with a client that leaves the root out."}},
		{reason: report.ReasonBundleChainInV03, check: report.CheckBundleFormat, title: "the bundle carries a chain",
			message: "A version 0.3 bundle carries a certificate chain where only the leaf certificate is allowed.",
			why: "Verifiers take the issuers from the trusted root, and refuse those that a bundle brings unless they are told " +
				"otherwise.",
			explain: func(d *report.Diagnosis, _ explained) { offer(d, remedy.TakeChain, remedy.AllowChain) }},
	}
}

// givenCauses: a certificate was given that does not belong to the signature.
func givenCauses() []cause {
	return []cause{
		{reason: report.ReasonCertificateDiffers, check: report.CheckCertificatePresent, title: "it carries another certificate",
			message: "The certificate that the signature carries does not have the key of the certificate given.",
			why:     remedy.CertificateStandsIn, remedy: []string{remedy.LeaveCertificate}},
		{reason: report.ReasonCertificateNotForBundle, check: report.CheckCertificatePresent,
			title:   "a bundle accepts no certificate from outside",
			message: "You gave a certificate or a chain, but this signature is a bundle, which carries its own.",
			why:     "Verifiers of bundles take the signer's certificate from the bundle and its issuers from the trusted root.",
			remedy:  []string{remedy.LeaveCertificates}},
	}
}

// partCauses: a part of the signature is not what it should be.
func partCauses() []cause {
	return []cause{
		{reason: report.ReasonManifestMalformed, check: report.CheckArtifactMediaType, title: "its manifest cannot be read by other tools",
			message: "The manifest that holds the signature is malformed, and cosign does not read it.", remedy: resign},
		{reason: report.ReasonArtifactTypeDiffers, check: report.CheckArtifactMediaType, title: "it is stored where no verifier looks",
			message: "The signature is stored in a referrer whose artifact type is not the one that verifiers look for.", remedy: resign},
		{reason: report.ReasonLayerMediaTypeWrong, check: report.CheckArtifactMediaType, title: "the layer has the wrong media type",
			message: "The media type of the layer is not that of a signature.", remedy: resign},
		{reason: report.ReasonCertificateMalformed, check: report.CheckCertificatePresent, title: "its certificate cannot be read",
			message: "The certificate that the signature carries cannot be parsed.", remedy: distrust},
		{reason: report.ReasonSignatureAnnotationMissing, check: report.CheckSignatureEncoding, title: "the signature itself is missing",
			message: "The layer of the signature manifest has no signature annotation.", remedy: resign},
		{reason: report.ReasonSignatureEmpty, check: report.CheckSignatureEncoding, title: "the signature is empty",
			message: "The signature is empty.", remedy: resign},
		{reason: report.ReasonSignatureNotBase64, check: report.CheckSignatureEncoding, title: "the signature is not base64",
			message: "The signature cannot be decoded from base64.", remedy: resign},
		{reason: report.ReasonDSSEMalformed, check: report.CheckEnvelopeType, title: "its envelope cannot be read",
			message: "The DSSE envelope cannot be read.", remedy: resign},
		{reason: report.ReasonDSSEPayloadTypeWrong, check: report.CheckEnvelopeType, title: "its payload type is wrong",
			message: "The envelope does not say that it holds an in-toto statement.",
			why:     "The payload type is part of what is signed, so a changed one invalidates the signature too.", remedy: distrust},
		{reason: report.ReasonDSSENoSignatures, check: report.CheckEnvelopeSignature, title: "the envelope has no signature",
			message: "The envelope contains a payload but no signature.", remedy: resign},
		{reason: report.ReasonDSSETwoSignatures, check: report.CheckEnvelopeSignature, title: "the envelope has several signatures",
			message: "The envelope contains more than one signature, and verifiers look at only one.", remedy: resign},
		{reason: report.ReasonChainMalformed, check: report.CheckBundleFormat, title: "its certificate chain cannot be read",
			message: "The chain annotation of the layer cannot be read, so cosign refuses the signature.", remedy: distrust},
		{reason: report.ReasonBundleAnnotationMalformed, check: report.CheckLogPresent, title: "its log entry cannot be read",
			message: "The Rekor bundle annotation of the layer cannot be read.", remedy: distrust},
		{reason: report.ReasonLogEntryDuplicate, check: report.CheckLogPresent, title: "it carries one log entry twice",
			message: "The signature carries the same log entry twice, as if there were two.", remedy: distrust},
	}
}
