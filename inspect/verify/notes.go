package verify

import (
	"errors"
	"fmt"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
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
		} else if strings.HasPrefix(string(s.Format), "sigstore-bundle") {
			bundles++
		}
	}
	for _, s := range r.Attestations {
		if s.Subject == r.Target.Digest && strings.HasPrefix(string(s.Format), "sigstore-bundle") {
			attested++
		}
	}
	if bundles+attested > 0 && legacy > 0 {
		r.Notes = append(r.Notes, "Bundles and a .sig tag are both here: cosign v3 looks at the bundles only, cosign v2 and containers' policy.json at the .sig tag only.")
	}
	if bundles > 0 && legacy == 0 {
		r.Notes = append(r.Notes, "Signed in the bundle format only: containers' policy.json (podman, CRI-O) does not read it and would say that no signature exists.")
	}
	if attested > 0 && bundles > 0 {
		r.Notes = append(r.Notes, "cosign verify does not look at the predicate type of bundles, so it would count the attestations here as signatures too.")
	}
	for _, e := range []struct{ about, text string }{{"identity", r.Criteria.IdentityRegexp}, {"issuer", r.Criteria.IssuerRegexp}} {
		if e.text != "" && (!strings.HasPrefix(e.text, "^") || !strings.HasSuffix(e.text, "$")) {
			r.Notes = append(r.Notes, fmt.Sprintf("The expression %s for the %s is not anchored with ^ and $, so it also matches longer names that merely contain a match.", e.text, e.about))
		}
	}
}

// noteText is a note with what changes it.
func noteText(n evidence.Note) string {
	if n.Option == "" {
		return n.Text
	}
	return n.Text + "; " + remedy.Option(n.Option)
}

// Problem is an error of discovery as it is reported, with what can be done.
func Problem(source report.Source, err error) report.Problem {
	p := report.Problem{Source: source, Message: err.Error(), Reason: err.Error()}
	limit, e := new(evidence.LimitError), new(registry.Error)
	switch {
	case errors.As(err, &limit):
		p.Message += "; " + remedy.Option(limit.Option)
		p.Reason = p.Message
	case errors.As(err, &e) && e.Err != nil:
		p.What, p.Reason, p.Hint = e.Doing, e.Err.Error(), e.Hint
	}
	return p
}

// Account copies what a run has asked of registries into a report.
func Account(r *report.Report, log registry.RequestLog) {
	r.Fetched = report.Fetched{Requests: len(log.Requests), Bytes: log.Bytes, Depth: log.Depth}
	for _, q := range log.Requests {
		r.Requests = append(r.Requests, report.Request{Method: q.Method, URL: q.URL, Status: q.Status, Bytes: q.Bytes,
			Started: q.Started, Duration: q.Duration, Problem: q.Problem})
	}
}
