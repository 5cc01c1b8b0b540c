package inspect

import (
	"errors"

	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/verify"
	"assay/registry"
)

// ErrNoSuchImage says that the registry has no image of this name.
var ErrNoSuchImage = errors.New("no such image")

// accountedError is an error with what was asked of registries before it.
type accountedError struct {
	error
	requests registry.RequestLog
}

func (e *accountedError) Unwrap() error { return e.error }

// asNoSuchImage adds ErrNoSuchImage to a registry's answer that there is none.
func asNoSuchImage(err error) error {
	var e *registry.Error
	if errors.As(err, &e) && e.Outcome == registry.None {
		return errors.Join(ErrNoSuchImage, err)
	}
	return err
}

// Unread is the report about a target that Run could not read, with the reason
// as its only problem, and what was asked of the registry.
func Unread(target string, reason error) *report.Report {
	r := &report.Report{SchemaVersion: report.SchemaVersion, Target: report.Target{Reference: target}, Verdict: report.VerdictUnknown,
		Signatures: []*report.Signature{}, Attestations: []*report.Signature{}, SBOMs: []*report.SBOM{}, Diagnoses: []report.Diagnosis{},
		Lookups:  []report.Lookup{},
		Errors:   []report.Problem{{Source: report.Source{Reference: target}, Message: remedy.Explain(reason)}},
		Headline: "could not be read"}
	var c *accountedError
	if errors.As(reason, &c) {
		verify.Account(r, c.requests)
	}
	return r
}
