package diagnose

import "assay/inspect/report"

// policyCauses are the reasons that only a requirement of a containers policy has;
// a diagnosis of the policy says them, so none of them is the cause of a signature.
func policyCauses() []cause {
	return []cause{
		{reason: report.ReasonKeyNotKeyless, check: report.CheckCertificatePresent,
			title:   "with a plain key, and the policy wants a certificate",
			message: "The policy asks for a signer by certificate; this signature carries none.",
			why:     "A plain key carries no name that a policy could compare.",
			remedy:  []string{"Ask for the key instead (keyPath or keyData in the policy), or have the image signed keyless."}},
		{reason: report.ReasonPolicyIdentityMismatch, check: report.CheckClaimsReference, title: "under another name",
			message: "The claims name the image, but not in the way that the policy wants.",
			why:     "A policy compares the name in the claims with the name of the image by its rule signedIdentity.",
			remedy:  []string{"If that name is right here, write into the policy a signedIdentity that accepts it."}},
		{reason: report.ReasonPolicyKeyUnreadable, check: report.CheckKeyMatch, title: "the key of the policy cannot be read",
			message: "The policy names a key that cannot be read, so no signature meets it.",
			remedy:  []string{"Put the key where the policy looks for it, or correct the path."}},
		{reason: report.ReasonRequirementNotImplemented, check: report.CheckKeyMatch, title: "no program implements the requirement",
			message: "The policy has a requirement that no program implements, so no signature meets it.",
			remedy:  []string{"Use keyType GPGKeys, or the requirement sigstoreSigned."}},
	}
}

// toleratedCauses are flaws that verifiers tolerate. Their checks are not required,
// so none of them explains why a signature is not accepted.
func toleratedCauses() []cause {
	return []cause{
		{reason: report.ReasonReferenceDiffers, check: report.CheckClaimsReference, title: "signed under another name",
			message: "The repository that the claims name is not the one asked for.",
			why:     "cosign does not compare the name; a policy.json may.",
			remedy:  []string{"Nothing, if the image was copied from the repository that the claims name."}},
		{reason: report.ReasonChainAnnotationDiffers, check: report.CheckBundleFormat, title: "it carries the chain of another authority",
			message: "The chain annotation is not the chain that leads to the trusted root.",
			why:     "Verifiers go by the trusted root and do not look at the annotation.",
			remedy:  []string{"Nothing; whoever signs next can leave the annotation out or write the right one."}},
		{reason: report.ReasonPredicateAnnotationDiffers, check: report.CheckArtifactMediaType,
			title:   "its annotation names another predicate type",
			message: "The predicate type in the layer's annotation is not that of the signed statement.",
			why:     "The annotation is not signed; verifiers go by the statement.",
			remedy:  []string{"Ask for the type that the statement names; attach the attestation again to correct the annotation."}},
		{reason: report.ReasonProofIndexDiffers, check: report.CheckBundleFormat, title: "its proof names another index",
			message: "The log index of the inclusion proof is not that of the entry.",
			why:     "In Rekor v2 verifiers go by the index of the entry.", remedy: resign},
		{reason: report.ReasonProofRootDiffers, check: report.CheckBundleFormat, title: "its proof names another root",
			message: "The root of the inclusion proof is not that of its checkpoint.",
			why:     "In Rekor v2 verifiers go by the checkpoint, which the log signed.", remedy: resign},
		{reason: report.ReasonProofSizeDiffers, check: report.CheckBundleFormat, title: "its proof names another tree size",
			message: "The tree size of the inclusion proof is not that of its checkpoint.",
			why:     "In Rekor v2 verifiers go by the checkpoint, which the log signed.", remedy: resign},
	}
}
