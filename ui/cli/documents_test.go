package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNamedTests holds the documents to tests that exist: whoever reads that one
// holds a promise must find it.
func TestNamedTests(t *testing.T) {
	t.Parallel()
	const root = "." // TestMain works there.
	declared, exists := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`), map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(data, -1) {
			exists[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w*)`")
	for _, name := range []string{"SECURITY.md", "CONTRIBUTING.md", "README.md", "testdata/README.md", "testdata/forge/README.md"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		}
		for _, found := range named.FindAllSubmatch(data, -1) {
			if test := string(found[1]); !exists[test] {
				t.Errorf("%s names %s, which does not exist", name, test)
			}
		}
	}
}
