package cli

import (
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
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
		{"", []string{"bundle", "README.md", "--artifact", "README.md", "--rekor-url", "https://log.example"}, "--rekor-url is about images"},
		{"", []string{"bundle", "README.md", "--artifact", "README.md", "--policy", "{}"}, "--policy is about images"},
		{"", []string{"sbom", "testdata/sbom/demo.spdx.json", "--policy", "{}"}, "--policy is about images"},
		{"", []string{"-o", "text", "--offline", "--reference", "example.org/a", "127.0.0.1:1/a/b:c"}, "has its own name"},
		{"", []string{"-"}, "names no reference"},
		{"\n# nothing\n\n", append(key, "-o", "json", "-"), "names no reference"},
		{"", []string{"-", "-"}, "names no reference"},
	} {
		stdout, stderr, code, _ := runWithInput(t, test.input, test.args...)
		if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "assay: ") || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: exit code %d, want 2 and %q on stderr\n%s%s", test.args, code, test.want, stdout, stderr)
		}
	}
	if stdout, stderr, code := runPlain(t, "--help"); code != 0 || stderr != "" || !strings.Contains(stdout, "--key") {
		t.Errorf("--help: exit code %d\n%s%s", code, stdout, stderr)
	}
}

// TestNothingNamedOnTerminal is the same where a screen could open instead.
func TestNothingNamedOnTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {""}, {"--key", "testdata/demo/k-p256.pub"}, {"oci:"}, {"sbom", ""}} {
		x := start(t, 80, 24, args...)
		err := <-x.ended
		if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitUsage { //nolint:errorlint // As Wait returns it.
			t.Errorf("%q ended with %v, want exit code 2", args, err)
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
		f := &flags{}
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
