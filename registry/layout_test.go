package registry

import (
	"archive/tar"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLayoutAndArchive reads the same image from a folder and from a tar file.
func TestLayoutAndArchive(t *testing.T) {
	dir := "../testdata/demo/layouts/v3-keyless-email"
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
		l, err := OpenLayout(path, isArchive, Limits{})
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
		if _, err := l.Manifest(context.Background(), "none"); OutcomeOf(err) != None || !strings.Contains(err.Error(), "1.0") {
			t.Errorf("%s: error %v", path, err)
		}
		if _, err := l.Blob(context.Background(), Descriptor{Digest: "sha256:" + strings.Repeat("0", 64)}, nil); OutcomeOf(err) != None {
			t.Errorf("%s: error %v", path, err)
		}
	}
	if _, err := OpenLayout(dir+"/index.json", false, Limits{}); err == nil {
		t.Error("a file was opened as a folder")
	}
	if _, err := OpenLayout("no such", false, Limits{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// TestLayoutLimits holds a layout to what a run may read and to the context: a
// folder can be as large as a registry.
func TestLayoutLimits(t *testing.T) {
	dir := "../testdata/demo/layouts/v3-sign-and-attest"
	l, err := OpenLayout(dir, false, Limits{Run: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Manifest(context.Background(), "1.0"); err == nil || !strings.Contains(err.Error(), "--max-run-size") {
		t.Errorf("error %v, want one that names the limit", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if l, err = OpenLayout(dir, false, Limits{}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Manifest(ctx, "1.0"); err == nil || !strings.Contains(err.Error(), "cancelled") {
		t.Errorf("error %v, want cancelled", err)
	}
	if l, err = OpenLayout(dir, false, Limits{}); err != nil {
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
		`{"manifests":null}`: "lists no image", `{"manifests":[null]}`: "lists no image", `null`: "lists no image", `{"manifests":[{"digest":"sha256:x"}]}`: "lists no image",
		`{"manifests":[{"digest":"sha256:` + strings.Repeat("1", 64) + `"},{"digest":"sha256:` + strings.Repeat("2", 64) + `"}]}`: "@sha256:1111",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "index.json"), []byte(index), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLayout(dir, false, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Manifest(context.Background(), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", index, err, want)
		}
	}
}
