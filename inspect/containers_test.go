package inspect

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/registry/lookaside"
)

// policyCase asks for an image on disk under a name, and for a policy.
type policyCase struct {
	name, layout, reference, signatures string
	policy, registries                  string
	platform                            string
	// decision, cause, message and finding are wanted; an empty one is not
	// looked at.
	decision                report.PolicyDecision
	cause, message, finding string
	exit                    int
}

// fixtureDay is a day on which no key of the fixtures has ended that should not
// have.
var fixtureDay = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	gpgName     = "registry.example.com/acme/app:1.0"
	attachments = "default-docker: {use-sigstore-attachments: true}"
	trusts      = `{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub","signedIdentity":{"type":"matchRepository"}}`
)

func only(requirements ...string) string {
	return `{"default":[` + strings.Join(requirements, ",") + `]}`
}

func gpg(key string, more ...string) string {
	return `{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/` + key + `"` + strings.Join(more, "") + `}`
}

var policyCases = []policyCase{
	{name: "signed", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/skopeo-rsa.sig", policy: only(gpg("rsa.asc")),
		decision: report.PolicyAccepted},
	{name: "signed-twice", layout: "demo/layouts/unsigned", signatures: "demo/lookaside",
		reference: "x.example.com/corpus/gpg-mirrored:1.0",
		policy:    only(gpg("rsa.asc", `,"signedIdentity":{"type":"exactReference","dockerReference":"`+gpgName+`"}`)),
		decision:  report.PolicyAccepted},
	{name: "other-key", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/skopeo-rsa.sig", policy: only(gpg("ed25519.asc")),
		decision: report.PolicyRejected, cause: "policy-other-key", exit: 12},
	{name: "other-name", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/wrong-name.sig", policy: only(gpg("rsa.asc")),
		decision: report.PolicyRejected, cause: "policy-identity-mismatch",
		message: `Source image rejected: Signature for identity "mirror.example.org/acme/app:1.0" is not accepted`, exit: 12},
	{name: "other-image", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/wrong-digest.sig", policy: only(gpg("rsa.asc")),
		decision: report.PolicyRejected, cause: "policy-digest-mismatch", exit: 12},
	{name: "nothing", layout: "demo/layouts/unsigned", policy: only(gpg("rsa.asc")), decision: report.PolicyRejected,
		cause:   "policy-signature-required",
		message: "Source image rejected: A signature was required, but no signature exists", finding: "lookaside-not-set", exit: 12},
	{name: "key-missing", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/skopeo-rsa.sig", policy: only(gpg("none.asc")),
		decision: report.PolicyRejected, cause: "policy-key-unreadable", finding: "key-file-missing", exit: 12},
	{name: "expired", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/expired-key.sig", policy: only(gpg("expired.asc")),
		decision: report.PolicyRejected, cause: "policy-signature-refused", exit: 12},
	{name: "armored", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/armored.sig", policy: only(gpg("rsa.asc")),
		decision: report.PolicyRejected,
		message:  "unrecognized signature format, starting with binary 0x2d", exit: 12},
	{name: "both", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/skopeo-rsa.sig",
		policy: only(gpg("rsa.asc"), gpg("ed25519.asc")), decision: report.PolicyRejected, exit: 12},
	{name: "anything", layout: "demo/layouts/unsigned", policy: only(`{"type":"insecureAcceptAnything"}`), decision: report.PolicyUnchecked,
		finding: "default-accepts-anything"},
	{name: "reject", layout: "demo/layouts/unsigned", signatures: "gpg/signatures/skopeo-rsa.sig", policy: only(`{"type":"reject"}`),
		decision: report.PolicyRejected, cause: "policy-rejects",
		message: "Source image rejected: Running image docker://registry.example.com/acme/app:1.0 is rejected by policy.", exit: 12},
	{name: "invalid", layout: "demo/layouts/unsigned", policy: `{"default":[{"type":"reject","tpye":1}]}`, decision: report.PolicyInvalid,
		cause: "policy-invalid", message: `Unknown key "tpye"`, exit: 12},

	{name: "cosign", layout: "demo/layouts/v2-key-rekor", reference: "127.0.0.1:5005/corpus/v2-key-rekor:1.0", policy: only(trusts),
		registries: attachments, decision: report.PolicyAccepted},
	{name: "cosign-not-read", layout: "demo/layouts/v2-key-rekor", reference: "127.0.0.1:5005/corpus/v2-key-rekor:1.0",
		policy: only(trusts), decision: report.PolicyRejected, cause: "policy-attachments-off",
		message: "A signature was required, but no signature exists", finding: "attachments-off", exit: 12},
	{name: "cosign-without-tag", layout: "demo/layouts/v2-key-rekor", reference: "127.0.0.1:5005/corpus/v2-key-rekor:1.0",
		policy: only(`{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub"}`), registries: attachments,
		decision: report.PolicyRejected, cause: "policy-identity-mismatch", finding: "claims-without-tag", exit: 12},
	{name: "bundles", layout: "layouts/v3-key-p521", reference: "127.0.0.1:5005/corpus/v3-key-p521:1.0", policy: only(trusts),
		registries: attachments, decision: report.PolicyRejected,
		cause: "policy-bundles-not-read", finding: "bundles-not-read", exit: 12},
	{name: "index-only", layout: "layouts/v2-index-only", reference: "127.0.0.1:5005/corpus/v2-index-only:1.0", policy: only(trusts),
		registries: attachments, decision: report.PolicyRejected,
		cause: "policy-index-signed-only", finding: "index-signed-only", exit: 12},
	{name: "index-recursive", layout: "layouts/v2-index-recursive", reference: "127.0.0.1:5005/corpus/v2-index-recursive:1.0",
		policy: only(trusts), registries: attachments, decision: report.PolicyAccepted},
	{name: "workflow", layout: "demo/layouts/v2-keyless-github", reference: "127.0.0.1:5005/corpus/v2-keyless-github:1.0",
		registries: attachments,
		policy: only(`{"type":"sigstoreSigned","fulcio":{"caPath":"@/policy/fulcio.pem","oidcIssuer":"http://127.0.0.1:5401",` +
			`"subjectEmail":"a@b.example.com"},"rekorPublicKeyPath":"@/policy/rekor.pem","signedIdentity":{"type":"matchRepository"}}`),
		decision: report.PolicyRejected, finding: "fulcio-email-only", exit: 12},
}

