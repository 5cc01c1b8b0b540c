package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"assay/inspect/report"
)

// TestNothingNamed wants an argument that is missing, or empty because it comes
// from a variable that is not set, to be a mistake: what checked nothing must not
// end well. So is a flag that would ask for nothing where it stands.
func TestNothingNamed(t *testing.T) {
	t.Parallel()
	key := []string{"--key", "testdata/demo/k-p256.pub"}
	for _, test := range []struct {
		input string
		args  []string
		want  string // part of what is written to stderr
	}{
		{"", nil, "assay [flags] REFERENCE..."},
		{"", key, "assay [flags] REFERENCE..."},
		{"", append(key, ""), "is empty"},
		{"", append(key, "-o", "json", ""), "is empty"},
		{"", []string{"-o", "tui", ""}, "is empty"},
		{"", []string{"-o", "tui", "not a reference"}, "not an image reference"},
		{"", []string{"-o", "tui", "oci:"}, "names no path"},
		{"", []string{" \t"}, "is empty"},
		{"", []string{"oci:testdata/demo/layouts/v2-key-rekor:1.0", ""}, "is empty"},
		{"", []string{"bundle"}, "bundle takes one file"},
		{"", []string{"bundle", ""}, "is empty"},
		{"", []string{"bundle", "README.md"}, "--artifact"},
		{"", []string{"bundle", "README.md", "--artifact", ""}, "is empty"},
		{"", []string{"cert"}, "cert takes one file"},
		{"", []string{"cert", ""}, "is empty"},
		{"", []string{"sbom"}, "sbom takes"},
		{"", []string{"sbom", ""}, "is empty"},
		{"", []string{"sbom", "testdata/sbom/demo.spdx.json", ""}, "is empty"},
		{"", []string{"demo", ""}, "is empty"},
		{"", []string{"demo", "unsigned", "sbom"}, "demo takes one case"},
		{"", []string{"bundle", "README.md", "--artifact", "README.md", "--rekor-url", "https://log.example"},
			"--rekor-url is about images"},
		{"", []string{"bundle", "README.md", "--artifact", "README.md", "--policy", "{}"}, "--policy is about images"},
		{"", []string{"sbom", "testdata/sbom/demo.spdx.json", "--policy", "{}"}, "--policy is about images"},
		{"", []string{"-o", "text", "--offline", "--reference", "example.org/a", "127.0.0.1:1/a/b:c"},
			"--reference: the name is for an image that was read from disk"},
		{"", []string{"-"}, "names no reference"},
		{"\n# nothing\n\n", append(key, "-o", "json", "-"), "names no reference"},
		{"", []string{"-", "-"}, "names no reference"},
	} {
		r := runWith(t, test.input, test.args...)
		r.want(t, exitUsage, "", test.want)
		if r.stdout != "" {
			t.Errorf("%q writes to standard output:\n%s", test.args, r.stdout)
		}
		if !strings.HasPrefix(r.stderr, "assay: ") {
			t.Errorf("%q: %q does not begin with the program's name", test.args, r.stderr)
		}
	}
}

// TestNothingNamedOnTerminal is the same where a screen could open instead.
func TestNothingNamedOnTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {""}, {"--key", "testdata/demo/k-p256.pub"}, {"oci:"}, {"sbom", ""}} {
		x := start(t, 80, 24, args...)
		var exit *exec.ExitError
		if err := <-x.ended; !errors.As(err, &exit) {
			t.Errorf("%q ended with %v, want exit code 2", args, err)
		} else if exit.ExitCode() != exitUsage {
			t.Errorf("%q: exit code %d, want 2", args, exit.ExitCode())
		}
	}
}

