package cli

import "testing"

// TestSBOMFileWithSignerNamed names a signer in ways that ask for nothing where an
// SBOM is a file: nobody signed it, so the exit code must not be 0.
func TestSBOMFileWithSignerNamed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--certificate-github-workflow-repository", "x/y"},
		{"--certificate", "testdata/no-such-file"},
		{"--certificate-chain", "testdata/no-such-file"},
		{"--annotations", "a=b"},
	} {
		r := runPlain(t, append([]string{"sbom", "-o", "text", "testdata/sbom/demo.spdx.json"}, args...)...)
		if r.code == 0 {
			t.Errorf("%q: exit code 0; %s", args, r.stderr)
		}
	}
}

// TestSBOMFileTooLarge wants the option that raises the limit to be named as what
// helps, not as what is wrong: nobody gave it.
func TestSBOMFileTooLarge(t *testing.T) {
	t.Parallel()
	r := runPlain(t, "sbom", "-o", "text", "--max-sbom-size", "10", "testdata/sbom/demo.spdx.json")
	if r.code != 2 {
		t.Errorf("exit code %d, want 2", r.code)
	}
	want := "assay: reading the SBOM: testdata/sbom/demo.spdx.json is larger than the limit of 10 bytes (--max-sbom-size raises that)\n"
	if r.stderr != want {
		t.Errorf("%q, want %q", r.stderr, want)
	}
}
