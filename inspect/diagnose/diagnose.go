package diagnose

import (
	"slices"
	"sort"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// Context is what explanations draw on besides the report.
type Context struct {
	// Reference is the image by digest, as command lines take it, and Tag what it
	// was asked for by.
	Reference string
	Tag       string
	// Keys are the names of the plain keys that were given.
	Keys []string
	// PredicateType is the one that was asked for as a URI, or empty.
	PredicateType string
	// Related are other signed manifests, looked up where nothing signs the target.
	Related []Related
}

// Related is another manifest that is signed.
type Related struct {
	Relation evidence.Relation
	Digest   string
	// Tag names the manifest now; Platform is its os/arch[/variant]. Both may be
	// empty.
	Tag, Platform string
	// By is one of its signatures, verified whoever made it.
	By *report.Signature
}

// first returns the related manifest with the lowest digest, or nil.
func (x Context) first(relation evidence.Relation) *Related {
	var out *Related
	for n := range x.Related {
		if r := &x.Related[n]; r.Relation == relation && (out == nil || r.Digest < out.Digest) {
			out = r
		}
	}
	return out
}

// cause is one row of the table of causes: what makes a signature unacceptable,
// named so that a reader knows what to do.
type cause struct {
	// reason is that of the check that shows the cause; its value is the slug in
	// the JSON contract.
	reason report.Reason
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
	explain func(d *report.Diagnosis, c explained)
}

// explained is the case that a row explains.
type explained struct {
	signature *report.Signature
	check     report.Check
	report    *report.Report
	context   Context
}

// causes is the table, most fundamental first: the first row that fits a
// signature is its cause, and whatever else fails follows from it.
func causes() []cause {
	return slices.Concat(formCauses(), rootCauses(), kindCauses(), bodyFormCauses(), valueCauses(), bodyCauses(), contentCauses(),
		chainCauses(),
		logCauses(), timeCauses(), identityCauses(), openPGPCauses(), otherCauses(), policyCauses(), toleratedCauses())
}

// Report derives the diagnoses of a report with its verdict and adds them: one
// for every deciding signature that is not acceptable, the most telling first,
// else what concerns the image as a whole. Where a containers policy decides, its
// refusal comes first.
func Report(r *report.Report, x Context) {
	table := causes()
	var out []ranked
	for _, s := range r.Deciding() {
		if d, rank, ok := diagnoseSignature(table, explained{signature: s, report: r, context: x}); ok {
			other := rank < len(table) && otherKind(table[rank].reason)
			out = append(out, ranked{d, rank, failedChecks(s), other})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].before(out[b]) })
	for _, d := range out {
		r.Diagnoses = append(r.Diagnoses, d.Diagnosis)
	}
	if r.Verdict != report.VerdictVerified && r.Verdict != report.VerdictUnpinned && r.Criteria.Policy == "" && len(r.Diagnoses) == 0 {
		if d, ok := diagnoseImage(r, x); ok {
			r.Diagnoses = append(r.Diagnoses, d)
		}
	}
	diagnosePolicy(r)
}

// ranked is a diagnosis with what decides how telling it is.
type ranked struct {
	report.Diagnosis
	rank    int
	failing int
	// otherKind is set where the cause says only that the signature is of the kind
	// that was not asked for.
	otherKind bool
}

// before puts signatures of the kind that was asked for first, then those that
// are closest to passing.
func (a ranked) before(b ranked) bool {
	if a.otherKind != b.otherKind {
		return !a.otherKind
	}
	if a.failing != b.failing {
		return a.failing < b.failing
	}
	return a.rank < b.rank
}

// otherKind reports whether a cause says only that a signature is of the kind that
// was not asked for.
func otherKind(reason report.Reason) bool {
	return reason == report.ReasonKeyGivenButSignedKeyless || reason == report.ReasonIdentityGivenButSignedWithKey
}

func failedChecks(s *report.Signature) int {
	n := 0
	for _, c := range s.Checks {
		if c.Blocks() && c.Status == report.StatusFail {
			n++
		}
	}
	return n
}

// diagnoseSignature finds the cause of one signature. ok is false for one that is
// acceptable. rank is the row's place in the table.
func diagnoseSignature(table []cause, e explained) (d report.Diagnosis, rank int, ok bool) {
	for n, row := range table {
		for _, c := range e.signature.Checks {
			if c.Reason == row.reason && c.Required && c.Status == report.StatusFail {
				e.check = c
				return row.diagnosis(e), n, true
			}
		}
	}
	for _, c := range e.signature.Checks {
		if c.Blocks() {
			return undecided(e.signature, c), len(table), true
		}
	}
	return report.Diagnosis{}, 0, false
}

// undecided is the diagnosis of a signature with a check that came to no end.
func undecided(s *report.Signature, c report.Check) report.Diagnosis {
	return report.Diagnosis{Cause: "undecided", Signature: s.ID, Title: "not decided", Message: c.Title + ": " + c.Detail, Check: c.ID,
		Evidence: report.Evidence{Want: c.Want, Got: c.Got}, Remedy: []string{"Look at the checks that could not be decided."}}
}

func (row cause) diagnosis(e explained) report.Diagnosis {
	c := e.check
	d := report.Diagnosis{Cause: string(row.reason), Signature: e.signature.ID, Title: row.title, Message: row.message,
		Why: row.why, Check: c.ID,
		Evidence: report.Evidence{Want: c.Want, Got: c.Got}, Remedy: append([]string{}, row.remedy...)}
	if d.Why == "" {
		d.Why = c.Detail
	}
	if row.explain != nil {
		row.explain(&d, e)
	}
	for _, other := range e.signature.Checks {
		if other.ID != c.ID && other.Blocks() {
			d.Consequences = append(d.Consequences, other.Title)
		}
	}
	return d
}

// advise replaces the remedy by sentences.
func advise(d *report.Diagnosis, sentences ...string) {
	d.Remedy, d.Command, d.CommandAt = sentences, "", 0
}

// offer replaces the remedy by a command with the sentence that leads to it, and
// what is said after it.
func offer(d *report.Diagnosis, lead, command string, after ...string) {
	advise(d, lead)
	d.Offer(command)
	d.Advise(after...)
}

// resign and distrust are the remedies of most rows.
var (
	resign   = []string{remedy.Resign}
	distrust = []string{remedy.Distrust}
)
