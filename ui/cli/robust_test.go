package cli

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
)

// TestEndlessFiles wants files without an end to be refused by their size.
func TestEndlessFiles(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); errors.Is(err, os.ErrNotExist) {
		t.Skip("no /dev/zero here")
	}
	image := "oci:testdata/demo/layouts/unsigned:1.0"
	for _, args := range [][]string{{"cert", "/dev/zero"}, {"--trusted-root", "/dev/zero", image}, {"--certificate", "/dev/zero", image}, {"--certificate-chain", "/dev/zero", image},
		{"--key", "/dev/zero", image}, {"--policy", "/dev/zero", image}} {
		_, stderr, code := runPlain(t, append([]string{"-o", "text", "--offline"}, args...)...)
		if args[0] == "cert" {
			_, stderr, code = runPlain(t, args...)
		}
		if code == 0 || !strings.Contains(stderr, "bytes") && !strings.Contains(stderr, "no PEM file") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
}

const hostileSBOM = `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[{"SPDXID":"SPDXRef-a","name":"\u001b]0;title\u0007x\u009b31m\u202e","versionInfo":"1"}]}`

// TestExportToTerminal wants no export to send to a terminal what it obeys.
func TestExportToTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hostile.json")
	if err := os.WriteFile(path, []byte(hostileSBOM), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"csv", "json", "spdx"} {
		x := start(t, 100, 30, "sbom", "--export", form, path)
		<-x.ended
		time.Sleep(50 * time.Millisecond)
		x.mu.Lock()
		raw := x.raw.String()
		x.mu.Unlock()
		if !strings.Contains(raw, "title") || strings.ContainsAny(raw, "\x1b\x07\u009b\u202e") {
			t.Errorf("%s: %q", form, raw)
		}
	}
}

// TestSBOMCommand holds the exit codes and refusals of assay sbom.
func TestSBOMCommand(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.json")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good, other := "testdata/sbom/demo.spdx.json", "testdata/sbom/demo-later.spdx.json"
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"sbom", good}, 0, "14 packages"},
		{[]string{"sbom", good, other}, 0, "1 added, 1 removed, 4 changed"},
		{[]string{"sbom", "--filter", "type:pypi", good}, 0, "1 of 14 packages"},
		{[]string{"sbom", "oci:testdata/demo/layouts/sbom-attached-signed:1.0"}, 0, "14 packages"},
		{[]string{"sbom", "oci:testdata/demo/layouts/sbom-attached-signed:1.0#1", good}, 0, "0 added, 0 removed"},
		{[]string{"sbom", "oci:testdata/demo/layouts/sbom-attached-signed:1.0#2"}, 2, ""},
		{[]string{"sbom", "oci:testdata/demo/layouts/unsigned:1.0"}, 2, ""},
		{[]string{"sbom", empty}, 1, "the document is empty"},
		{[]string{"sbom", "no-such-file.json"}, 2, ""},
		{[]string{"sbom", "--export", "csv", good, other}, 2, ""},
		{[]string{"sbom", "--filter", "x", good, other}, 2, ""},
		{[]string{"sbom", "--export", "xls", good}, 2, ""},
	} {
		stdout, stderr, code := runPlain(t, c.args...)
		if code != c.code || !strings.Contains(stdout, c.want) {
			t.Errorf("%v: exit code %d, want %d with %q\n%.600s%s", c.args, code, c.code, c.want, stdout, stderr)
		}
	}
	stdout, _, code, _ := runWithInput(t, `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"left"}]}`, "sbom", "-")
	if code != 0 || !strings.Contains(stdout, "left") {
		t.Errorf("from standard input: %d\n%s", code, stdout)
	}
}

// TestUnreadableAsJSON wants a reference that cannot be read to be a JSON object
// as well, with the error on stderr and what was asked.
func TestUnreadableAsJSON(t *testing.T) {
	stdout, stderr, code := runPlain(t, "-o", "json", "--offline", "127.0.0.1:1/a/b:c")
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 1 || len(r.Errors) != 1 || r.Fetched.Requests == 0 || r.Verdict != report.VerdictUnknown || !strings.HasPrefix(stderr, "assay: ") {
		t.Errorf("%v, exit code %d\n%s%s", err, code, stdout, stderr)
	}
}

// TestPlatformFlag wants a platform that is none to be refused, and one that
// picks nothing not to be stated as a fact.
func TestPlatformFlag(t *testing.T) {
	for _, platform := range []string{"foo", "x/y/z/q", "linux/", "/amd64"} {
		if _, stderr, code := runPlain(t, append(demoFlags, "-o", "text", "--platform", platform, "oci:testdata/demo/layouts/v2-key-rekor:1.0")...); code != 2 {
			t.Errorf("%s: exit code %d, %s", platform, code, stderr)
		}
	}
	stdout, _, code := runPlain(t, append(demoFlags, "-o", "json", "--platform", "linux/arm64", "oci:testdata/demo/layouts/v2-key-rekor:1.0")...)
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || r.Target.Platform != "" || !strings.Contains(strings.Join(r.Notes, " "), "picks nothing here") {
		t.Errorf("%v, exit code %d, platform %q, notes %v", err, code, r.Target.Platform, r.Notes)
	}
}

// TestEmptyFlags wants a flag whose variable was not set to be a mistake, and
// not to ask for less.
func TestEmptyFlags(t *testing.T) {
	for _, name := range []string{"--certificate-identity", "--certificate-identity-regexp", "--certificate-oidc-issuer", "--policy", "--attachment", "--type", "--certificate", "--key", "--trusted-root"} {
		if _, stderr, code := runPlain(t, "-o", "text", "--offline", name+"=", "oci:testdata/demo/layouts/v2-key-rekor:1.0"); code != 2 || !strings.Contains(stderr, "is empty") {
			t.Errorf("%s=: exit code %d, %s", name, code, stderr)
		}
	}
}

// TestSBOMBySigner wants an SBOM that is not by the signer asked for to be
// written, with a word on stderr and an exit code that says so.
func TestSBOMBySigner(t *testing.T) {
	root := []string{"--offline", "--trusted-root", "testdata/demo/trusted-root.json", "-o", "text"}
	for _, c := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"--key", "testdata/demo/k-p256.pub", "oci:testdata/demo/layouts/sbom-attached-signed:1.0"}, 0, ""},
		{[]string{"--key", "testdata/demo/k-p256.pub", "--export", "csv", "oci:testdata/demo/layouts/sbom-attached-signed:1.0"}, 0, ""},
		{[]string{"--key", "testdata/demo/k-other.pub", "--export", "csv", "oci:testdata/demo/layouts/sbom-attached-signed:1.0"}, 12, "not by the signer you named"},
		{[]string{"--key", "testdata/demo/k-p256.pub", "oci:testdata/layouts/sbom-attached-image-signed-only:1.0"}, 10, "not by the signer you named"},
		{[]string{"oci:testdata/layouts/sbom-attached-image-signed-only:1.0"}, 0, ""},
	} {
		stdout, stderr, code := runPlain(t, append(append([]string{"sbom"}, root...), c.args...)...)
		if code != c.code || !strings.Contains(stderr, c.stderr) || c.stderr == "" && stderr != "" || !strings.Contains(stdout, "openssl") {
			t.Errorf("%v: exit code %d, want %d; %s\n%.200s", c.args, code, c.code, stderr, stdout)
		}
	}
}
