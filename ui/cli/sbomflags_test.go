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
