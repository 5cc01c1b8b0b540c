package inspect

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestEnvelopeAsCosign changes what no signature covers in the envelope of an
// attestation in cosign's tag format. Verdicts are those of cosign 3.1.3 with
// --new-bundle-format=false: with a log entry every byte of the envelope counts,
// without one any of its signatures will do.
func TestEnvelopeAsCosign(t *testing.T) {
	t.Parallel()
	type signature = map[string]any
	garbage := signature{"keyid": "", "sig": "MAYCAQECAQE="}
	for _, c := range []struct {
		name           string
		change         func(envelope map[string]any, signatures []any)
		logged, notLog report.Verdict
	}{
		{"written anew", func(map[string]any, []any) {}, report.VerdictFailed, report.VerdictVerified},
		{"another member", func(e map[string]any, _ []any) { e["extra"] = 1 }, report.VerdictFailed, report.VerdictVerified},
		{"key ID", func(_ map[string]any, s []any) { s[0].(signature)["keyid"] = "abc" }, report.VerdictFailed, report.VerdictVerified},
		{"another signature behind", func(e map[string]any, s []any) { e["signatures"] = append(s, garbage) }, report.VerdictFailed,
			report.VerdictVerified},
		{"another signature before", func(e map[string]any, s []any) { e["signatures"] = append([]any{garbage}, s...) },
			report.VerdictFailed, report.VerdictVerified},
		{"twice", func(e map[string]any, s []any) { e["signatures"] = append(s, s...) }, report.VerdictFailed, report.VerdictVerified},
		{"an empty one", func(e map[string]any, s []any) { e["signatures"] = append(s, signature{"sig": ""}) }, report.VerdictFailed,
			report.VerdictVerified},
		{"one that is no base64", func(e map[string]any, s []any) { e["signatures"] = append(s, signature{"sig": "!!"}) },
			report.VerdictFailed, report.VerdictFailed},
		{"garbage alone", func(e map[string]any, _ []any) { e["signatures"] = []any{garbage} }, report.VerdictFailed, report.VerdictFailed},
		{"none", func(e map[string]any, _ []any) { e["signatures"] = []any{} }, report.VerdictFailed, report.VerdictFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for layout, want := range map[string]report.Verdict{"layouts/v2-att-key-simple": c.logged,
				"layouts/good-dsse-resigned-control": c.notLog} {
				l := copyLayouts(t, layout)
				att := l.take(".att")
				image := l.index[0].Digest
				var manifest map[string]any
				decode(t, l.blob(att), &manifest)
				layer := manifest["layers"].([]any)[0].(map[string]any)
				var envelope map[string]any
				decode(t, l.blob(layer["digest"].(string)), &envelope)
				c.change(envelope, envelope["signatures"].([]any))
				layer["digest"] = l.put(encode(t, envelope))
				layer["size"] = len(l.blob(layer["digest"].(string)))
				l.tag(byTag(image, "att"), l.put(encode(t, manifest)))
				options := faultOptions()
				options.Criteria = report.Criteria{Keys: []string{filepath.Join(testdata, "demo/k-p256.pub")},
					TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"), Offline: true,
					PredicateType: "cyclonedx", IgnoreLog: strings.Contains(layout, "dsse")}
				r, err := Run(context.Background(), l.serve()+"@"+image, options, nil)
				if err != nil {
					t.Fatal(err)
				}
				if r.Verdict != want {
					t.Errorf("%s: verdict %s, want %s: %+v", layout, r.Verdict, want, r.Diagnoses)
				}
			}
		})
	}
}

func decode(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// encode writes JSON with members in another order, and other white space, than
// signers do.
func encode(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}
