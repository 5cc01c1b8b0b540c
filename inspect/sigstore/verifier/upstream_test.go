package verifier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/testing/data"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/sigstore/verifier"
	"assay/inspect/trust"
)

// upstreamCase is a bundle that sigstore-go tests itself with.
type upstreamCase struct {
	bundle, root, digest, identity, issuer string
}

var upstreamCases = []upstreamCase{
	{"sigstore.js@2.0.0-provenance.sigstore.json", "public-good.json",
		"sha512:46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1" +
			"e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c",
		"https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
		"https://token.actions.githubusercontent.com"},
	{"dsse.sigstore.json", "public-good.json",
		"sha512:bbfd372fc9beeb777fe35d05bb10c0c70a9733d366a75fed7dd18866c7391de3" +
			"ee7e88ba74dd47abf3e15c845e547fcf0e5c3da80854c751554224d3a6d4e55f",
		"brian@dehamer.com", "https://github.com/login/oauth"},
	{"othername.sigstore.json", "scaffolding.json", "sha256:bc103b4a84971ef6459b294a2b98568a2bfb72cded09d4acd1e16366a401f95b",
		"foo!oidc.local", "http://oidc.local:8080"},
}

func (c upstreamCase) examine(t *testing.T, change func(bundle string, p *sigstore.VerifyOptions,
	a *sigstore.Artifact) string) (*report.Signature, report.Diagnosis) {
	t.Helper()
	raw, err := data.Bundle(t, c.bundle).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	p := &sigstore.VerifyOptions{WantIdentity: true, Identity: c.identity, Issuer: c.issuer, Root: upstreamRoot(t, c.root), Now: time.Now()}
	if p.Hash, err = primitive.HashByName(""); err != nil {
		t.Fatal(err)
	}
	// The scaffolding root has no CT log.
	p.IgnoreSCT = c.root == "scaffolding.json"
	artifact := sigstore.Artifact{Digest: c.digest}
	text := string(raw)
	if change != nil {
		text = change(text, p, &artifact)
	}
	s := verifier.Verify(sigstore.ReadBundle([]byte(text)), artifact, p)
	return s, diagnosisOf(s)
}

func upstreamRoot(t *testing.T, name string) *trust.Root {
	t.Helper()
	raw, err := data.TrustedRoot(t, name).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	r, err := trust.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestUpstreamBundles wants real bundles to verify with the root of their
// instance, and to fail for the right cause when digest, identity, root or time
// is another.
func TestUpstreamBundles(t *testing.T) {
	t.Parallel()
	for _, c := range upstreamCases {
		for _, change := range []struct {
			name   string
			causes []string
			do     func(string, *sigstore.VerifyOptions, *sigstore.Artifact) string
		}{
			{"nothing", nil, nil},
			{"digest", []string{"dsse-subject-mismatch", "payload-digest-mismatch", "signature-tampered", "payload-tampered",
				"rekor-body-hash-mismatch"}, func(b string, _ *sigstore.VerifyOptions, a *sigstore.Artifact) string {
				algorithm, value, _ := strings.Cut(a.Digest, ":")
				a.Digest = algorithm + ":" + strings.Repeat("0", len(value))
				return b
			}},
			{"identity", []string{"wrong-identity"}, func(b string, p *sigstore.VerifyOptions, _ *sigstore.Artifact) string {
				p.Identity = "somebody@example.com"
				return b
			}},
			{"root", []string{"unknown-ca", "trusted-root-empty"}, func(b string, p *sigstore.VerifyOptions, _ *sigstore.Artifact) string {
				other := "scaffolding.json"
				if c.root == other {
					other = "public-good.json"
				}
				p.Root = upstreamRoot(t, other)
				return b
			}},
			{"time", []string{"set-signature-invalid"}, func(b string, _ *sigstore.VerifyOptions, _ *sigstore.Artifact) string {
				return strings.Replace(b, `"integratedTime":"1`, `"integratedTime":"2`, 1)
			}},
		} {
			t.Run(c.bundle+" "+change.name, func(t *testing.T) {
				t.Parallel()
				s, d := c.examine(t, change.do)
				if change.causes == nil {
					if s.Verdict != report.VerdictVerified {
						t.Errorf("verdict %s, diagnosis %+v", s.Verdict, d)
					}
					return
				}
				if s.Verdict == report.VerdictVerified {
					t.Error("it is verified, and must not be")
				}
				if !slices.Contains(change.causes, d.Cause) {
					t.Errorf("cause %q, want one of %v", d.Cause, change.causes)
				}
			})
		}
	}
}

// TestTwoSignatures wants an envelope with two signatures to be refused, as
// sigstore-go does.
func TestTwoSignatures(t *testing.T) {
	t.Parallel()
	c := upstreamCase{bundle: "dsse-2sigs.sigstore.json", root: "public-good.json", digest: upstreamCases[1].digest,
		identity: "brian@dehamer.com", issuer: "https://github.com/login/oauth"}
	if _, d := c.examine(t, nil); d.Cause != "dsse-two-signatures" {
		t.Errorf("cause %q, want dsse-two-signatures", d.Cause)
	}
}
