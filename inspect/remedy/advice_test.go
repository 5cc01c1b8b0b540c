package remedy

import (
	"strings"
	"testing"

	"assay/certview"
	"assay/inspect/report"
)

// TestWhyNoPolicy wants the reason that a reader can do something about.
func TestWhyNoPolicy(t *testing.T) {
	t.Parallel()
	const digest = "sha256:1"
	good := []report.Check{{ID: report.CheckSignatureValue, Status: report.StatusPass},
		{ID: report.CheckClaimsDigest, Status: report.StatusPass}}
	by := func(kind certview.SANType, name string) *certview.Certificate {
		return &certview.Certificate{SANs: []certview.SAN{{Type: kind, Value: name}}}
	}
	for _, test := range []struct {
		name      string
		transport report.Transport
		named     bool
		signature report.Signature
		want      string
	}{
		{"on disk", "oci", false, report.Signature{}, "on disk"},
		{"nothing", "docker", false, report.Signature{}, "No signature of the manifest"},
		{"of another image", "docker", false, report.Signature{Subject: "sha256:2", Format: report.FormatBundle03},
			"No signature of the manifest"},
		{"by somebody else", "docker", true, report.Signature{Subject: digest, Verdict: report.VerdictFailed, Checks: good},
			"not by the signer that you named"},
		{"bundle", "docker", false, report.Signature{Subject: digest, Format: report.FormatBundle03}, "bundle format only"},
		{"workflow", "docker", false, report.Signature{Subject: digest,
			Certificate: by(certview.SANURI, "https://github.com/a/b/.github/workflows/c.yml@refs/heads/main")}, "by a workflow"},
		{"e-mail", "docker", false, report.Signature{Subject: digest, Certificate: by(certview.SANEmail, "a@example.com")},
			"No signature of the manifest"},
		{"unknown key", "docker", false, report.Signature{Subject: digest, Format: report.FormatOpenPGP, Key: &report.Key{}},
			"signed with OpenPGP"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &report.Report{Signatures: []*report.Signature{&test.signature}}
			if got := WhyNoPolicy(r, test.transport, digest, test.named); !strings.Contains(got, test.want) {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}

// TestHostileCommands wants names from outside to stay single words of the command
// lines that are made of them, and none to be taken for a flag.
func TestHostileCommands(t *testing.T) {
	t.Parallel()
	const hostile = "x'; touch /tmp/x \u202e#"
	quoted := Quote(hostile)
	if !strings.HasPrefix(quoted, "$'") {
		t.Fatalf("%s is not escaped", quoted)
	}
	certificate := &certview.Certificate{SANs: []certview.SAN{{Value: hostile}}}
	for name, line := range map[string]string{
		"pin": Pin(certificate), "workflow": Workflow("ref", hostile), "type": PredicateType(hostile),
		"sign": Sign(hostile), "SBOM": SignAttachedSBOM(hostile), "key": InspectWithKey(hostile, "a"),
		"reference": InspectWithKey("KEY", hostile),
		"inspect":   Inspect(report.Criteria{Keys: []string{hostile}}, "a"),
	} {
		if !strings.Contains(line, quoted) {
			t.Errorf("%s: %s", name, line)
		}
	}
	if got := operand("-rf"); got != "./-rf" {
		t.Errorf("a file is taken for a flag: %s", got)
	}
}

// TestAttach gives a keyless signature the flags that name its signer, and says of
// any other how one is named.
func TestAttach(t *testing.T) {
	t.Parallel()
	keyless := &report.Signature{Keyless: true, Certificate: &certview.Certificate{SANs: []certview.SAN{{Value: "a@example.com"}}}}
	byKey := &report.Signature{}
	Attach(&report.Report{Signatures: []*report.Signature{keyless, byKey}})
	if want := "--certificate-identity a@example.com --certificate-oidc-issuer ''"; keyless.Pin != want {
		t.Errorf("%q, want %q", keyless.Pin, want)
	}
	if keyless.PinAdvice != "" {
		t.Errorf("advice %q beside the flags", keyless.PinAdvice)
	}
	if byKey.Pin != "" || byKey.PinAdvice == "" {
		t.Errorf("flags %q, advice %q", byKey.Pin, byKey.PinAdvice)
	}
}
