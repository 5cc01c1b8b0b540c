package timestamp

import (
	"testing"

	"assay/inspect/report"
	"assay/inspect/trust"
)

// TestMalformed wants what is no timestamp to be a problem that says so, and never
// a time that counts.
func TestMalformed(t *testing.T) {
	t.Parallel()
	root, err := trust.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"", "x", "\x30\x00", "\x30\x03\x02\x01\x00", "\x30\x80\x00\x00"} {
		_, authority, problem := Verify([]byte(raw), []byte("signature"), root)
		if authority != nil {
			t.Errorf("%x is confirmed by %s", raw, authority.Name)
		}
		if problem == nil || problem.Reason != report.ReasonTimestampMalformed {
			t.Errorf("%x: %+v", raw, problem)
		}
		if err := CheckKeys([]byte(raw)); err != nil {
			t.Errorf("%x has no key that is too long: %v", raw, err)
		}
	}
}

// FuzzVerify reads anything as a timestamp; nothing may be confirmed.
func FuzzVerify(f *testing.F) {
	root, err := trust.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("\x30\x03\x02\x01\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if CheckKeys(raw) != nil {
			return
		}
		if _, authority, problem := Verify(raw, []byte("signature"), root); authority != nil || problem == nil {
			t.Fatal("confirmed without an authority")
		}
	})
}
