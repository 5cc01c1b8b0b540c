package lookaside

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/registry"
	"assay/registry/remote"
)

var someDigest = "sha256:" + strings.Repeat("ab", 32)

func TestLookaside(t *testing.T) {
	const path = "/base/team/app@sha256="
	served := map[string]string{}
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		if r.Header.Get("Authorization") != "" {
			t.Error("credentials went to the store")
		}
		body, ok := served[r.URL.Path]
		switch {
		case body == "refuse":
			w.WriteHeader(http.StatusForbidden)
		case !ok:
			w.WriteHeader(http.StatusNotFound)
		default:
			fmt.Fprint(w, body)
		}
	}))
	defer s.Close()
	prefix := path + strings.TrimPrefix(someDigest, "sha256:") + "/signature-"
	served[prefix+"1"], served[prefix+"2"], served[prefix+"4"] = "one", "two", "never asked for"
	image := imageName(t, "registry.example.com/team/app:1")
	store, err := Open(s.URL+"/base", image, remote.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Signatures(t.Context(), someDigest)
	if err != nil || len(got) != 2 || string(got[1].Data) != "two" {
		t.Fatalf("%v, %v", got, err)
	}
	if len(asked) != 3 || store.Log().Bytes != 6 {
		t.Errorf("asked %v, %d bytes", asked, store.Log().Bytes)
	}
	served[prefix+"2"] = "refuse"
	if got, err = store.Signatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Denied || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
	served[prefix+"2"] = strings.Repeat("x", registry.MaxSignatureSize+1)
	if _, err = store.Signatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Unreadable {
		t.Errorf("a signature beyond the limit: %v", err)
	}
	for n := range registry.MaxSignatures + 5 {
		served[fmt.Sprint(prefix, n+1)] = "x"
	}
	if got, err = store.Signatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Unreadable ||
		len(got) != registry.MaxSignatures {
		t.Errorf("endless signatures: %d, %v", len(got), err)
	}
	if _, err = store.Signatures(t.Context(), "sha256:../../x"); err == nil {
		t.Error("a digest that is none becomes part of a path")
	}
}