// TestAnnotationsFlag splits the values of -a as cosign does.
func TestAnnotationsFlag(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want map[string]string // nil for a mistake
	}{
		{[]string{"-a", "a=1"}, map[string]string{"a": "1"}},
		{[]string{"-a", "a=1,b=2"}, map[string]string{"a": "1", "b": "2"}},
		{[]string{"-a", "a=1", "-a", "b=2,c=3"}, map[string]string{"a": "1", "b": "2", "c": "3"}},
		{[]string{"-a", `"a=1,b=2"`}, map[string]string{"a": "1,b=2"}},
		{[]string{"-a", `"a=""1"""`}, map[string]string{"a": `"1"`}},
		{[]string{"-a", "\"a=1\nb\""}, map[string]string{"a": "1\nb"}},
		{[]string{"-a", "a=1=2"}, map[string]string{"a": "1=2"}},
		{[]string{"-a", "a="}, map[string]string{"a": ""}},
		{[]string{"-a", "a=1,a=2", "--annotations", "a=3"}, map[string]string{"a": "3"}},
		{[]string{"-a", ""}, nil},
		{[]string{"-a", "a=1", "-a", " "}, nil},
		{[]string{"-a", "a=1,"}, nil},
		{[]string{"-a", "a=1,b"}, nil},
		{[]string{"-a", "=1"}, nil},
		{[]string{"-a", "a=1\nb=2"}, nil},
		{[]string{"-a", `a="1"`}, nil},
	} {
		f := &flags{env: &environment{lookup: os.LookupEnv}}
		command := &cobra.Command{}
		f.register(command)
		err := command.ParseFlags(test.args)
		if err == nil {
			options, wrong := f.options()
			if err = wrong; err == nil && !maps.Equal(options.Criteria.Annotations, test.want) {
				t.Errorf("%q: %v, want %v", test.args, options.Criteria.Annotations, test.want)
			}
		}
		if (err == nil) != (test.want != nil) {
			t.Errorf("%q: error %v", test.args, err)
		}
	}
}

// TestOptionsBeforeMessage wants the options of a mistake before its message, as
// they are given on the command line.
func TestOptionsBeforeMessage(t *testing.T) {
	t.Parallel()
	mistake := errors.New("a plain key and an identity exclude each other")
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"none": {&report.UsageError{Err: mistake}, mistake.Error()},
		"flags": {&report.UsageError{Options: []report.Option{report.OptionKey, report.OptionIdentity}, Err: mistake},
			"--key, --certificate-identity: " + mistake.Error()},
		"twice": {&report.UsageError{Options: []report.Option{report.OptionKey, report.OptionKey}, Err: mistake},
			"--key: " + mistake.Error()},
		"variable": {&report.UsageError{Options: []report.Option{report.OptionSignatureStorage}, Err: mistake},
			"COSIGN_REPOSITORY: " + mistake.Error()},
		"wrapped": {fmt.Errorf("outer: %w", &report.UsageError{Options: []report.Option{report.OptionKey}, Err: mistake}),
			"--key: outer: " + mistake.Error()},
		"other": {mistake, mistake.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := message(c.err); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestOptionsAreFlags wants every option that a mistake or a limit can name to be
// a flag of some command, or a variable of the environment.
func TestOptionsAreFlags(t *testing.T) {
	t.Parallel()
	root := newRoot(&environment{lookup: os.LookupEnv})
	for _, option := range []report.Option{
		report.OptionKey, report.OptionCertificate, report.OptionChain, report.OptionIdentity, report.OptionIdentityRegexp,
		report.OptionIssuer,
		report.OptionIssuerRegexp, report.OptionDigestAlgorithm, report.OptionAttachment, report.OptionArtifact, report.OptionPolicy,
		report.OptionTrustedRoot,
		report.OptionPlatform, report.OptionReference, report.OptionSignerResults, report.OptionTimeout, report.OptionAllowHTTP,
		report.OptionAllowInsecure,
		report.OptionAllowPrivate, report.OptionMaxManifest, report.OptionMaxBlob, report.OptionMaxRun, report.OptionMaxReferrers,
		report.OptionMaxLayers,
		report.OptionMaxPlatforms, report.OptionMaxSBOM,
	} {
		found := root.Flags().Lookup(string(option)) != nil
		for _, command := range root.Commands() {
			found = found || command.Flags().Lookup(string(option)) != nil
		}
		if !found {
			t.Errorf("%s is no flag", spell(option))
		}
	}
}

// TestKeyInVariable reads a key from a variable of the environment.
func TestKeyInVariable(t *testing.T) {
	t.Parallel()
	key, err := os.ReadFile("testdata/demo/k-p256.pub")
	if err != nil {
		t.Fatal(err)
	}
	args := []string{
		"--offline", "--trusted-root", "testdata/demo/trusted-root.json", "-o", "text", "--key", "env://SIGNER",
		"oci:testdata/demo/layouts/v2-key-rekor:1.0",
	}
	runHere(t.Context(), strings.NewReader(""), map[string]string{"SIGNER": string(key)}, args...).want(t, 0, "✓ VERIFIED", "")
	runPlain(t, args...).want(t, exitUsage, "", "SIGNER")
}
