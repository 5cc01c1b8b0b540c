package diagnose

import "assay/inspect/report"

// contentCauses: the signature is valid, but over something else.
func contentCauses() []cause {
	return []cause{
		{reason: report.ReasonPayloadMalformed, check: report.CheckPayloadFormat, title: "its claims cannot be read",
			message: "What was signed is not in the form of cosign's claims.", remedy: resign},
		{reason: report.ReasonPayloadDigestMismatch, check: report.CheckClaimsDigest, title: "it is of another image",
			message: "The signed claims name another image.", why: "A signature of one image was attached to another image.",
			remedy: distrust, explain: labelImages},
		{reason: report.ReasonStatementMalformed, check: report.CheckStatementSubject, title: "its statement is malformed",
			message: "What was signed is not a well-formed in-toto statement.", remedy: resign},
		{reason: report.ReasonDSSESubjectMismatch, check: report.CheckStatementSubject, title: "its statement is about another image",
			message: "The statement is about other digests, not about this image's.",
			why:     "A statement about one image was attached to another image.",
			remedy:  distrust, explain: labelImages},
	}
}

func labelImages(d *report.Diagnosis, _ explained) {
	d.WantLabel, d.GotLabel = "this image", "it is about"
}
