package forge

import (
	"fmt"
	"strings"

	"assay/inspect/report"
)

// Asked turns flags, as Write returns them, into what the engine is asked, the
// way the command line does; predicate is the type asked for or empty.
func Asked(flags []string, predicate string) (report.Criteria, error) {
	asked := report.Criteria{PredicateType: predicate, Offline: true}
	for i := 0; i < len(flags); i++ {
		switch flags[i] {
		case "--insecure-ignore-tlog":
			asked.IgnoreLog = true
			continue
		case "--insecure-ignore-sct":
			asked.IgnoreSCT = true
			continue
		case "--use-signed-timestamps":
			asked.UseSignedTimestamps = true
			continue
		case "--allow-certificate-chain":
			asked.AllowChain = true
			continue
		}
		if i+1 == len(flags) {
			return asked, fmt.Errorf("flag %s has no value", flags[i])
		}
		if err := set(&asked, flags[i], flags[i+1]); err != nil {
			return asked, err
		}
		i++
	}
	return asked, nil
}

func set(asked *report.Criteria, flag, value string) error {
	texts := map[string]*string{
		"--certificate-identity": &asked.Identity, "--certificate-identity-regexp": &asked.IdentityRegexp,
		"--certificate-oidc-issuer": &asked.Issuer, "--certificate-oidc-issuer-regexp": &asked.IssuerRegexp,
		"--certificate": &asked.Certificate, "--certificate-chain": &asked.CertificateChain,
		"--trusted-root": &asked.TrustedRoot, "--signature-digest-algorithm": &asked.DigestAlgorithm,
	}
	claim, isClaim := strings.CutPrefix(flag, "--certificate-github-workflow-")
	switch {
	case texts[flag] != nil:
		*texts[flag] = value
	case flag == "--key":
		asked.Keys = append(asked.Keys, value)
	case flag == "-a":
		if asked.Annotations == nil {
			asked.Annotations = map[string]string{}
		}
		for part := range strings.SplitSeq(value, ",") {
			k, v, _ := strings.Cut(part, "=")
			asked.Annotations[k] = v
		}
	case isClaim:
		if asked.Workflow == nil {
			asked.Workflow = map[string]string{}
		}
		asked.Workflow[claim] = value
	default:
		return fmt.Errorf("flag %s is not known", flag)
	}
	return nil
}
