package inspect

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"assay/registry"
)

// platformRegistry serves an index of n platforms with nothing attached, and
// keeps which digests were looked up for attachments.
func platformRegistry(t *testing.T, n int) (host string, lookedUp func() int) {
	t.Helper()
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"mediaType":%q,"digest":"sha256:%064x","size":10,"platform":{"os":"linux","architecture":"a%d"}}`,
			registry.MediaTypeOCIManifest, i+1, i))
	}
	index := fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"manifests":[%s]}`, registry.MediaTypeOCIIndex, strings.Join(list, ","))
	var mu sync.Mutex
	seen := map[string]bool{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case strings.HasSuffix(r.URL.Path, "/manifests/1.0"):
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			_, _ = w.Write([]byte(index))
			return
		case strings.HasSuffix(r.URL.Path, ".sig"):
			seen[r.URL.Path] = true
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://"), func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(seen)
	}
}

// TestPlatforms wants few platforms all to be looked at, of many the own one
// only, which is said, and all of them when asked.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		platforms int
		all       bool
		limit     int
		// lookedUp counts the index too.
		lookedUp, shown int
		note            string
	}{
		{3, false, 0, 4, 4, ""},
		{4, false, 0, 5, 5, ""},
		{6, false, 0, 2, 7, "--platform all"},
		{6, true, 0, 7, 7, ""},
		{40, true, 10, 11, 11, "only the first 10 of 40 platforms"},
	} {
		t.Run(fmt.Sprintf("%d platforms, all %v", test.platforms, test.all), func(t *testing.T) {
			t.Parallel()
			host, probed := platformRegistry(t, test.platforms)
			o := faultOptions()
			o.AllPlatforms, o.Registry.Limits.Platforms = test.all, test.limit
			r, err := Run(context.Background(), host+"/a:1.0", o, nil)
			if err != nil {
				t.Fatal(err)
			}
			// Explaining why nothing is signed looks at the platforms as well,
			// but shows nothing of them.
			looked := map[string]bool{}
			for _, p := range r.Lookups {
				looked[p.Subject] = true
			}
			if len(looked) != test.lookedUp {
				t.Errorf("%d subjects were looked at, want %d", len(looked), test.lookedUp)
			}
			if probed() < test.lookedUp {
				t.Errorf("%d subjects were asked for, want %d", probed(), test.lookedUp)
			}
			if len(r.Artifacts) != test.shown {
				t.Errorf("%d are shown, want %d", len(r.Artifacts), test.shown)
			}
			if notes := strings.Join(r.Notes, " "); !strings.Contains(notes, test.note) {
				t.Errorf("notes %q, want one with %q", notes, test.note)
			}
		})
	}
}
