package layout

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/registry"
)

// asError returns the *registry.Error that err must be.
func asError(t *testing.T, err error) *registry.Error {
	t.Helper()
	var e *registry.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want a *registry.Error", err)
	}
	return e
}

// TestLayoutAndArchive reads the same image from a folder and from a tar file.
func TestLayoutAndArchive(t *testing.T) {
	dir := "../../testdata/demo/layouts/v3-keyless-email"
	archive := filepath.Join(t.TempDir(), "image.tar")
	file, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(file)
	if err := w.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	for path, isArchive := range map[string]bool{dir: false, archive: true} {
		l, err := Open(path, isArchive, registry.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := l.Manifest(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		referrers, err := l.Referrers(context.Background(), m.Digest)
		if err != nil || len(referrers) != 1 {
			t.Errorf("%s: referrers %v, %v", path, referrers, err)
		}
		_, err = l.Manifest(context.Background(), "none")
		if e := asError(t, err); e.Outcome != registry.None || !slices.Equal(e.Choices, []string{":1.0"}) {
			t.Errorf("%s: outcome %s, choices %q", path, e.Outcome, e.Choices)
		}
		if _, err := l.Blob(context.Background(), registry.Descriptor{Digest: "sha256:" + strings.Repeat("0", 64)},
			nil); registry.OutcomeOf(err) != registry.None {
			t.Errorf("%s: error %v", path, err)
		}
	}
	_, err = Open(dir+"/index.json", false, registry.Limits{})
	if e := asError(t, err); e.Remedy != registry.RemedyUseArchive {
		t.Errorf("a file opened as a directory: remedy %q", e.Remedy)
	}
	if _, err := Open("no such", false, registry.Limits{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// TestLayoutLimits holds a layout to what a run may read and to the context: a
// folder can be as large as a registry.
func TestLayoutLimits(t *testing.T) {
	dir := "../../testdata/demo/layouts/v3-sign-and-attest"
	l, err := Open(dir, false, registry.Limits{Run: 1000})
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Manifest(context.Background(), "1.0")
	if e := asError(t, err); e.Limit != registry.LimitRun || e.Remedy != registry.RemedyRaiseLimit {
		t.Errorf("limit %q, remedy %q: %v", e.Limit, e.Remedy, err)
	}
	if l, err = Open(dir, false, registry.Limits{Manifest: 10}); err != nil {
		t.Fatal(err)
	}
	_, err = l.Manifest(context.Background(), "1.0")
	if e := asError(t, err); e.Op != registry.OpIndex || e.Limit != registry.LimitManifest || e.Remedy != registry.RemedyRaiseLimit {
		t.Errorf("operation %q, limit %q, remedy %q: %v", e.Op, e.Limit, e.Remedy, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if l, err = Open(dir, false, registry.Limits{}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Manifest(ctx, "1.0"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
	if l, err = Open(dir, false, registry.Limits{}); err != nil {
		t.Fatal(err)
	}
	m, err := l.Manifest(context.Background(), "1.0")
	if err != nil {
		t.Fatal(err)
	}
	before := l.Log().Bytes
	referrers, err := l.Referrers(context.Background(), m.Digest)
	if err != nil || len(referrers) == 0 || l.Log().Bytes != before {
		t.Errorf("%d referrers (%v), for which %d bytes more were read", len(referrers), err, l.Log().Bytes-before)
	}
}

// TestLayoutWithoutImages wants an index.json that lists nothing to be told
// apart from one that lists too many.
func TestLayoutWithoutImages(t *testing.T) {
	for index, want := range map[string]string{
		`{"manifests":null}`: "lists no image", `{"manifests":[null]}`: "lists no image", `null`: "lists no image",
		`{"manifests":[{"digest":"sha256:x"}]}`: "lists no image",
		`{"manifests":[{"digest":"sha256:` + strings.Repeat("1", 64) + `"},{"digest":"sha256:` + strings.Repeat("2", 64) +
			`"}]}`: "@sha256:1111",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "index.json"), []byte(index), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Open(dir, false, registry.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = l.Manifest(context.Background(), "")
		if e := asError(t, err); !strings.Contains(fmt.Sprint(e, e.Choices), want) {
			t.Errorf("%s: error %v with choices %q, want one with %q", index, err, e.Choices, want)
		}
	}
}
