package containerspolicy

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/layout"
)

const testdata = "../../testdata"

// engineCase is a row of testdata/policy/engine.jsonl: a policy, a name and
// signatures, with what go.podman.io/image/v5 says of them; gpgme.jsonl has what
// that says instead when it is built with gpgme. testdata/oracle writes both.
type engineCase struct {
	Name, Reference, Manifest, Layout, Policy, Verdict, Message string
	OpenPGP                                                     []string
	Attachments                                                 []struct {
		MediaType   string
		Annotations map[string]string
		Data        []byte
	}
	// pure is the verdict of the build with Go's own OpenPGP; Verdict and
	// Message are those of the build with gpgme.
	pure string
}

func engineCases(tb testing.TB) []engineCase {
	tb.Helper()
	gpgme := map[string]engineCase{}
	for _, c := range rows(tb, "policy/gpgme.jsonl") {
		gpgme[c.Name] = c
	}
	out := rows(tb, "policy/engine.jsonl")
	for n := range out {
		out[n].pure = out[n].Verdict
		if other, ok := gpgme[out[n].Name]; ok {
			out[n].Verdict, out[n].Message = other.Verdict, other.Message
		}
	}
	return out
}

func rows(tb testing.TB, name string) []engineCase {
	tb.Helper()
	file, err := os.Open(filepath.Join(testdata, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	var out []engineCase
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c engineCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			tb.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func (c engineCase) image(tb testing.TB) Image {
	tb.Helper()
	name, err := registry.ParseImageName(c.Reference)
	if err != nil {
		tb.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(testdata, c.Manifest))
	if err != nil {
		tb.Fatal(err)
	}
	return Image{Transport: "docker", Name: name, Digest: registry.DigestOf(manifest, ""), Manifest: manifest}
}

func (c engineCase) evidence(tb testing.TB) Evidence {
	tb.Helper()
	var out Evidence
	for n, file := range c.OpenPGP {
		data, err := os.ReadFile(filepath.Join(testdata, file))
		if err != nil {
			tb.Fatal(err)
		}
		out.Signatures = append(out.Signatures, Signature{ID: strconv.Itoa(n),
			Reference: fmt.Sprintf("@DIR/signature-%d", n+1), Blob: data})
	}
	for n, a := range attachments(tb, c.Layout, filepath.Base(c.Manifest)) {
		out.Signatures = append(out.Signatures, Signature{ID: strconv.Itoa(n), Attachment: &a})
	}
	for n, a := range c.Attachments {
		out.Signatures = append(out.Signatures, Signature{ID: strconv.Itoa(n), Attachment: &Attachment{a.MediaType, a.Annotations, a.Data}})
	}
	return out
}

// attachments reads the layers of a layout's .sig tag.
func attachments(tb testing.TB, dir, sha string) []Attachment {
	tb.Helper()
	if dir == "" {
		return nil
	}
	source, err := layout.Open(filepath.Join(testdata, dir), false, registry.Limits{})
	if err != nil {
		tb.Fatal(err)
	}
	m, err := source.Manifest(tb.Context(), "sha256-"+sha+".sig")
	if err != nil {
		tb.Fatal(err)
	}
	var out []Attachment
	for _, l := range m.Layers {
		data, err := os.ReadFile(filepath.Join(testdata, dir, "blobs", strings.Replace(l.Digest, ":", "/", 1)))
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, Attachment{l.MediaType, l.Annotations, data})
	}
	return out
}

// evaluateCase returns assay's verdict in the words of the table.
func evaluateCase(tb testing.TB, c engineCase, root string) (verdict string, outcome *report.Policy) {
	tb.Helper()
	p, err := Parse("policy.json", []byte(strings.ReplaceAll(c.Policy, "@/", root+"/")))
	if err == nil {
		p.ReadFiles(ReadKeyFile)
	}
	if err != nil {
		return "invalid", Invalid("policy.json", Image{}, err)
	}
	outcome = p.Evaluate(c.image(tb), c.evidence(tb), fixedNow)
	if outcome.Decision.Accepts() {
		return "accept", outcome
	}
	return "reject", outcome
}

// TestEngine compares every row with the engine's own verdict, and what assay
// says that podman prints against what it does print. Where assay says nothing,
// it must not be because the words are not known.
func TestEngine(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	cases := engineCases(t)
	if len(cases) < 2200 {
		t.Fatalf("only %d cases", len(cases))
	}
	seen, rejected, silent := map[string]int{}, 0, 0
	for _, c := range cases {
		got, outcome := evaluateCase(t, c, root)
		reason := knownDifference(c)
		if reason != "" {
			seen[reason]++
		}
		if differs := got != c.Verdict; differs && (reason == "" || got != "reject") || !differs && reason != "" {
			t.Errorf("%s: %s, the engine says %s (%s); difference known: %q; %s; policy %s", c.Name, got, c.Verdict, c.Message, reason,
				outcome.Reason, c.Policy)
		}
		if outcome.Message != "" && !sameMessage(strings.ReplaceAll(outcome.Message, root+"/", "@/"), c.Message) {
			t.Errorf("%s: podman prints %q, we say %q", c.Name, c.Message, outcome.Message)
		}
		if got != "accept" {
			rejected++
			if outcome.Message == "" {
				silent++
			}
		}
	}
	for reason := range differences {
		if seen[reason] == 0 {
			t.Errorf("nothing differs any more for the reason %q", reason)
		}
	}
	if silent*14 > rejected {
		t.Errorf("of %d refusals %d have no words of podman", rejected, silent)
	}
	t.Logf("%d rows, %d refused of which %d without a quotation, stricter in %v", len(cases), rejected, silent, seen)
}

// TestBuildsDiffer wants it to be said where the builds of the engine disagree
// on more than the form of a message.
func TestBuildsDiffer(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	disputed := 0
	for _, c := range engineCases(t) {
		if c.pure == c.Verdict {
			continue
		}
		got, outcome := evaluateCase(t, c, root)
		if got != "reject" || len(outcome.Requirements) != 1 || len(outcome.Requirements[0].Signatures) != 1 {
			continue
		}
		for _, check := range outcome.Requirements[0].Signatures[0].Checks {
			if check.ID == report.CheckKeyValidity && check.Blocks() {
				disputed++
				if !strings.HasPrefix(check.Detail, "depends on podman's OpenPGP library: ") {
					t.Errorf("%s: %q", c.Name, check.Detail)
				}
			}
		}
	}
	if disputed < 6 {
		t.Errorf("only %d rows", disputed)
	}
}

// sameMessage compares messages up to the time of asking. "…" in ours stands for
// anything.
func sameMessage(ours, engine string) bool {
	now := regexp.MustCompile("current time [^ ]*")
	ours = strings.TrimPrefix(strings.TrimPrefix(ours, "Source image rejected: "), `invalid policy in "policy.json": `)
	pattern := strings.ReplaceAll(regexp.QuoteMeta(now.ReplaceAllString(ours, "now")), "…", ".*")
	return regexp.MustCompile("(?s)^" + pattern + "$").MatchString(now.ReplaceAllString(engine, "now"))
}

// differences say in which rows assay is stricter than the engine built with
// gpgme, and why: in each the build with Go's own OpenPGP refuses too, or a byte
// was changed that signers write as assay wants it.
var differences = map[string][]string{
	"the signature or a self-signature is dated in the future": {"edge future-signature", "edge future-self-signature"},
	"a self-signature has ended":                               {"edge self-signature-expired"},
	"the only user ID is revoked":                              {"edge user-id-revoked"},
	"the one-pass packet is of another signature": {"edge one-pass-other-type", "edge one-pass-other-key", "edge issuer-is-other",
		"v3 *-changed-one-pass-keyid", "v3 *-changed-one-pass-type"},
	"the fingerprint named is not that of the key ID":   {"edge fingerprint-of-other"},
	"packets that are no part of a signed message":      {"edge unknown-packet", "edge user-id-inside"},
	"a critical subpacket that go-crypto does not know": {"edge critical-07", "edge critical-12"},
	"the signature says twice when it ends":             {"edge expires-twice-long-first"},
	"text is signed without the line ends of a text":    {"edge text-bare-signed-bare"},
	"of a version 3 signature, a byte that gpg does not mind": {"v3 *-changed-left", "v3 *-changed-length", "v3 *-changed-version",
		"v3 *-changed-rsa-sign-only", "v3 dsa1024-changed-algorithm"},
}

// knownDifference returns why a row is decided otherwise, or empty.
func knownDifference(c engineCase) string {
	if c.Verdict != "accept" {
		return ""
	}
	for reason, patterns := range differences {
		for _, pattern := range patterns {
			if ok, err := path.Match(pattern, c.Name); ok && err == nil {
				return reason
			}
		}
	}
	return ""
}
