package diagnose

import (
	"fmt"
	"strings"

	"assay/inspect/remedy"
	"assay/inspect/report"
)

// Notes returns observations about an image that are no failure but that a reader
// should know: mostly that another verifier would see the same image otherwise.
func Notes(r *report.Report) []string {
	var out []string
	legacy, bundles, attested := 0, 0, 0
	for _, s := range r.Signatures {
		switch {
		case s.Subject != r.Target.Digest:
		case s.Format == report.FormatSimpleSigning:
			legacy++
		case s.Format.IsBundle():
			bundles++
		}
	}
	for _, s := range r.Attestations {
		if s.Subject == r.Target.Digest && s.Format.IsBundle() {
			attested++
		}
	}
	if bundles+attested > 0 && legacy > 0 {
		out = append(out, "The image has bundles and a .sig tag. cosign v3 reads only the bundles; cosign v2 and containers' "+
			"policy.json read only the .sig tag.")
	}
	if bundles > 0 && legacy == 0 {
		out = append(out, "The image is signed in the bundle format only. containers' policy.json (podman, CRI-O) does not read it and "+
			"reports that no signature exists.")
	}
	if attested > 0 && bundles > 0 {
		out = append(out, "cosign verify does not look at the predicate type of bundles, so it would count the attestations here as "+
			"signatures too.")
	}
	for _, e := range []struct{ flag, text string }{
		{remedy.FlagIdentityRegexp, r.Criteria.IdentityRegexp}, {remedy.FlagIssuerRegexp, r.Criteria.IssuerRegexp},
	} {
		if e.text != "" && (!strings.HasPrefix(e.text, "^") || !strings.HasSuffix(e.text, "$")) {
			out = append(out, fmt.Sprintf("The expression %s of %s is not anchored with ^ and $, so it also matches longer names that "+
				"merely contain a match.", e.text, e.flag))
		}
	}
	return out
}
