package criteria

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry/file"
)

// TestMistakes wants each mistake in what was asked to be a UsageError about the
// options that make it, found before anything is fetched.
func TestMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, junk, none := filepath.Join(testdata, "keys/k-p256.pub"), write("junk", "junk"), filepath.Join(dir, "none")
	large := write("large", strings.Repeat("x", maxKeyFile+1))
	private := "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	armour := "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"
	type options = []report.Option
	for _, test := range []struct {
		name  string
		asked report.Criteria
		want  options
		says  string
	}{
		{"a key and an identity", report.Criteria{Keys: []string{key}, Identity: "a", Issuer: "b"},
			options{report.OptionKey, report.OptionIdentity}, "both"},
		{"a key and a certificate", report.Criteria{Keys: []string{key}, Certificate: "c"},
			options{report.OptionKey, report.OptionCertificate}, "both"},
		{"an issuer alone", report.Criteria{Issuer: "b"}, options{report.OptionIdentity, report.OptionIdentityRegexp}, "no identity"},
		{"a workflow alone", report.Criteria{Workflow: map[string]string{"name": "x"}},
			options{report.OptionIdentity, report.OptionIdentityRegexp}, "no identity"},
		{"an identity alone", report.Criteria{Identity: "a"}, options{report.OptionIssuer, report.OptionIssuerRegexp}, "no issuer"},
		{"an identity's expression alone", report.Criteria{IdentityRegexp: "a"}, options{report.OptionIssuer, report.OptionIssuerRegexp},
			"no issuer"},
		{"an identity that is no expression", report.Criteria{IdentityRegexp: "(", Issuer: "b"}, options{report.OptionIdentityRegexp},
			"missing closing )"},
		{"an issuer that is no expression", report.Criteria{Identity: "a", IssuerRegexp: "("}, options{report.OptionIssuerRegexp},
			"missing closing )"},
		{"an unknown digest algorithm", report.Criteria{DigestAlgorithm: "md5"}, options{report.OptionDigestAlgorithm}, "md5"},
		{"an unknown attachment", report.Criteria{Attachment: "picture"}, options{report.OptionAttachment}, "picture"},
		{"no key file", report.Criteria{Keys: []string{none}}, options{report.OptionKey}, none},
		{"a key that is none", report.Criteria{Keys: []string{junk}}, options{report.OptionKey}, "no PEM file"},
		{"the second key is none", report.Criteria{Keys: []string{key, junk}}, options{report.OptionKey}, "no PEM file"},
		{"a key that is too large", report.Criteria{Keys: []string{large}}, options{report.OptionKey}, large},
		{"a private key", report.Criteria{Keys: []string{private}}, options{report.OptionKey}, "private key"},
		{"an OpenPGP key that is none", report.Criteria{Keys: []string{armour}}, options{report.OptionKey}, "inline key"},
		{"an environment variable that is not set", report.Criteria{Keys: []string{"env://NONE"}}, options{report.OptionKey}, "NONE"},
		{"a key in a KMS", report.Criteria{Keys: []string{"awskms:///alias/x"}}, options{report.OptionKey}, "awskms"},
		{"no certificate", report.Criteria{Certificate: none}, options{report.OptionCertificate}, none},
		{"a certificate that is none", report.Criteria{Certificate: junk}, options{report.OptionCertificate}, junk},
		{"no chain", report.Criteria{CertificateChain: none}, options{report.OptionChain}, none},
		{"a chain that is none", report.Criteria{CertificateChain: junk}, options{report.OptionChain}, junk},
		{"no policy", report.Criteria{Policy: none}, options{report.OptionPolicy}, none},
		{"no trusted root", report.Criteria{TrustedRoot: none}, options{report.OptionTrustedRoot}, none},
		{"a trusted root that is none", report.Criteria{TrustedRoot: junk}, options{report.OptionTrustedRoot}, junk},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.asked.Offline = true
			l, err := Begin(t.Context(), test.asked, Options{Root: builtIn(t), Inputs: new(file.Inputs),
				Getenv: func(string) string { return "" }})
			if l != nil {
				t.Error("loading began, and must not")
			}
			wrong := new(report.UsageError)
			if !errors.As(err, &wrong) {
				t.Fatalf("error %v, want a mistake in what was asked", err)
			}
			if !slices.Equal(wrong.Options, test.want) {
				t.Errorf("the mistake is about %q, want %q", wrong.Options, test.want)
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %q, want one with %q", err, test.says)
			}
		})
	}
}

