package reader

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/sbom"
)

// corpusFile is a row of a corpus's counts.tsv.
type corpusFile struct {
	name, format string
	packages     int
	data         []byte
}

// corpus returns the documents of the folder that ASSAY_SBOM_CORPUS names: a
// counts.tsv of file, format, packages and note, in the directory of the files.
func corpus(t *testing.T) []corpusFile {
	t.Helper()
	dir := os.Getenv("ASSAY_SBOM_CORPUS")
	if dir == "" {
		t.Skip("ASSAY_SBOM_CORPUS names no folder of documents")
	}
	table, err := os.ReadFile(filepath.Join(dir, "counts.tsv"))
	if err != nil {
		t.Skip("no counts.tsv:", err)
	}
	var files []corpusFile
	for line := range strings.SplitSeq(strings.TrimSpace(string(table)), "\n") {
		columns := strings.Split(line, "\t")
		packages, err := strconv.Atoi(columns[2])
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, columns[0]))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, corpusFile{columns[0], columns[1], packages, data})
	}
	return files
}

// TestPublicDocuments compares package counts with an independent count over a
// folder of public documents.
func TestPublicDocuments(t *testing.T) {
	t.Parallel()
	for _, f := range corpus(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			d := Read(f.data, Options{})
			if f.packages < 0 {
				if len(d.Diagnostics) == 0 || d.Diagnostics[0].Severity != sbom.Error {
					t.Errorf("a document that is not to be read gave %v", d.Diagnostics)
				}
				return
			}
			if len(d.Packages) != f.packages {
				t.Errorf("%s: %d packages, want %d; diagnostics %v", d.Format, len(d.Packages), f.packages,
					d.Diagnostics[:min(3, len(d.Diagnostics))])
			}
			for i := range d.Packages {
				if p := &d.Packages[i]; p.Offset >= 0 && len(d.Raw(p)) == 0 {
					t.Errorf("no source of package %s", p.Name)
				}
			}
			t.Log(d.Format, len(d.Packages), len(d.Files), len(d.Relationships), len(d.Roots), d.Creators)
			for _, n := range d.Diagnostics {
				t.Log(n)
			}
		})
	}
}
