package criteria

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry/file"
)

// TestSecretsInURL wants neither the password nor the token of a key's URL in what
// is shown of the key, nor in the error where it cannot be had.
func TestSecretsInURL(t *testing.T) {
	t.Parallel()
	key, err := os.ReadFile("../../testdata/keys/k-p256.pub")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/key" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(key)
	}))
	t.Cleanup(s.Close)
	at := strings.Replace(s.URL, "http://", "http://user:hunter2@", 1)
	load := func(path string) (*Criteria, error) {
		return Load(t.Context(), report.Criteria{Keys: []string{at + path + "?token=hunter2"}, Offline: true},
			Options{Inputs: new(file.Inputs)})
	}
	c, err := load("/key")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Verify.Keys[0].Name; got != s.URL+"/key" {
		t.Errorf("the key is called %q", got)
	}
	if _, err = load("/none"); err == nil {
		t.Fatal("a key that is not there was read")
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error shows a secret: %v", err)
	}
}
