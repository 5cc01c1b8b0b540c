package trust

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// tufRepository serves a TUF repository that holds one trusted root, signed
// with keys made on the spot.
type tufRepository struct {
	url  string
	root []byte
	// gone makes the server answer nothing, asked counts requests.
	gone  atomic.Bool
	asked atomic.Int64
}

func serveTUF(t *testing.T, trustedRoot []byte) *tufRepository {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signature.LoadSigner(key, crypto.Hash(0))
	if err != nil {
		t.Fatal(err)
	}
	public, err := metadata.KeyFromPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := time.Now().Add(24 * time.Hour).UTC()
	root, targets, snapshot, timestamp := metadata.Root(tomorrow), metadata.Targets(tomorrow), metadata.Snapshot(tomorrow),
		metadata.Timestamp(tomorrow)
	for _, role := range metadata.TOP_LEVEL_ROLE_NAMES {
		if err := root.Signed.AddKey(public, role); err != nil {
			t.Fatal(err)
		}
	}
	info, err := metadata.TargetFile().FromBytes("trusted_root.json", trustedRoot, "sha256")
	if err != nil {
		t.Fatal(err)
	}
	targets.Signed.Targets["trusted_root.json"] = info
	sum := sha256.Sum256(trustedRoot)
	files := map[string][]byte{"/targets/" + hex.EncodeToString(sum[:]) + ".trusted_root.json": trustedRoot}
	add := func(name string, sign func(signature.Signer) (*metadata.Signature, error), encode func(bool) ([]byte, error)) {
		if _, err := sign(signer); err != nil {
			t.Fatal(err)
		}
		data, err := encode(false)
		if err != nil {
			t.Fatal(err)
		}
		files["/"+name] = data
	}
	add("1.targets.json", targets.Sign, targets.ToBytes)
	add("1.snapshot.json", snapshot.Sign, snapshot.ToBytes)
	add("timestamp.json", timestamp.Sign, timestamp.ToBytes)
	add("1.root.json", root.Sign, root.ToBytes)
	r := &tufRepository{root: files["/1.root.json"]}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.asked.Add(1)
		data, ok := files[q.URL.Path]
		if !ok || r.gone.Load() {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(s.Close)
	r.url = s.URL
	return r
}

// TestRefresh fetches a trusted root by TUF, keeps it, and finds it again when
// the repository cannot be reached, with its age.
func TestRefresh(t *testing.T) {
	wanted, err := os.ReadFile("../../testdata/demo/trusted-root.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := Parse(wanted)
	if err != nil {
		t.Fatal(err)
	}
	served := serveTUF(t, wanted)
	p := Repository{URL: served.url, Root: served.root, Directory: t.TempDir()}
	if _, err := p.Cached(); err == nil {
		t.Error("there is a root before any was fetched")
	}
	got, err := p.Refreshed(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Logs) != len(want.Logs) || got.Logs[0].ID != want.Logs[0].ID ||
		!strings.Contains(got.Origin, "by TUF on "+time.Now().UTC().Format(time.DateOnly)) {
		t.Errorf("got %d logs from %q", len(got.Logs), got.Origin)
	}

	served.asked.Store(0)
	if _, err := p.Refreshed(context.Background()); err != nil || served.asked.Load() != 0 {
		t.Errorf("%v after %d requests; what was checked within a day needs none", err, served.asked.Load())
	}

	served.gone.Store(true)
	other := p
	other.Directory = t.TempDir()
	if _, err := other.Refreshed(context.Background()); err == nil {
		t.Error("a repository that answers nothing gave a root")
	}
	p.Now = time.Now().Add(10*24*time.Hour + time.Hour)
	cached, err := p.Cached()
	if err != nil || len(cached.Logs) != len(want.Logs) || !strings.HasSuffix(cached.Origin, "kept for 10 days") {
		t.Errorf("cached %v, %v", cached, err)
	}
}

// TestRefreshRefusesOtherKeys wants a repository signed with other keys than
// those trusted to give nothing, and to leave nothing behind.
func TestRefreshRefusesOtherKeys(t *testing.T) {
	root, err := os.ReadFile("../../testdata/demo/trusted-root.json")
	if err != nil {
		t.Fatal(err)
	}
	trusted, served := serveTUF(t, root), serveTUF(t, root)
	p := Repository{URL: served.url, Root: trusted.root, Directory: t.TempDir()}
	if _, err := p.Refreshed(context.Background()); err == nil {
		t.Error("metadata signed with other keys was taken")
	}
	if _, err := p.Cached(); err == nil {
		t.Error("a root from it was cached")
	}
}
