package registry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

// TestActionWords words each operation, with and without what it is about.
func TestActionWords(t *testing.T) {
	t.Parallel()
	for want, action := range map[string]Action{
		"":                                     {},
		"fetching manifest 1.0 of r/a":         {OpManifest, "1.0", "r/a"},
		"fetching blob sha256:x of r/a":        {OpBlob, "sha256:x", "r/a"},
		"listing referrers of sha256:x in r/a": {OpReferrers, "sha256:x", "r/a"},
		"listing the tags of r/a":              {OpTags, "", "r/a"},
		"looking for signatures of sha256:x in the registry r":           {OpExtension, "sha256:x", "r"},
		"opening the signature store https://s.example":                  {OpOpenStore, "https://s.example", ""},
		"reading the signature https://s.example/a@sha256=x/signature-1": {OpSignature, "https://s.example/a@sha256=x/signature-1", ""},
		"reading signatures of sha256:x from https://s.example/a":        {OpSignatures, "sha256:x", "https://s.example/a"},
		"reading signatures from /srv/signatures":                        {OpSignatures, "", "/srv/signatures"},
		"fetching https://k.example/key.pub":                             {OpDownload, "https://k.example/key.pub", ""},
		"opening the OCI layout dir":                                     {OpOpenLayout, "dir", ""},
		"reading index.json of dir":                                      {OpIndex, "", "dir"},
		`looking for "1.0" in dir`:                                       {OpResolve, "1.0", "dir"},
		`looking for "" in dir`:                                          {OpResolve, "", "dir"},
	} {
		if got := action.String(); got != want {
			t.Errorf("%+v: %q, want %q", action, got, want)
		}
	}
}

// TestErrors wants an error to say what failed, and to be found by type under
// others.
func TestErrors(t *testing.T) {
	t.Parallel()
	action := Action{Op: OpManifest, Ref: "1.0", Source: "r/a"}
	err := fmt.Errorf("inspecting: %w", action.Fail(Denied, fs.ErrPermission))
	if want := "inspecting: fetching manifest 1.0 of r/a: permission denied"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if !errors.Is(err, fs.ErrPermission) {
		t.Error("the reason is not wrapped")
	}
	for want, err := range map[Outcome]error{Found: nil, Denied: err, Unreadable: errors.New("x")} {
		if got := OutcomeOf(err); got != want {
			t.Errorf("%v: outcome %s, want %s", err, got, want)
		}
	}
	for text, err := range map[string]*Error{"": {}, "x": {Err: errors.New("x")},
		"listing the tags of r": {Action: Action{Op: OpTags, Source: "r"}}} {
		if got := err.Error(); got != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
}

// TestInterrupted wants the two ends of a context to be told apart, and nothing
// else to be taken for one.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	action := Action{Op: OpTags, Source: "r"}
	if e := action.Interrupted(fmt.Errorf("x: %w", context.DeadlineExceeded)); e == nil || e.Remedy != RemedyMoreTime {
		t.Errorf("deadline: %+v", e)
	}
	if e := action.Interrupted(context.Canceled); e == nil || e.Remedy != RemedyNone {
		t.Errorf("cancelled: %+v", e)
	}
	if e := action.Interrupted(fs.ErrNotExist); e != nil {
		t.Errorf("another error: %+v", e)
	}
}