func TestLookasideSchemes(t *testing.T) {
	image := imageName(t, "registry.example.com/team/app:1")
	for base, ok := range map[string]bool{"https://x.example.com/a": true, "file:///srv": true, "http://x.example.com": false,
		"http://127.0.0.1:1": true,
		"ftp://x":            false, "/srv": false, "": false, "file://host/srv": false, "https://%zz": false} {
		if _, err := Open(base, image, remote.Options{}); (err == nil) != ok {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := Open("http://x.example.com", image, remote.Options{AllowHTTP: true}); err != nil {
		t.Error(err)
	}
}

func TestLookasideFile(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "team/app@"+strings.Replace(someDigest, ":", "=", 1))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{"signature-1": "one", "signature-2": "two", "signature-10": "behind a gap"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	image := imageName(t, "registry.example.com/team/app:1")
	store, err := Open("file://"+root, image, remote.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Signatures(t.Context(), someDigest)
	if err != nil || len(got) != 2 || string(got[0].Data) != "one" {
		t.Fatalf("%v, %v", got, err)
	}
	for _, path := range []string{root, dir} {
		got, err := ReadPath(t.Context(), nil, path, image, someDigest)
		if err != nil || len(got) != 2 || string(got[1].Data) != "two" {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	if got, err := ReadPath(t.Context(), nil, filepath.Join(dir, "signature-10"), registry.ImageName{}, ""); err != nil || len(got) != 1 {
		t.Errorf("one file: %v, %v", got, err)
	}
	if _, err := ReadPath(t.Context(), nil, filepath.Join(dir, "none"), image, someDigest); registry.OutcomeOf(err) != registry.None {
		t.Errorf("nothing there: %v", err)
	}
}

func FuzzParseRegistries(f *testing.F) {
	f.Add([]byte(registriesFile))
	f.Add([]byte("docker: {a: {lookaside: &x [*x]}}"))
	f.Add([]byte("a: &a [1]\nb: [*a,*a]"))
	image, err := registry.ParseImageName("registry.example.com/team/app:1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		r, err := ParseRegistries("x.yaml", data)
		if err != nil {
			return
		}
		r.Lookaside(image)
		r.UsesAttachments(image)
	})
}

// TestLookasideWebPage wants a server that has a page for everything to be
// asked once, not for every number.
func TestLookasideWebPage(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		fmt.Fprint(w, "<!DOCTYPE html><p>welcome")
	}))
	defer s.Close()
	store, err := Open(s.URL, imageName(t, "registry.example.com/team/app:1"), remote.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Signatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Unreadable || asked != 1 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

// TestStoreErrors wants each way in which a store fails to be told by type.
func TestStoreErrors(t *testing.T) {
	t.Parallel()
	image := imageName(t, "registry.example.com/team/app:1")
	answer := func(code int, body string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body))
		}
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		limits  registry.Limits
		op      registry.Op
		outcome registry.Outcome
		limit   registry.Limit
		remedy  registry.Remedy
	}{
		{"401", answer(401, ""), registry.Limits{}, registry.OpSignature, registry.Denied, registry.LimitNone, registry.RemedyCheckStore},
		{"403", answer(403, ""), registry.Limits{}, registry.OpSignature, registry.Denied, registry.LimitNone, registry.RemedyCheckStore},
		{"500", answer(500, ""), registry.Limits{}, registry.OpSignature, registry.Unreadable, registry.LimitNone, registry.RemedyRetry},
		{"web page", answer(200, "<html>"), registry.Limits{}, registry.OpSignature, registry.Unreadable, registry.LimitNone,
			registry.RemedyCheckProxy},
		{"large", answer(200, strings.Repeat("x", registry.MaxSignatureSize+1)), registry.Limits{}, registry.OpSignature,
			registry.Unreadable,
			registry.LimitSignature, registry.RemedyNone},
		{"many", answer(200, "x"), registry.Limits{}, registry.OpSignatures, registry.Unreadable, registry.LimitSignatures,
			registry.RemedyNone},
		{"run", answer(200, strings.Repeat("x", 1000)), registry.Limits{Run: 10}, registry.OpSignature, registry.Unreadable,
			registry.LimitRun, registry.RemedyRaiseLimit},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(test.handler)
			t.Cleanup(s.Close)
			store, err := Open(s.URL, image, remote.Options{Limits: test.limits})
			if err != nil {
				t.Fatal(err)
			}
			_, err = store.Signatures(t.Context(), someDigest)
			checkError(t, err, test.op, test.outcome, test.limit, test.remedy)
		})
	}
	_, err := Open("http://store.example", image, remote.Options{})
	checkError(t, err, registry.OpOpenStore, registry.Unreadable, registry.LimitNone, registry.RemedyAllowHTTP)
	_, err = ReadPath(t.Context(), nil, filepath.Join(t.TempDir(), "none"), image, someDigest)
	checkError(t, err, registry.OpSignatures, registry.None, registry.LimitNone, registry.RemedyNone)
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, make([]byte, registry.MaxSignatureSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = ReadPath(t.Context(), nil, large, image, someDigest)
	checkError(t, err, registry.OpSignatures, registry.Unreadable, registry.LimitSignature, registry.RemedyNone)
}

func checkError(t *testing.T, err error, op registry.Op, outcome registry.Outcome, limit registry.Limit, remedy registry.Remedy) {
	t.Helper()
	var e *registry.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want a *registry.Error", err)
	}
	if e.Op != op {
		t.Errorf("operation %q, want %q", e.Op, op)
	}
	if e.Outcome != outcome {
		t.Errorf("outcome %q, want %q", e.Outcome, outcome)
	}
	if e.Limit != limit {
		t.Errorf("limit %q, want %q", e.Limit, limit)
	}
	if e.Remedy != remedy {
		t.Errorf("remedy %q, want %q: %v", e.Remedy, remedy, err)
	}
}
