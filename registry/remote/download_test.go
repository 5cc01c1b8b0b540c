package remote

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"assay/registry"
)

// TestDownload fetches what the user named by URL: in the clear only from this
// machine or where that was allowed, and never more than the limit.
func TestDownload(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/key":
			_, _ = w.Write([]byte("a key"))
		case "/away":
			http.Redirect(w, r, "http://files.invalid/key", http.StatusFound)
		case "/around":
			http.Redirect(w, r, "/around", http.StatusFound)
		case "/long":
			_, _ = w.Write([]byte(strings.Repeat("a", 100)))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	for _, test := range []struct {
		where   string
		options Options
		want    string // part of the error, or empty for the key
	}{
		{s.URL + "/key", Options{}, ""},
		{strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/key", Options{}, ""},
		{s.URL + "/none", Options{}, "404"},
		{s.URL + "/long", Options{}, "larger than the limit of 10 bytes"},
		{s.URL + "/away", Options{}, "is not https"},
		{s.URL + "/around", Options{}, "redirects"},
		{"http://files.invalid/key", Options{}, "is not https"},
		{"HTTP://files.invalid/key", Options{AllowInsecure: true}, "is not https"},
		{"http://files.invalid/key", Options{AllowHTTP: true}, "files.invalid"},
		{"https://", Options{}, "names no server"},
	} {
		data, err := Download(context.Background(), test.where, 10, test.options)
		if test.want == "" && (err != nil || string(data) != "a key") || test.want != "" &&
			(err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %q, %v, want %q", test.where, data, err, test.want)
		}
		if test.options.AllowHTTP && err != nil && strings.Contains(err.Error(), "is not https") {
			t.Errorf("%s: %v, although it was allowed", test.where, err)
		}
	}
}

// TestDownloadOverTLS wants a certificate that verifies, whatever was allowed
// for registries, and no way from https to http.
func TestDownloadOverTLS(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	_, err := Download(context.Background(), s.URL+"/key", 10, Options{AllowInsecure: true, AllowHTTP: true})
	if e := asError(t, err); e.Op != registry.OpDownload || e.Remedy != registry.RemedyTrustCA {
		t.Errorf("operation %q, remedy %q: %v", e.Op, e.Remedy, err)
	}
	from, err := http.NewRequest(http.MethodGet, "https://files.invalid/key", nil)
	if err != nil {
		t.Fatal(err)
	}
	to, err := http.NewRequest(http.MethodGet, s.Listener.Addr().String(), nil)
	if err == nil {
		t.Fatalf("a URL without scheme: %v", to)
	}
	if to, err = http.NewRequest(http.MethodGet, "http://127.0.0.1/key", nil); err != nil {
		t.Fatal(err)
	}
	if err := checkRedirect(to, []*http.Request{from}); err == nil {
		t.Error("a redirect from https to http was followed")
	}
}
