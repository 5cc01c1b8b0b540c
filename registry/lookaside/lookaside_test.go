package lookaside

import (
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
	if got, err = store.Signatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Unreadable || len(got) != registry.MaxSignatures {
		t.Errorf("endless signatures: %d, %v", len(got), err)
	}
	if _, err = store.Signatures(t.Context(), "sha256:../../x"); err == nil {
		t.Error("a digest that is none becomes part of a path")
	}
}

func TestLookasideSchemes(t *testing.T) {
	image := imageName(t, "registry.example.com/team/app:1")
	for base, ok := range map[string]bool{"https://x.example.com/a": true, "file:///srv": true, "http://x.example.com": false, "http://127.0.0.1:1": true,
		"ftp://x": false, "/srv": false, "": false, "file://host/srv": false, "https://%zz": false} {
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
