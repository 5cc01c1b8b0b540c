package inspect

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestAnnotationsAsCosign spells what a signature carries in cosign's tag
// format differently. Verdicts are those of cosign 2.6.5 and, with
// --new-bundle-format=false, 3.1.3.
func TestAnnotationsAsCosign(t *testing.T) {
	t.Parallel()
	const sig, bundle, cert, chain, stamp = "dev.cosignproject.cosign/signature", "dev.sigstore.cosign/bundle",
		"dev.sigstore.cosign/certificate", "dev.sigstore.cosign/chain", "dev.sigstore.cosign/rfc3161timestamp"
	type layer = map[string]any
	change := func(name string, how func(text string) string) func(layer) {
		return func(l layer) {
			a := l["annotations"].(map[string]any)
			text, _ := a[name].(string)
			a[name] = how(text)
		}
	}
	behind := func(more string) func(string) string { return func(text string) string { return text + more } }
	instead := func(other string) func(string) string { return func(string) string { return other } }
	body := func(text string) string {
		at := strings.Index(text, `"body":"`) + 40
		return text[:at] + `\n` + text[at:]
	}
	upper := func(text string) string {
		at := strings.Index(text, `"logID":"`) + 9
		return text[:at] + strings.ToUpper(text[at:at+64]) + text[at+64:]
	}
	for _, c := range []struct {
		name                string
		change              func(layer)
		key, noLog, keyless bool
	}{
		{"as it was", func(layer) {}, true, true, true},
		{"line break in the signature", change(sig, func(s string) string { return s[:20] + "\n" + s[20:] }), false, true, false},
		{"line break behind the signature", change(sig, behind("\n")), false, true, false},
		{"space behind the signature", change(sig, behind(" ")), false, false, false},
		{"line break in the body", change(bundle, body), false, true, false},
		{"log ID in capitals", change(bundle, upper), true, true, true},
		{"no JSON in place of the log entry", change(bundle, instead("garbage")), false, false, false},
		{"white space behind the log entry", change(bundle, behind("\n")), true, true, true},
		{"something behind the log entry", change(bundle, behind("{}")), false, false, false},
		{"text before the certificate", change(cert, func(s string) string { return "hello\n" + s }), true, true, true},
		{"text behind the certificate", change(cert, behind("hello\n")), false, false, false},
		{"two certificates", change(cert, func(s string) string { return s + s }), true, true, true},
		{"garbage as chain", change(chain, instead("garbage")), true, true, false},
		{"no chain", change(chain, instead("")), true, true, true},
		{"no JSON as timestamp", change(stamp, instead("garbage")), false, false, false},
		{"a timestamp that is none", change(stamp, instead(`{"SignedRFC3161Timestamp":"AAAA"}`)), true, true, true},
		{"other media type", func(l layer) { l["mediaType"] = "application/octet-stream" }, true, true, true},
		{"larger size", func(l layer) { l["size"] = l["size"].(float64) + 1 }, false, false, false},
		{"no size", func(l layer) { delete(l, "size") }, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(testdata, "demo/trusted-root.json")
			key := []string{filepath.Join(testdata, "demo/k-p256.pub")}
			for name, run := range map[string]struct {
				layout string
				asked  report.Criteria
				accept bool
			}{
				"key": {"demo/layouts/v2-key-rekor", report.Criteria{Keys: key, TrustedRoot: root, Offline: true}, c.key},
				"no log": {"demo/layouts/v2-key-rekor", report.Criteria{Keys: key, TrustedRoot: root, Offline: true,
					IgnoreLog: true}, c.noLog},
				"keyless": {"demo/layouts/v2-keyless-github",
					report.Criteria{IdentityRegexp: ".*", IssuerRegexp: ".*", TrustedRoot: root, Offline: true}, c.keyless},
			} {
				if strings.Contains(c.name, "certificate") && name != "keyless" {
					continue
				}
				l := copyLayouts(t, run.layout)
				signature := l.take(".sig")
				image := l.index[0].Digest
				var manifest map[string]any
				decode(t, l.blob(signature), &manifest)
				c.change(manifest["layers"].([]any)[0].(layer))
				l.tag(byTag(image, "sig"), l.put(encode(t, manifest)))
				options := faultOptions()
				options.Criteria = run.asked
				r, err := Run(context.Background(), l.serve()+"@"+image, options, nil)
				if err != nil {
					t.Fatal(err)
				}
				wantAccepted(t, r, run.accept)
			}
		})
	}
}
