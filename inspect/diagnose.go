package inspect

import (
	"sort"

	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// cause is one row of the table of causes: what makes a signature unacceptable,
// named so that a reader knows what to do.
type cause struct {
	// slug is the name in the JSON contract, and the Reason of the check that
	// shows the cause.
	slug string
	// check is the check on which the cause rests.
	check report.CheckID
	// title completes "signed, but …".
	title string
	// message says what happened, in a sentence; why explains how that comes
	// about.
	message, why string
	// remedy is what to do, where that does not depend on the case.
	remedy []string
	// explain fills in what does; it may be nil.
	explain func(d *report.Diagnosis, s *report.Signature, c report.Check, x *diagnosisContext)
}

// diagnosisContext is what else is known when causes are explained.
type diagnosisContext struct {
	report    *report.Report
	policy    *sigstore.VerifyOptions
	relatives []relativeReport
	// reference is the image by digest, for commands.
	reference string
	tag       string
	layout    bool
}

// relativeReport is another signed manifest with its signature examined.
type relativeReport struct {
	relative
	relation string
	by       *report.Signature
}

// causes is the table, most fundamental first: the first row that fits a
// signature is its cause, and whatever else fails follows from it.
func causes() []cause {
	var out []cause
	for _, part := range [][]cause{formCauses, rootCauses, kindCauses, bodyFormCauses, valueCauses, bodyCauses, contentCauses, chainCauses, logCauses, timeCauses, identityCauses, openPGPCauses, otherCauses, policyCauses, toleratedCauses} {
		out = append(out, part...)
	}
	return out
}

// diagnose derives the diagnoses of a report: one for every signature that is
// not acceptable, the most telling first, then what concerns the image as a
// whole.
func diagnose(r *report.Report, x *diagnosisContext) {
	table := causes()
	var out []ranked
	for _, s := range Counting(r) {
		if d, rank, ok := diagnoseSigned(table, s, x); ok {
			out = append(out, ranked{d, rank, blocking(s)})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].before(out[b]) })
	for _, d := range out {
		r.Diagnoses = append(r.Diagnoses, d.Diagnosis)
	}
	if r.Verdict != report.VerdictVerified && r.Verdict != report.VerdictUnpinned && r.Criteria.Policy == "" && len(r.Diagnoses) == 0 {
		if d, ok := diagnoseImage(x); ok {
			r.Diagnoses = append(r.Diagnoses, d)
		}
	}
}

// ranked is a diagnosis with what decides how telling it is.
type ranked struct {
	report.Diagnosis
	rank    int
	failing int
}

// before puts signatures of the kind that was asked for first, then those that
// are closest to passing.
func (a ranked) before(b ranked) bool {
	ka, kb := otherKind[a.Cause], otherKind[b.Cause]
	if ka != kb {
		return !ka
	}
	if a.failing != b.failing {
		return a.failing < b.failing
	}
	return a.rank < b.rank
}

// otherKind are the causes that say only that a signature is of the kind that
// was not asked for.
var otherKind = map[string]bool{"key-given-but-signed-keyless": true, "identity-given-but-signed-with-key": true}

func blocking(s *report.Signature) int {
	n := 0
	for _, c := range s.Checks {
		if c.Blocks() && c.Status == report.StatusFail {
			n++
		}
	}
	return n
}

// diagnoseSigned finds the cause of one signature. ok is false for one that is
// acceptable. rank is the row's place in the table.
func diagnoseSigned(table []cause, s *report.Signature, x *diagnosisContext) (d report.Diagnosis, rank int, ok bool) {
	for n, row := range table {
		for _, c := range s.Checks {
			if string(c.Reason) == row.slug && c.Required && c.Status == report.StatusFail {
				return row.diagnosis(s, c, x), n, true
			}
		}
	}
	for _, c := range s.Checks {
		if c.Blocks() {
			return report.Diagnosis{Cause: undecided.slug, Signature: s.ID, Title: undecided.title, Message: c.Title + ": " + c.Detail, Check: c.ID,
				Evidence: report.Evidence{Want: c.Want, Got: c.Got}, Remedy: []string{"Look at the checks that could not be decided."}}, len(table), true
		}
	}
	return report.Diagnosis{}, 0, false
}

func (row cause) diagnosis(s *report.Signature, c report.Check, x *diagnosisContext) report.Diagnosis {
	d := report.Diagnosis{Cause: row.slug, Signature: s.ID, Title: row.title, Message: row.message, Why: row.why, Check: c.ID,
		Evidence: report.Evidence{Want: c.Want, Got: c.Got}, Remedy: append([]string{}, row.remedy...)}
	if d.Why == "" {
		d.Why = c.Detail
	}
	if row.explain != nil {
		row.explain(&d, s, c, x)
	}
	for _, other := range s.Checks {
		if other.ID != c.ID && other.Blocks() {
			d.Consequences = append(d.Consequences, other.Title)
		}
	}
	return d
}

var undecided = cause{slug: "undecided", title: "not decided"}

// context collects what explanations draw on.
func (i *Inspection) context(r *report.Report, policy *sigstore.VerifyOptions) *diagnosisContext {
	x := &diagnosisContext{report: r, policy: policy, tag: i.reference.Identifier, layout: i.reference.Layout != ""}
	x.reference = i.reference.WithIdentifier(i.target.Digest)
	loose := *policy
	loose.WantKey, loose.WantIdentity, loose.Keys = false, false, nil
	for relation, list := range map[string][]relative{"child": i.relatives.children, "parent": i.relatives.parents, "sibling": i.relatives.siblings, "other": i.relatives.others} {
		for _, rel := range list {
			x.relatives = append(x.relatives, relativeReport{rel, relation, i.runChecks(rel.signed, &loose)})
		}
	}
	sort.SliceStable(x.relatives, func(a, b int) bool { return x.relatives[a].digest < x.relatives[b].digest })
	return x
}