// options writes the policy down and asks for it.
func (c policyCase) options(t *testing.T) Options {
	t.Helper()
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(c.policy, "@/", root+"/")), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Criteria: report.Criteria{Policy: path, Offline: true, TrustedRoot: filepath.Join(testdata, "trust/trusted-root.json")},
		Platform: c.platform, Now: fixtureDay}
	o.Stores.Reference = c.reference
	if c.reference == "" {
		o.Stores.Reference = gpgName
	}
	if c.signatures != "" {
		o.Stores.Signatures = filepath.Join(testdata, c.signatures)
	}
	if c.registries != "" {
		if o.Stores.Registries, err = lookaside.ParseRegistries("x.yaml", []byte(c.registries)); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// TestPolicy evaluates policies end to end.
func TestPolicy(t *testing.T) {
	t.Parallel()
	for _, c := range policyCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := Run(context.Background(), "oci:"+filepath.Join(testdata, c.layout)+":1.0", c.options(t), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantAgreement(t, r)
			p := r.Policy
			wantDecision(t, r, c.decision)
			wantExit(t, r, c.exit)
			if c.message != "" && !strings.Contains(p.Message, c.message) {
				t.Errorf("podman prints %q, want %q", p.Message, c.message)
			}
			if c.finding != "" && !slices.ContainsFunc(p.Findings,
				func(f report.PolicyFinding) bool { return string(f.Code) == c.finding }) {
				t.Errorf("findings %+v, want %s", p.Findings, c.finding)
			}
			if strings.Contains(strings.ToLower(r.Headline), "verified") && p.Decision != report.PolicyAccepted &&
				!strings.Contains(r.Headline, "nothing verified") {
				t.Errorf("headline %q", r.Headline)
			}
			if c.exit == 0 {
				return
			}
			if len(r.Diagnoses) == 0 {
				t.Fatal("nothing says why")
			}
			checkDiagnosis(t, r.Diagnoses[0])
			if c.cause != "" {
				wantCause(t, r, c.cause)
			}
		})
	}
}

// TestPolicyLooksAtThePlatform says which manifest the policy was applied to.
func TestPolicyLooksAtThePlatform(t *testing.T) {
	t.Parallel()
	c := policyCases[slices.IndexFunc(policyCases, func(c policyCase) bool { return c.name == "index-recursive" })]
	r, err := Run(context.Background(), "oci:"+filepath.Join(testdata, c.layout)+":1.0", c.options(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Target.Platforms == 0 {
		t.Error("the target has no platforms")
	}
	if r.Policy.Evaluated == r.Target.Digest {
		t.Error("the policy was applied to the index")
	}
	if r.Policy.Platform == "" {
		t.Error("the policy was applied to no platform")
	}
}

func TestPolicyUsage(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{Criteria: report.Criteria{Policy: "none.json", Offline: true}},
		{Criteria: report.Criteria{Offline: true}, Stores: discover.StoreOptions{SignerResults: "none.json"}},
		{Criteria: report.Criteria{Offline: true}, Stores: discover.StoreOptions{Reference: "not a name"}},
	} {
		_, err := Run(context.Background(), "oci:"+filepath.Join(testdata, "demo/layouts/unsigned:1.0"), o, nil)
		var usage *report.UsageError
		if !errors.As(err, &usage) {
			t.Errorf("%+v: %v", o.Stores, err)
		}
	}
}
