package report

import "testing"

// TestChecks wants every check to be one complete row of the table.
func TestChecks(t *testing.T) {
	t.Parallel()
	seen := map[CheckID]bool{}
	for _, row := range checks {
		if row.id == "" {
			t.Errorf("a row without an ID: %+v", row)
		}
		if row.title == "" {
			t.Errorf("%s has no title", row.id)
		}
		if row.meaning == "" {
			t.Errorf("%s is not explained", row.id)
		}
		if seen[row.id] {
			t.Errorf("%s has two rows", row.id)
		}
		seen[row.id] = true
	}
}

// TestChecklist wants checks to be recorded as they were found, and to be brought
// into the order of the table.
func TestChecklist(t *testing.T) {
	t.Parallel()
	var l Checklist
	l.Skip(CheckSecondVerifier, "not asked")
	l.Undecided(CheckLogSET, Optional, "no key")
	l.Fail(CheckKeyMatch, Required, Outcome{Want: "a", Got: "b", Detail: "c", Reason: ReasonWrongKey})
	l.Pass(CheckArtifactBlob, Required, Outcome{Got: "d"})
	l.Sort()
	want := Checklist{
		{ID: CheckArtifactBlob, Title: CheckArtifactBlob.Title(), Status: StatusPass, Required: true, Got: "d"},
		{ID: CheckKeyMatch, Title: CheckKeyMatch.Title(), Status: StatusFail, Required: true, Want: "a", Got: "b", Detail: "c",
			Reason: ReasonWrongKey},
		{ID: CheckLogSET, Title: CheckLogSET.Title(), Status: StatusUnknown, Detail: "no key"},
		{ID: CheckSecondVerifier, Title: CheckSecondVerifier.Title(), Status: StatusSkipped, Detail: "not asked"},
	}
	for n := range want {
		if l[n] != want[n] {
			t.Errorf("check %d: %+v, want %+v", n, l[n], want[n])
		}
	}
	if n := l.Blocking(); n != 1 {
		t.Errorf("%d checks block, want 1", n)
	}
	if !l.Failed(CheckKeyMatch) {
		t.Error("the failed check is not found")
	}
	if !l.Passed(CheckArtifactBlob) {
		t.Error("the passed check is not found")
	}
	if l.Passed(CheckSecondVerifier) {
		t.Error("a skipped check counts as passed")
	}
	if l.Failed(CheckArtifactBlob) {
		t.Error("a passed check counts as failed")
	}
	if got := l.UnderPolicy()[1].Title; got == CheckKeyMatch.Title() || l[1].Title != CheckKeyMatch.Title() {
		t.Errorf("under a policy the key is %q, and without one %q", got, l[1].Title)
	}
}
