package verify

import (
	"fmt"
	"runtime/debug"

	"assay/inspect/containerspolicy"
	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore/verifier"
)

// signature returns the results of one signature, which may be those of an
// earlier report. ok is false where there was no time to check it.
func (v *verification) signature(f *evidence.Signature) (s *report.Signature, ok bool) {
	memo := v.options.Memo.of(v.criteria)
	s, ok = memo[f]
	if !ok {
		if v.options.Expired != nil && v.options.Expired() {
			return notChecked(f), false
		}
		s = v.check(f)
		memo[f] = s
	}
	copied := *s
	return &copied, true
}

// Related checks the signature of a related image, whoever made it: it explains,
// and never counts.
func Related(e *evidence.Evidence, c *criteria.Criteria, related evidence.Related) *report.Signature {
	v := &verification{evidence: e, criteria: c.Unpinned()}
	return v.check(related.Signature)
}

// named gives the results of f what the evidence says of it.
func named(s *report.Signature, f *evidence.Signature) *report.Signature {
	s.ID, s.Source, s.Artifact = f.ID, f.Source, f.ArtifactID
	if f.Online != "" {
		s.Notes = append(s.Notes, f.Online)
	}
	return s
}

// notChecked is a signature for which there was no time.
func notChecked(f *evidence.Signature) *report.Signature {
	var checks report.Checklist
	checks.Undecided(report.CheckArtifactBlob, report.Required, "the time limit was reached before this signature was checked")
	return named(unread(f, checks), f)
}

// unread is a signature of which only these checks can be said.
func unread(f *evidence.Signature, checks report.Checklist) *report.Signature {
	return &report.Signature{Format: formatOf(f.Form), Subject: f.Artifact.Digest, Verdict: report.VerdictFailed, Checks: checks}
}

// check runs the checks that belong to the form of a signature.
func (v *verification) check(f *evidence.Signature) (s *report.Signature) {
	defer func() {
		// Certificates, tokens and packets are read by many parsers. Where one
		// fails on a signature, the others still have their report.
		if r := recover(); r != nil {
			v.criteria.Verify.Log().Debug("checking a signature failed", "signature", f.ID, "cause", r, "stack", string(debug.Stack()))
			var checks report.Checklist
			checks.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonInternalError, Want: "a signature that can be read", Got: "one that assay failed to check",
				Detail: fmt.Sprint(r),
			})
			s = named(unread(f, checks), f)
		}
	}()
	switch {
	case f.Form == evidence.FormOpenPGP:
		s = v.openPGP(f)
	case f.Form == evidence.FormStatement:
		s = verifier.VerifyBareStatement(f.Entity, f.Artifact, v.criteria.Verify)
	case f.Entity != nil:
		s = verifier.Verify(f.Entity, f.Artifact, v.criteria.Verify)
		var checks report.Checklist
		checks.Pass(report.CheckArtifactBlob, report.Required, report.Outcome{Got: f.Source.Digest})
		s.Checks = append(checks, s.Checks...)
	default:
		s = unread(f, f.Flaws)
	}
	return named(s, f)
}

// openPGP runs the checks of one OpenPGP signature, with the keys given and those
// of the policy.
func (v *verification) openPGP(f *evidence.Signature) *report.Signature {
	asked := v.criteria.Verify
	o := openpgp.VerifyOptions{Keys: v.keyring(), Now: asked.Now}
	rule := containerspolicy.Identity{Type: containerspolicy.MatchRepoDigestOrExact}
	if p := v.criteria.Policy; p != nil && p.Err == nil {
		rule = p.Parsed.IdentityFor(v.image, containerspolicy.TypeSignedBy)
	}
	switch {
	case asked.WantIdentity:
		o.WantOther = "a certificate's identity"
	case len(asked.Keys) > 0:
		o.WantOther = "a key that is not OpenPGP"
	}
	if name := v.image.Name; name.Known() {
		o.Identity = func(signed string) (string, string) { return rule.Accepts(name, signed) }
	}
	manifest := v.evidence.ManifestBytes(f.Artifact.Digest)
	out := openpgp.Verify(f.OpenPGP, openpgp.Artifact{Digest: f.Artifact.Digest, Manifest: manifest}, o)
	if v.criteria.Policy != nil && asked.OpenPGP == nil {
		out.Checks = report.Checklist(out.Checks).UnderPolicy()
	}
	return out
}

// keyring returns the OpenPGP keys given and those of the policy, which are read
// once for all signatures of a report.
func (v *verification) keyring() *openpgp.Keyring {
	if v.ring != nil {
		return v.ring
	}
	v.ring = &openpgp.Keyring{}
	v.ring.Merge(v.criteria.Verify.OpenPGP)
	if p := v.criteria.Policy; p != nil && p.Err == nil {
		v.ring.Merge(p.Parsed.Keyring(v.image))
	}
	return v.ring
}

func formatOf(form evidence.Form) report.Format {
	switch form {
	case evidence.FormSignature:
		return report.FormatSimpleSigning
	case evidence.FormAttestation:
		return report.FormatDSSE
	case evidence.FormStatement:
		return report.FormatBareStatement
	default:
		return report.FormatBundleUnknown
	}
}