// TestNotes wants options without an effect to be told.
func TestNotes(t *testing.T) {
	t.Parallel()
	policy := `{"default":[{"type":"reject"}]}`
	key := filepath.Join(testdata, "keys/k-p256.pub")
	for _, test := range []struct {
		name  string
		asked report.Criteria
		want  []string
	}{
		{"nothing", report.Criteria{}, []string{"of the caller"}},
		{"no claims", report.Criteria{IgnoreClaims: true}, []string{"of the caller", "the signed claims were not compared"}},
		{"a policy and a key", report.Criteria{Policy: policy, Keys: []string{key}},
			[]string{"of the caller", "only the policy decides the verdict"}},
		{"a policy alone", report.Criteria{Policy: policy}, []string{"of the caller"}},
	} {
		test.asked.Offline = true
		c, err := Load(t.Context(), test.asked, Options{Root: builtIn(t), Inputs: new(file.Inputs), Notes: []string{"of the caller"}})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if len(c.Notes) != len(test.want) {
			t.Fatalf("%s: notes %q, want %q", test.name, c.Notes, test.want)
		}
		for n, want := range test.want {
			if !strings.HasPrefix(c.Notes[n], want) {
				t.Errorf("%s: note %q, want %q", test.name, c.Notes[n], want)
			}
		}
	}
}

// TestPolicyIsReadOnce wants criteria to keep the policy as it was when they were
// loaded, with the key files that it names, and later ones to see the change.
func TestPolicyIsReadOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "policy.json")
	write := func(text string, at time.Time) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	o := Options{Root: builtIn(t), Inputs: new(file.Inputs)}
	load := func() *Criteria {
		c, err := Load(t.Context(), report.Criteria{Policy: path, Offline: true}, o)
		if err != nil {
			t.Fatal(err)
		}
		if c.Policy == nil {
			t.Fatal("there is no policy")
		}
		return c
	}
	write(`{"default":[{"type":"reject"}]}`, now)
	first := load()
	if first.Policy.Err != nil {
		t.Errorf("the policy is not valid: %v", first.Policy.Err)
	}
	parsed := first.Policy.Parsed
	write(`{"default":[{"type":"none"}]}`, now.Add(time.Minute))
	if second := load(); second.Policy.Err == nil {
		t.Error("the policy has changed, and later criteria do not see it")
	}
	if first.Policy.Parsed != parsed {
		t.Error("criteria that were loaded have another policy now")
	}
	if first.Policy.Err != nil {
		t.Errorf("criteria that were loaded have another policy now: %v", first.Policy.Err)
	}
	if first.Policy.Name != path {
		t.Errorf("the policy is named %q, want %q", first.Policy.Name, path)
	}
}

// TestUnpinned wants criteria without a signer to ask for none, and to leave
// those that they were made of alone.
func TestUnpinned(t *testing.T) {
	t.Parallel()
	key := filepath.Join(testdata, "keys/k-p256.pub")
	c, err := Load(t.Context(), report.Criteria{Keys: []string{key}, Offline: true}, Options{Root: builtIn(t), Inputs: new(file.Inputs)})
	if err != nil {
		t.Fatal(err)
	}
	loose := c.Unpinned()
	if loose.Verify.Pinned() {
		t.Error("a signer is asked for")
	}
	if len(loose.Verify.Keys) != 0 {
		t.Errorf("%d keys are left", len(loose.Verify.Keys))
	}
	if !c.Verify.Pinned() {
		t.Error("the criteria themselves ask for nobody now")
	}
	if len(c.Verify.Keys) != 1 {
		t.Errorf("the criteria themselves have %d keys now, want one", len(c.Verify.Keys))
	}
}
