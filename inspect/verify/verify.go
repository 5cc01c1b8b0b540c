// Package verify measures evidence against criteria: it runs the checks of every
// signature, says which of them decide, what an SBOM is worth, what a containers
// policy makes of all that, and draws the verdict.
//
// It is pure: it fetches nothing, reads no file, takes no lock and has no clock of
// its own. The same evidence can be measured again by other criteria at once.
// Every required check must pass and a second verifier agree before a signature
// is verified; the verifiers see to that.
package verify

import (
	"fmt"
	"sort"

	"assay/inspect/containerspolicy"
	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// Options says how a report is made.
type Options struct {
	// Expired reports whether the time for checks is over; nil means never.
	// Signatures that were not checked by then are said to be undecided.
	Expired func() bool
	// SuggestPolicy asks for configuration that would accept the image as it is
	// signed today, also without a policy to start from.
	SuggestPolicy bool
	// Memo keeps results between reports; nil means that nothing is kept.
	Memo *Memo
}

// Memo keeps the results of checks between reports by the same criteria, as
// evidence grows. The zero value is ready. It serves one report at a time.
type Memo struct {
	criteria   *criteria.Criteria
	signatures map[*evidence.Signature]*report.Signature
}

// of returns the results for c; those for other criteria are dropped.
func (m *Memo) of(c *criteria.Criteria) map[*evidence.Signature]*report.Signature {
	if m.criteria != c || m.signatures == nil {
		m.criteria, m.signatures = c, map[*evidence.Signature]*report.Signature{}
	}
	return m.signatures
}

// verification is one report in the making.
type verification struct {
	evidence *evidence.Evidence
	criteria *criteria.Criteria
	options  Options
	report   *report.Report
	// image is what a policy is applied to, and its keyring what OpenPGP
	// signatures are checked with as well.
	image containerspolicy.Image
	// ring is made when the first OpenPGP signature asks for it, see keyring.
	ring *openpgp.Keyring
}

// Report measures e against c. The report is new, and nobody changes it later;
// diagnoses, command lines and the headline are not in it yet.
func Report(e *evidence.Evidence, c *criteria.Criteria, o Options) *report.Report {
	if o.Memo == nil {
		o.Memo = new(Memo)
	}
	v := &verification{evidence: e, criteria: c, options: o, report: newReport(e, c)}
	v.image = v.policyImage()
	byID := v.signatures()
	v.sboms(byID)
	r := v.report
	r.Artifacts = append(r.Artifacts, e.Artifacts...)
	sortArtifacts(r.Artifacts)
	linkSBOMs(r)
	drawVerdict(r)
	v.applyPolicy()
	return r
}

// newReport returns a report with all that does not depend on checks.
func newReport(e *evidence.Evidence, c *criteria.Criteria) *report.Report {
	r := &report.Report{
		SchemaVersion: report.SchemaVersion, Target: e.Target, Criteria: c.Asked,
		Signatures: []*report.Signature{}, Attestations: []*report.Signature{}, SBOMs: []*report.SBOM{},
		Diagnoses: []report.Diagnosis{}, Errors: []report.Problem{}, Lookups: append([]report.Lookup{}, e.Lookups...),
		TrustedRoot: c.Verify.Root.Origin, Partial: !e.Complete,
	}
	for _, n := range e.Notes {
		r.Notes = append(r.Notes, noteText(n))
	}
	r.Notes = append(r.Notes, c.Notes...)
	for _, p := range e.Problems {
		r.Errors = append(r.Errors, problemOf(p.Source, p.Err))
	}
	sortLookups(r.Lookups)
	sort.SliceStable(r.Errors, func(a, b int) bool { return r.Errors[a].Source.Reference < r.Errors[b].Source.Reference })
	Account(r, e.Requests)
	return r
}

// signatures runs the checks of every signature, says of each whether it decides,
// and returns them by ID.
func (v *verification) signatures() map[string]*report.Signature {
	e, r := v.evidence, v.report
	byID, unchecked := map[string]*report.Signature{}, 0
	attached := attachedSBOMs(e)
	for _, f := range e.Signatures {
		s, ok := v.signature(f)
		if !ok {
			unchecked++
		}
		v.relevance(s, f, attached)
		byID[s.ID] = s
		if isAttestation(f, r.Criteria) {
			r.Attestations = append(r.Attestations, s)
		} else {
			r.Signatures = append(r.Signatures, s)
		}
	}
	if unchecked > 0 {
		err := &report.LimitError{Option: report.OptionTimeout,
			Text: fmt.Sprintf("the time limit was reached before %d of %d signatures were checked", unchecked, len(e.Signatures))}
		r.Errors = append(r.Errors, problemOf(report.Source{Reference: e.Target.Reference}, err))
	}
	return byID
}
