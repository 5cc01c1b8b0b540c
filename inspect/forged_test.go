package inspect

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/report"
	"assay/registry/serve"
)

// forgedCase is a good image with one thing changed, and what cosign 3.1.3 and
// 2.6.5 say of it.
type forgedCase struct {
	Class, What, Folder, Case, Ref string
	Flags                          []string
	Attestation                    bool
	Type                           string
	TrustedRoot                    string `json:"trusted_root"`
	Expected                       string
}

// unexplained are the cases that the second verifier alone refuses: a member of
// the log entry's body that is spelt otherwise.
var unexplained = map[string]bool{"bodies-legacy-att-intoto2-keyless .spec.content.hash/case": true,
	"bodies-legacy-sig-rekord-key .spec.data.hash.value/upper": true}

// TestForged wants the verdict on every forged image to be that of both cosigns,
// and a check that says why where it is refused.
func TestForged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unpack(t, filepath.Join(testdata, "forged.tar.gz"), dir)
	dir = filepath.Join(dir, "forged")
	data, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []forgedCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 200 {
		t.Fatalf("only %d cases", len(cases))
	}
	servers := map[string]*httptest.Server{}
	for _, c := range cases {
		if servers[c.Folder] == nil {
			s := httptest.NewServer(serve.New(os.DirFS(filepath.Join(dir, c.Folder, "layouts")), "corpus", true))
			t.Cleanup(s.Close)
			servers[c.Folder] = s
		}
	}
	for _, c := range cases {
		t.Run(c.Class+"/"+c.What+"/"+c.Case, func(t *testing.T) {
			t.Parallel()
			at := ":"
			if strings.HasPrefix(c.Ref, "sha256:") {
				at = "@"
			}
			reference := strings.TrimPrefix(servers[c.Folder].URL, "http://") + "/corpus/" + c.Case + at + c.Ref
			got, why := forgedVerdict(t, reference, c.options(t, filepath.Join(dir, c.Folder)))
			if strings.Contains(why, "verifier-disagreement") && !unexplained[c.Class+" "+c.What] {
				t.Errorf("no check says why this is refused, only the second verifier: %s", why)
			}
			if got != c.Expected {
				t.Errorf("%s (%s), want %s", got, why, c.Expected)
			}
		})
	}
}

// forgedVerdict is accept where the image is verified and reject otherwise, with
// the reason.
func forgedVerdict(t *testing.T, reference string, options Options) (verdict, why string) {
	t.Helper()
	r, err := Run(context.Background(), reference, options, nil)
	var mistake *report.UsageError
	switch {
	case errors.As(err, &mistake):
		return "reject", err.Error()
	case err != nil:
		t.Fatal(err)
	}
	wantAgreement(t, r)
	if r.Verdict == report.VerdictVerified {
		return "accept", "verified"
	}
	reasons := []string{string(r.Verdict)}
	for _, d := range r.Diagnoses {
		reasons = append(reasons, d.Cause)
	}
	return "reject", strings.Join(reasons, ", ")
}

// options turns the flags into what they ask for.
func (c forgedCase) options(t *testing.T, dir string) Options {
	t.Helper()
	fill := func(s string) string { return strings.ReplaceAll(s, "{DIR}", dir) }
	asked := report.Criteria{TrustedRoot: fill(c.TrustedRoot), Offline: true, DigestAlgorithm: "sha256"}
	if c.Attestation {
		asked.PredicateType = c.Type
	}
	values := map[string]*string{
		"--certificate-identity": &asked.Identity, "--certificate-identity-regexp": &asked.IdentityRegexp,
		"--certificate-oidc-issuer": &asked.Issuer, "--certificate-oidc-issuer-regexp": &asked.IssuerRegexp,
		"--certificate": &asked.Certificate, "--certificate-chain": &asked.CertificateChain,
		"--signature-digest-algorithm": &asked.DigestAlgorithm,
	}
	switches := map[string]*bool{
		"--insecure-ignore-tlog": &asked.IgnoreLog, "--insecure-ignore-sct": &asked.IgnoreSCT,
		"--use-signed-timestamps": &asked.UseSignedTimestamps,
	}
	for i := 0; i < len(c.Flags); i++ {
		flag := c.Flags[i]
		if on := switches[flag]; on != nil {
			*on = true
			continue
		}
		i++
		value := fill(c.Flags[i])
		claim, workflow := strings.CutPrefix(flag, "--certificate-github-workflow-")
		switch {
		case values[flag] != nil:
			*values[flag] = value
		case workflow:
			asked.Workflow = map[string]string{claim: value}
		case flag == "--key":
			asked.Keys = append(asked.Keys, value)
		case flag == "-a":
			asked.Annotations = map[string]string{}
			for pair := range strings.SplitSeq(value, ",") {
				k, v, _ := strings.Cut(pair, "=")
				asked.Annotations[k] = v
			}
		default:
			t.Fatalf("flag %s is not known here", flag)
		}
	}
	options := Options{Criteria: asked}
	options.Registry.Keychain = authn.NewMultiKeychain()
	return options
}

// unpack extracts a tar.gz of plain files and folders below dir.
func unpack(t *testing.T, archive, dir string) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(h.Name))
		data, err := io.ReadAll(files)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(name), 0o750)
		}
		if err == nil {
			err = os.WriteFile(name, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
