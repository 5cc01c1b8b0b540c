package reader

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestPublicDocuments holds package counts against an independent count over a
// folder of public documents, named by ASSAY_SBOM_CORPUS, with a counts.tsv of
// file, format, packages and note.
func TestPublicDocuments(t *testing.T) {
	dir := os.Getenv("ASSAY_SBOM_CORPUS")
	if dir == "" {
		t.Skip("ASSAY_SBOM_CORPUS names no folder of documents")
	}
	table, err := os.ReadFile(filepath.Join(dir, "counts.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(table)), "\n") {
		columns := strings.Split(line, "\t")
		want, err := strconv.Atoi(columns[2])
		if err != nil {
			t.Fatal(err)
		}
		t.Run(columns[0], func(t *testing.T) {
			if strings.HasPrefix(columns[1], "spdx3") {
				t.Skip("SPDX 3 is not read yet")
			}
			data, err := os.ReadFile(filepath.Join(dir, columns[0]))
			if err != nil {
				t.Fatal(err)
			}
			doc := Read(data, Options{})
			if want < 0 {
				if len(doc.Diagnostics) == 0 {
					t.Errorf("a document that is not to be read gave no diagnostic")
				}
				return
			}
			if len(doc.Packages) != want {
				t.Errorf("%s: %d packages, want %d; diagnostics %v", doc.Format, len(doc.Packages), want, doc.Diagnostics[:min(3, len(doc.Diagnostics))])
			}
		})
	}
}
