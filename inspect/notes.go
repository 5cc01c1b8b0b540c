package inspect

import (
	"fmt"
	"strings"

	"assay/inspect/report"
)

// addNotes adds observations that are no failure but that a reader should know:
// mostly that another verifier would see the same image otherwise.
func addNotes(r *report.Report) {
	legacy, bundles, attested := 0, 0, 0
	for _, s := range r.Signatures {
		if s.Subject != r.Target.Digest {
			continue
		}
		if s.Format == report.FormatSimpleSigning {
			legacy++
		} else if s.Format.IsBundle() {
			bundles++
		}
	}
	for _, s := range r.Attestations {
		if s.Subject == r.Target.Digest && s.Format.IsBundle() {
			attested++
		}
	}
	if bundles+attested > 0 && legacy > 0 {
		r.Notes = append(r.Notes, "Bundles and a .sig tag lie side by side: cosign v3 looks at the bundles only, cosign v2 and containers' policy.json at the .sig tag only.")
	}
	if bundles > 0 && legacy == 0 {
		r.Notes = append(r.Notes, "Signed in the bundle format only: containers' policy.json (podman, CRI-O) does not read it and would say that no signature exists.")
	}
	if attested > 0 && bundles > 0 {
		r.Notes = append(r.Notes, "cosign verify does not look at the predicate type of bundles, so it would count the attestations here as signatures too.")
	}
	for _, e := range []struct{ flag, text string }{{"--certificate-identity-regexp", r.Criteria.IdentityRegexp}, {"--certificate-oidc-issuer-regexp", r.Criteria.IssuerRegexp}} {
		if e.text != "" && (!strings.HasPrefix(e.text, "^") || !strings.HasSuffix(e.text, "$")) {
			r.Notes = append(r.Notes, fmt.Sprintf("The expression %s of %s is not anchored with ^ and $, so it also matches longer names that merely contain a match.", e.text, e.flag))
		}
	}
}
