package policy

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

const testdata = "../../testdata"

// engineCase is a row of testdata/policy/engine.jsonl: a policy, a name and
// signatures, with what go.podman.io/image/v5 says of them. testdata/oracle
// writes it.
type engineCase struct {
	Name, Reference, Manifest, Layout, Policy, Verdict, Message string
	OpenPGP                                                     []string
}

func engineCases(t testing.TB) []engineCase {
	t.Helper()
	file, err := os.Open(filepath.Join(testdata, "policy/engine.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []engineCase
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c engineCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func (c engineCase) image(t testing.TB) Image {
	t.Helper()
	name, err := registry.ParseImageName(c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(testdata, c.Manifest))
	if err != nil {
		t.Fatal(err)
	}
	return Image{Transport: "docker", Name: name, Digest: registry.DigestOf(manifest, ""), Manifest: manifest}
}

func (c engineCase) evidence(t testing.TB) Evidence {
	t.Helper()
	var out Evidence
	for n, path := range c.OpenPGP {
		data, err := os.ReadFile(filepath.Join(testdata, path))
		if err != nil {
			t.Fatal(err)
		}
		out.Signatures = append(out.Signatures, Signature{ID: fmt.Sprint(n), Reference: path, Blob: data})
	}
	for n, a := range attachments(t, c.Layout, filepath.Base(c.Manifest)) {
		out.Signatures = append(out.Signatures, Signature{ID: fmt.Sprint(n), Attachment: &a})
	}
	return out
}

// attachments reads the layers of a layout's .sig tag.
func attachments(t testing.TB, layout, sha string) []Attachment {
	t.Helper()
	if layout == "" {
		return nil
	}
	source, err := registry.OpenLayout(filepath.Join(testdata, layout), false, registry.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := source.Manifest(t.Context(), "sha256-"+sha+".sig")
	if err != nil {
		t.Fatal(err)
	}
	var out []Attachment
	for _, l := range m.Layers {
		data, err := os.ReadFile(filepath.Join(testdata, layout, "blobs", strings.Replace(l.Digest, ":", "/", 1)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Attachment{l.MediaType, l.Annotations, data})
	}
	return out
}

// evaluateCase returns assay's verdict in the words of the table.
func evaluateCase(t testing.TB, c engineCase, root string) (verdict string, outcome *report.Policy) {
	t.Helper()
	p, err := Parse("policy.json", []byte(strings.ReplaceAll(c.Policy, "@/", root+"/")))
	if err != nil {
		return "invalid", Invalid("policy.json", Image{}, err)
	}
	outcome = p.Evaluate(c.image(t), c.evidence(t), fixedNow)
	if outcome.Decision.Accepts() {
		return "accept", outcome
	}
	return "reject", outcome
}

// TestEngine holds every row against the engine's own verdict.
func TestEngine(t *testing.T) {
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	cases := engineCases(t)
	if len(cases) < 2000 {
		t.Fatalf("only %d cases", len(cases))
	}
	seen := map[string]int{}
	for _, c := range cases {
		got, outcome := evaluateCase(t, c, root)
		reason, known := knownDifference(c)
		if known {
			seen[reason]++
		}
		if got == "reject" && !known && !sameMessage(outcome.Message, c.Message) {
			t.Errorf("%s: podman prints %q, we say %q", c.Name, c.Message, outcome.Message)
		}
		if (got == c.Verdict) == known {
			t.Errorf("%s: %s, the engine says %s (%s); difference known: %v; %s; policy %s", c.Name, got, c.Verdict, c.Message, known, outcome.Message, c.Policy)
		}
	}
	for reason := range differences {
		if seen[reason] == 0 {
			t.Errorf("nothing differs any more for the reason %q", reason)
		}
	}
}

// sameMessage compares messages up to what depends on the build of the engine
// (what it prints of a signature that does not verify) and on paths.
func sameMessage(ours, engine string) bool {
	now := regexp.MustCompile("current time [^ ]*")
	ours, engine = now.ReplaceAllString(strings.TrimPrefix(ours, "Source image rejected: "), "now"), now.ReplaceAllString(engine, "now")
	if strings.Contains(ours, "gpgme.Signature") || strings.Contains(engine, "Key not found") || strings.Contains(engine, "signature error") || strings.Contains(engine, "@/") || strings.Contains(engine, "@DIR") {
		return true
	}
	return ours == engine
}

// differences say in which rows assay and this build of the engine differ, and
// why.
var differences = map[string]func(engineCase) bool{
	"gpg, with which podman is usually built, refuses bytes behind the message (see testdata/gpg/verdicts.tsv)": func(c engineCase) bool {
		return c.Name == "signature trailing-bytes.sig rsa" || c.Name == "signature twice.sig rsa"
	},
	"gpg refuses a message with two signatures": func(c engineCase) bool { return c.Name == "signature two-signers.sig rsa" },
	"gpg reads every armor block of a key file, this build the first only; the policy is linted for it": func(c engineCase) bool {
		return c.Name == "key 2 GPGKeys 1"
	},
}

func knownDifference(c engineCase) (string, bool) {
	for reason, applies := range differences {
		if applies(c) {
			return reason, true
		}
	}
	return "", false
}
