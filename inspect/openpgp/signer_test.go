package openpgp

import (
	"encoding/base64"
	"fmt"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// TestSignerResults tells claims that were signed from those that failed.
func TestSignerResults(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(read(t, "signatures/gpg-rsa.sig"))
	text := fmt.Sprintf(`[
	 {"msg":{"errors":[],"signed_claim":%q,"request_id":"1"}},
	 {"msg":{"errors":["no such key","timeout"],"signed_claim":""}},
	 {"msg":{"errors":"refused","signed_claim":null}},
	 {"msg":{"errors":null,"signed_claim":""}},
	 {"msg":{"errors":[],"signed_claim":"%%%%"}},
	 {"msg":{"errors":[],"signed_claim":[%q,%q]}},
	 {"other":1}, 7]`, good, good, good)
	results, err := ParseSignerResults([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", "no such key; timeout", "refused", "the signer reports no error, and no signed claim either", "base64", "", "",
		"no msg", "cannot be read"}
	if len(results) != len(want) {
		t.Fatalf("%d results, want %d", len(results), len(want))
	}
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	policy := VerifyOptions{Keys: keys(t, "rsa.asc"), Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow}
	for n, r := range results {
		if (want[n] == "") != (r.Problem == "") {
			t.Errorf("result %s: problem %q, want %q", r.Name, r.Problem, want[n])
		}
		m := r.Material
		if r.Problem != "" {
			m = Failed(r.Problem)
		}
		if s := Verify(m, Artifact{Digest: digest}, policy); (s.Verdict == report.VerdictVerified) != (want[n] == "") {
			t.Errorf("result %s: verdict %s", r.Name, s.Verdict)
		}
	}
	if results, err := ParseSignerResults([]byte(`{"msg":{"signed_claim":"` + good + `"}}`)); err != nil || len(results) != 1 ||
		results[0].Problem != "" {
		t.Errorf("a single result: %v, %v", results, err)
	}
	for _, bad := range []string{"", "7", `"x"`, "[", "{"} {
		if results, err := ParseSignerResults([]byte(bad)); err == nil && (len(results) == 0 || results[0].Problem == "") {
			t.Errorf("%q is taken: %v", bad, results)
		}
	}
}
