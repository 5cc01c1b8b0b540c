package cli

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestEndlessFiles wants files without an end to be refused by their size.
func TestEndlessFiles(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/zero"); errors.Is(err, os.ErrNotExist) {
		t.Skip("no /dev/zero here")
	}
	image := "oci:testdata/demo/layouts/unsigned:1.0"
	for _, args := range [][]string{{"cert", "/dev/zero"}, {"--trusted-root", "/dev/zero", image}, {"--certificate", "/dev/zero", image},
		{"--certificate-chain", "/dev/zero", image},
		{"--key", "/dev/zero", image}, {"--policy", "/dev/zero", image}} {
		if args[0] != "cert" {
			args = append([]string{"-o", "text", "--offline"}, args...)
		}
		r := runPlain(t, args...)
		if r.code == 0 {
			t.Errorf("%v: exit code 0", args)
		}
		if !strings.Contains(r.stderr, "bytes") && !strings.Contains(r.stderr, "no PEM file") {
			t.Errorf("%v: %s", args, r.stderr)
		}
	}
}

const hostileSBOM = `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[{"SPDXID":"SPDXRef-a",` +
	`"name":"\u001b]0;title\u0007x\u009b31m\u202e","versionInfo":"1"}]}`

// TestExportToTerminal wants no export to send to a terminal what it obeys.
func TestExportToTerminal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "hostile.json")
	if err := os.WriteFile(path, []byte(hostileSBOM), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"csv", "json", "spdx"} {
		x := start(t, 100, 30, "sbom", "--export", form, path)
		raw := x.all()
		if !strings.Contains(raw, "title") {
			t.Errorf("%s lacks the name: %q", form, raw)
		}
		if strings.ContainsAny(raw, "\x1b\x07\u009b\u202e") {
			t.Errorf("%s: %q", form, raw)
		}
	}
}

// TestPlatformThatPicksNothing wants a platform that picks nothing not to be
// stated as a fact.
func TestPlatformThatPicksNothing(t *testing.T) {
	t.Parallel()
	got := runPlain(t, append(demoFlags, "-o", "json", "--platform", "linux/arm64", "oci:testdata/demo/layouts/v2-key-rekor:1.0")...)
	got.want(t, 0, "picks nothing here", "")
	var r report.Report
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil {
		t.Fatal(err)
	}
	if r.Target.Platform != "" {
		t.Errorf("the platform is %q", r.Target.Platform)
	}
}

// TestUnreadableAsJSON wants a reference that cannot be read to be a JSON object
// as well, with the error on stderr and what was asked.
func TestUnreadableAsJSON(t *testing.T) {
	t.Parallel()
	got := runPlain(t, "-o", "json", "--offline", "127.0.0.1:1/a/b:c")
	got.want(t, exitUnreadable, "", "assay: ")
	var r report.Report
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Errors) != 1 {
		t.Errorf("errors %+v, want one", r.Errors)
	}
	if r.Fetched.Requests == 0 {
		t.Error("the requests are not counted")
	}
	if r.Verdict != report.VerdictUnknown {
		t.Errorf("the verdict is %s", r.Verdict)
	}
}

// TestEmptyFlags wants a flag whose variable was not set to be a mistake, and
// not to ask for less.
func TestEmptyFlags(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"--certificate-identity", "--certificate-identity-regexp", "--certificate-oidc-issuer", "--policy", "--attachment", "--type",
		"--certificate", "--key", "--trusted-root",
	} {
		runPlain(t, "-o", "text", "--offline", name+"=", "oci:testdata/demo/layouts/v2-key-rekor:1.0").want(t, exitUsage, "",
			name+" is empty")
	}
}
