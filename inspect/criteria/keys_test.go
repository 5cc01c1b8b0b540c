package criteria

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/trust"
	"assay/registry/file"
)

const testdata = "../../testdata"

// read returns a file of testdata.
func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// builtIn returns the trusted root that was built in, whatever this machine keeps.
func builtIn(t *testing.T) *trust.Root {
	t.Helper()
	root, err := trust.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// serving answers every path with data, once ready is closed; nil means at once.
func serving(t *testing.T, data []byte, ready <-chan struct{}) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ready != nil {
			select {
			case <-ready:
			case <-r.Context().Done():
				return
			}
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/cosign.pub"
}

// TestKeyByURL wants a key not to be taken from just anybody on the way: whoever
// gives the key decides what verifies.
func TestKeyByURL(t *testing.T) {
	t.Parallel()
	key := read(t, "keys/k-p256.pub")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://keys.invalid/cosign.pub", http.StatusFound)
			return
		}
		_, _ = w.Write(key)
	}))
	defer s.Close()
	for where, want := range map[string]string{
		s.URL + "/cosign.pub": "", s.URL + "/away": "is not https", "http://keys.invalid/cosign.pub": "--allow-http-registry",
		"http://192.0.2.1/cosign.pub": "is not https",
	} {
		_, err := Load(t.Context(), report.Criteria{Keys: []string{where}, Offline: true},
			Options{Root: builtIn(t), Inputs: new(file.Inputs)})
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", where, err)
			}
			continue
		}
		if wrong := new(report.UsageError); !errors.As(err, &wrong) {
			t.Errorf("%s: error %v, want a mistake in what was asked", where, err)
			continue
		}
		if got := remedy.Explain(err); !strings.Contains(got, want) {
			t.Errorf("%s: error %q, want one with %q", where, got, want)
		}
	}
}

// TestKeySources takes the same key from everywhere a key can be, with the name
// that tells where it was, and OpenPGP keys apart from plain ones.
func TestKeySources(t *testing.T) {
	t.Parallel()
	plain, gpg := read(t, "keys/k-p256.pub"), read(t, "gpg/keys/rsa.asc")
	path, gpgPath := filepath.Join(testdata, "keys/k-p256.pub"), filepath.Join(testdata, "gpg/keys/rsa.asc")
	url, gpgURL := serving(t, plain, nil), serving(t, gpg, nil)
	environment := map[string]string{"KEY": string(plain), "GPG": string(gpg)}
	for _, test := range []struct {
		name    string
		keys    []string
		names   []string
		openPGP bool
	}{
		{"a file", []string{path}, []string{path}, false},
		{"the environment", []string{"env://KEY"}, []string{"env://KEY"}, false},
		{"inline", []string{string(plain)}, []string{"inline key"}, false},
		{"inline, after an empty line", []string{"\n" + string(plain)}, []string{"inline key"}, false},
		{"a URL", []string{url}, []string{url}, false},
		{"several, in their order", []string{url, path, "env://KEY"}, []string{url, path, "env://KEY"}, false},
		{"OpenPGP in a file", []string{gpgPath}, nil, true},
		{"OpenPGP in the environment", []string{"env://GPG"}, nil, true},
		{"OpenPGP inline", []string{string(gpg)}, nil, true},
		{"OpenPGP by URL", []string{gpgURL}, nil, true},
		{"both kinds", []string{gpgPath, path}, []string{path}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := Options{Root: builtIn(t), Inputs: new(file.Inputs), Getenv: func(name string) string { return environment[name] }}
			l, err := Begin(t.Context(), report.Criteria{Keys: test.keys, Offline: true}, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := l.WantsOpenPGP(t.Context()); got != test.openPGP {
				t.Errorf("an OpenPGP signature is wanted: %v, want %v", got, test.openPGP)
			}
			c, err := l.Wait()
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Verify.OpenPGP != nil; got != test.openPGP {
				t.Errorf("OpenPGP keys: %v, want %v", got, test.openPGP)
			}
			if !c.Verify.Pinned() {
				t.Error("a key names a signer, and nobody is asked for")
			}
			if len(c.Verify.Keys) != len(test.names) {
				t.Fatalf("%d keys, want %d", len(c.Verify.Keys), len(test.names))
			}
			for n, key := range c.Verify.Keys {
				if key.Name != test.names[n] {
					t.Errorf("key %d is named %q, want %q", n+1, key.Name, test.names[n])
				}
				if key.Public == nil {
					t.Errorf("key %d is empty", n+1)
				}
			}
		})
	}
}

// TestSlowKey wants what waits for a key by URL to go on when the key is there,
// and no sooner; a wait ends with its context.
func TestSlowKey(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key     string
		openPGP bool
	}{"plain": {"keys/k-p256.pub", false}, "OpenPGP": {"gpg/keys/rsa.asc", true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ready := make(chan struct{})
			url := serving(t, read(t, test.key), ready)
			l, err := Begin(t.Context(), report.Criteria{Keys: []string{url}, Offline: true},
				Options{Root: builtIn(t), Inputs: new(file.Inputs)})
			if err != nil {
				t.Fatal(err)
			}
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if l.WantsOpenPGP(ended) {
				t.Error("an OpenPGP signature is wanted by a key that nobody has seen")
			}
			waited := make(chan error, 1)
			go func() {
				_, err := l.Wait()
				waited <- err
			}()
			select {
			case err := <-waited:
				t.Fatalf("the criteria were complete without the key: %v", err)
			default:
			}
			close(ready)
			if got := l.WantsOpenPGP(t.Context()); got != test.openPGP {
				t.Errorf("an OpenPGP signature is wanted: %v, want %v", got, test.openPGP)
			}
			if err := <-waited; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestKeyNeverCame wants criteria whose key does not come in time to be none.
func TestKeyNeverCame(t *testing.T) {
	t.Parallel()
	url := serving(t, nil, make(chan struct{}))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	l, err := Begin(ctx, report.Criteria{Keys: []string{url}, Offline: true}, Options{Root: builtIn(t), Inputs: new(file.Inputs)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.Wait()
	if err == nil {
		t.Error("no error, and the key never came")
	}
	if c != nil {
		t.Errorf("criteria %+v without their key", c)
	}
	if wrong := new(report.UsageError); errors.As(err, &wrong) {
		t.Errorf("error %v is taken for a mistake in what was asked", err)
	}
}
