//go:build unix

package inspect

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry/file"
)

// pipeOf makes a named pipe. Where there is data, it is written into the pipe,
// once.
func pipeOf(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	if data != nil {
		go func() { _ = os.WriteFile(path, data, 0) }()
		return path
	}
	t.Cleanup(func() {
		// Who still waits for a writer goes on.
		if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
			_ = f.Close()
		}
	})
	return path
}

func fileAt(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// namedFile is a file that a user can name, with its content and the option.
type namedFile struct {
	name string
	data []byte
	set  func(*Options, string)
}

func namedFiles(t *testing.T) []namedFile {
	t.Helper()
	certificate := selfSigned(t)
	return []namedFile{
		{"key", fileAt(t, "demo/k-p256.pub"), func(o *Options, pipe string) { o.Criteria.Keys = []string{pipe} }},
		{"OpenPGP key", fileAt(t, "gpg/keys/rsa.asc"), func(o *Options, pipe string) { o.Criteria.Keys = []string{pipe} }},
		{"trusted root", fileAt(t, "demo/trusted-root.json"), func(o *Options, pipe string) { o.Criteria.TrustedRoot = pipe }},
		{"certificate", certificate, func(o *Options, pipe string) { o.Criteria.Keys, o.Criteria.Certificate = nil, pipe }},
		{"certificate chain", certificate, func(o *Options, pipe string) { o.Criteria.CertificateChain = pipe }},
		{"policy", []byte(`{"default":[{"type":"reject"}]}`), func(o *Options, pipe string) { o.Criteria.Policy = pipe }},
		{"signatures", fileAt(t, "gpg/signatures/skopeo-rsa.sig"), func(o *Options, pipe string) { o.Stores.Signatures = pipe }},
		{"signer results", []byte(`[]`), func(o *Options, pipe string) { o.Stores.SignerResults = pipe }},
	}
}

const pipedImage = "oci:" + testdata + "/demo/layouts/v2-key-rekor:1.0"

// TestNamedPipes wants every file that a user names to be read once, so that it
// may be a pipe, also when a report is made anew. The report must be the one that
// a file gives.
func TestNamedPipes(t *testing.T) {
	t.Parallel()
	for _, test := range namedFiles(t) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := faultOptions()
			o.Timeout = time.Minute
			named := filepath.Join(t.TempDir(), "named")
			if err := os.WriteFile(named, test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			test.set(&o, named)
			want, err := Run(t.Context(), pipedImage, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			test.set(&o, pipeOf(t, test.data))
			i, err := Inspect(t.Context(), pipedImage, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			again, err := i.Reverify(t.Context(), o.Criteria)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []*report.Report{i.Report(), again} {
				wantVerdict(t, r, want.Verdict)
				if len(r.Signatures) != len(want.Signatures) {
					t.Errorf("%d signatures, want %d", len(r.Signatures), len(want.Signatures))
				}
				if len(r.Errors) != len(want.Errors) {
					t.Errorf("errors %+v, want %+v", r.Errors, want.Errors)
				}
			}
		})
	}
}

// TestSilentPipes wants a pipe into which nobody writes to end with the time for
// the run, and with its cancellation, which is no mistake in what was asked.
func TestSilentPipes(t *testing.T) {
	t.Parallel()
	runs := map[string]func(context.Context, string, Options) error{
		"bundle": func(ctx context.Context, pipe string, o Options) error {
			_, err := RunBundle(ctx, pipe, "sha256:"+strings.Repeat("1", 64), o)
			return err
		},
		"artifact": func(ctx context.Context, pipe string, o Options) error {
			_, err := RunBundle(ctx, filepath.Join(testdata, "cases.json"), pipe, o)
			return err
		},
		"SBOM": func(ctx context.Context, pipe string, o Options) error {
			_, err := RunSBOMs(ctx, []string{pipe}, o, nil)
			return err
		},
	}
	for _, one := range namedFiles(t) {
		runs[one.name] = func(ctx context.Context, pipe string, o Options) error {
			one.set(&o, pipe)
			r, err := Run(ctx, pipedImage, o, nil)
			if err == nil && len(r.Errors) > 0 && strings.Contains(r.Errors[0].Message, pipe) {
				// Only signatures beside the image's own may be missing.
				err = &file.WaitError{Name: pipe, Err: context.DeadlineExceeded}
			}
			return err
		}
	}
	for name, run := range runs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := faultOptions()
			o.Timeout = 100 * time.Millisecond
			ended := make(chan error, 1)
			go func() { ended <- run(t.Context(), pipeOf(t, nil), o) }()
			select {
			case err := <-ended:
				waited, wrong := new(file.WaitError), new(report.UsageError)
				if !errors.As(err, &waited) {
					t.Errorf("error %v, want a WaitError", err)
				}
				if errors.As(err, &wrong) {
					t.Errorf("error %v is a mistake in what was asked, and must not be", err)
				}
			case <-time.After(time.Minute):
				t.Error("it waits for the pipe")
			}
		})
	}
}

// TestLargeKey wants a key file that is too large to be refused, and not to be
// read in part.
func TestLargeKey(t *testing.T) {
	t.Parallel()
	o := faultOptions()
	key := fileAt(t, "demo/k-p256.pub")
	o.Criteria.Keys = []string{filepath.Join(t.TempDir(), "large.pub")}
	if err := os.WriteFile(o.Criteria.Keys[0], append(key, make([]byte, 1<<20)...), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), pipedImage, o, nil)
	wrong, tooLarge := new(report.UsageError), new(file.SizeError)
	if !errors.As(err, &wrong) {
		t.Errorf("error %v, want a mistake in what was asked", err)
	}
	if !errors.As(err, &tooLarge) {
		t.Fatalf("error %v, want one about the size", err)
	}
	if tooLarge.Limit != 1<<20 {
		t.Errorf("limit %d, want 1 MiB", tooLarge.Limit)
	}
}
