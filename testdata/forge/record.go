package forge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// RecordedSeed is the seed of the world that the recorded cases are of.
const RecordedSeed = "assay"

// Recorded is a case with cosign's verdicts, as it is kept for go test. V3 and
// V2 are accept, reject, or empty where that cosign was not asked.
type Recorded struct {
	Class string `json:"class"`
	What  string `json:"what"`
	Sum   string `json:"sum"`
	V3    string `json:"v3"`
	V2    string `json:"v2,omitempty"`
	Line  string `json:"line"`
}

// ID is the name of the case.
func (r Recorded) ID() string { return Case{Class: r.Class, What: r.What}.ID() }

// Expected is what all cosigns that were asked say, or either where they differ.
func (r Recorded) Expected() string {
	switch {
	case r.V2 == "" || r.V2 == r.V3:
		return r.V3
	case r.V3 == "":
		return r.V2
	}
	return "either"
}

// WriteRecord writes cases to a file, a line each, ordered by name.
func WriteRecord(path string, recorded []Recorded) error {
	slices.SortFunc(recorded, func(a, b Recorded) int { return strings.Compare(a.ID(), b.ID()) })
	var b bytes.Buffer
	for _, r := range recorded {
		b.Write(must(r))
		b.WriteByte('\n')
	}
	return os.WriteFile(path, b.Bytes(), 0o644) //nolint:gosec // It is a fixture, for everybody to read.
}

// ReadRecord reads what WriteRecord wrote.
func ReadRecord(path string) ([]Recorded, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var out []Recorded
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var r Recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(out)+1, err)
		}
		out = append(out, r)
	}
	return out, lines.Err()
}
