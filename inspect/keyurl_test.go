package inspect

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"assay/inspect/criteria"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry/file"
)

// TestKeyByURL wants a key not to be taken from just anybody on the way: whoever
// gives the key decides what verifies.
func TestKeyByURL(t *testing.T) {
	key, err := os.ReadFile("../testdata/keys/k-p256.pub")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://keys.invalid/cosign.pub", http.StatusFound)
			return
		}
		_, _ = w.Write(key)
	}))
	defer s.Close()
	for where, want := range map[string]string{
		s.URL + "/cosign.pub": "", s.URL + "/away": "is not https", "http://keys.invalid/cosign.pub": "--allow-http-registry", "http://192.0.2.1/cosign.pub": "is not https",
	} {
		_, err := criteria.Load(context.Background(), report.Criteria{Keys: []string{where}, Offline: true}, criteria.Options{Inputs: new(file.Inputs)})
		wrong := new(report.UsageError)
		if want == "" && err != nil || want != "" && (!errors.As(err, &wrong) || !strings.Contains(remedy.Explain(err), want)) {
			t.Errorf("%s: error %v, want %q", where, err, want)
		}
	}
}

// TestKeyElsewhere wants a key in a store of keys to be refused with the command
// that exports it.
func TestKeyElsewhere(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"awskms:///alias/release", "k8s://release/cosign"} {
		_, err := criteria.Load(t.Context(), report.Criteria{Keys: []string{where}, Offline: true}, criteria.Options{Inputs: new(file.Inputs)})
		wrong := new(report.UsageError)
		if !errors.As(err, &wrong) {
			t.Errorf("%s: error %v, want a *report.UsageError", where, err)
			continue
		}
		if want := "`cosign public-key --key " + where + "`"; !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v does not name %s", where, err, want)
		}
	}
}
