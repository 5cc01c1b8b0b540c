package inspect

import (
	"context"
	"testing"
)

// TestOtherQuestions asks other things of the images in testdata than they were
// made for.
func TestOtherQuestions(t *testing.T) {
	t.Parallel()
	s := server(t)
	byName := map[string]signedCase{}
	for _, c := range readCases(t) {
		byName[c.Case] = c
	}
	root := func(name string) func(*Options) {
		return func(o *Options) { o.Criteria.TrustedRoot = testdata + "/trust/trusted-root-" + name + ".json" }
	}
	for _, test := range []struct {
		name, about string
		change      func(*Options)
		cause       string
	}{
		{"good-v2-keyless-email", "the log's time does not count without the log", func(o *Options) { o.Criteria.IgnoreLog = true },
			"cert-expired-at-integrated-time"},
		{"good-v3-keyless-rekor1", "the log's time does not count without the log", func(o *Options) { o.Criteria.IgnoreLog = true },
			"cert-expired-at-integrated-time"},
		{"good-openssl-p256-sha256", "a key of another kind, and no log",
			func(o *Options) { o.Criteria.Keys = []string{testdata + "/keys/k-rsa4096.pub"} }, "wrong-key"},
		{"good-v2-keyless-tsa-only", "everything in the root had expired", root("expired"), "trusted-root-expired"},
		{"good-v3-keyless-tsa-only", "everything in the root had expired", root("expired"), "trusted-root-expired"},
		{"good-v3-key-tsa-only", "the root is empty", root("empty"), "trusted-root-empty"},
		{"good-buildkit-index-signed", "a builder's statement is no attestation", func(o *Options) { o.Criteria.PredicateType = "vuln" },
			"no-signature"},
		{"good-v2-key-rekor", "no SBOM is attached", func(o *Options) { o.Criteria.Attachment = "sbom" }, "no-signature"},
		{"good-v3-sign-and-attest-sig", "an attested SBOM is not an attached one", func(o *Options) { o.Criteria.Attachment = "sbom" },
			"attested-not-signed"},
		{"good-v3-key-rekor1", "it carries no timestamp", func(o *Options) { o.Criteria.UseSignedTimestamps = true }, "timestamp-missing"},
		{"b-x509-chain-in-v03-allowed", "a chain counts only where it was allowed", func(o *Options) { o.Criteria.AllowChain = false },
			"bundle-chain-in-v0.3"},
	} {
		t.Run(test.name+" "+test.about, func(t *testing.T) {
			t.Parallel()
			c, ok := byName[test.name]
			if !ok {
				t.Fatalf("testdata has no case %s", test.name)
			}
			o := c.options()
			test.change(&o)
			r, err := Run(context.Background(), c.reference(s), o, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantUnverified(t, r)
			wantCause(t, r, test.cause)
		})
	}
}
