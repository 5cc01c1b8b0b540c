package report

import (
	"slices"
	"sort"
)

// Whether the verdict depends on a check. A flaw that verifiers commonly tolerate
// is a failed check that is Optional.
const (
	Required = true
	Optional = false
)

// Outcome is what one check found.
type Outcome struct {
	// Want and Got are the two sides of the comparison, for a reader; either may be
	// empty.
	Want, Got string
	// Detail says where the fact comes from.
	Detail string
	// Reason names the way to fail; it is empty for a check that passes.
	Reason Reason
}

// Checklist is the checks of one signature in the order in which they were made.
// Every verifier writes down what it finds in one; the zero value is an empty list.
type Checklist []Check

// Pass records a check that passed.
func (l *Checklist) Pass(id CheckID, required bool, o Outcome) {
	l.Record(id, StatusPass, required, o)
}

// Fail records a check that failed.
func (l *Checklist) Fail(id CheckID, required bool, o Outcome) {
	l.Record(id, StatusFail, required, o)
}

// Skip records a check that was not made, and why.
func (l *Checklist) Skip(id CheckID, why string) {
	l.Record(id, StatusSkipped, Optional, Outcome{Detail: why})
}

// Undecided records a check that cannot be decided, and why; a required one then
// keeps the signature from being accepted.
func (l *Checklist) Undecided(id CheckID, required bool, why string) {
	l.Record(id, StatusUnknown, required, Outcome{Detail: why})
}

// Record records a check with the status that it has.
func (l *Checklist) Record(id CheckID, status Status, required bool, o Outcome) {
	*l = append(*l, Check{ID: id, Title: id.Title(), Status: status, Required: required, Want: o.Want, Got: o.Got, Detail: o.Detail,
		Reason: o.Reason})
}

// Has reports whether a check with this ID was recorded.
func (l Checklist) Has(id CheckID) bool {
	return slices.ContainsFunc(l, func(c Check) bool { return c.ID == id })
}

// Failed reports whether a check with this ID was recorded as failed.
func (l Checklist) Failed(id CheckID) bool {
	return slices.ContainsFunc(l, func(c Check) bool { return c.ID == id && c.Status == StatusFail })
}

// Passed reports whether a check with this ID was recorded as passed.
func (l Checklist) Passed(id CheckID) bool {
	return slices.ContainsFunc(l, func(c Check) bool { return c.ID == id && c.Status == StatusPass })
}

// Blocking counts the checks that keep the signature from being accepted.
func (l Checklist) Blocking() int {
	n := 0
	for _, c := range l {
		if c.Blocks() {
			n++
		}
	}
	return n
}

// Blocks reports whether any check keeps the signature from being accepted.
func (l Checklist) Blocks() bool { return slices.ContainsFunc(l, Check.Blocks) }

// Sort puts the checks into the order in which they are shown. Checks with the
// same ID stay in the order in which they were made.
func (l Checklist) Sort() {
	sort.SliceStable(l, func(a, b int) bool { return positions[l[a].ID] < positions[l[b].ID] })
}

// UnderPolicy returns the checks with the titles that they have where a containers
// policy names the signer, and not the user.
func (l Checklist) UnderPolicy() Checklist {
	out := slices.Clone(l)
	for n := range out {
		if row := rows[out[n].ID]; row.underPolicy != "" {
			out[n].Title = row.underPolicy
		}
	}
	return out
}
