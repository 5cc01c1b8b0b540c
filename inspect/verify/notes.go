package verify

import (
	"errors"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
)

// noteText is a note with what changes it.
func noteText(n evidence.Note) string {
	if n.Option == "" {
		return n.Text
	}
	return n.Text + "; " + remedy.Option(n.Option)
}

// problemOf is an error of discovery as it is reported, with what can be done.
func problemOf(source report.Source, err error) report.Problem {
	p := report.Problem{Source: source, Message: remedy.Explain(err), Reason: err.Error(), Hint: remedy.ForError(err)}
	var e *registry.Error
	if errors.As(err, &e) && e.Err != nil {
		p.What, p.Reason = e.String(), e.Err.Error()
		if e.Op == registry.OpBlob {
			p.Blob = e.Ref
		}
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
