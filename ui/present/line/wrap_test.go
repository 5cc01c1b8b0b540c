package line

import (
	"strings"
	"testing"
	"time"
)

// TestWrapLong wants a word of many rows to be wrapped in a moment, in rows
// that fit.
func TestWrapLong(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	word := strings.Repeat("日e\u0301a", 50_000)
	rows := Wrap(Line{Spans: []Span{{word, StylePlain}}, Indent: 2}, 80)
	var all strings.Builder
	for _, row := range rows {
		if w := row.Width(); w > 80 {
			t.Fatalf("a row has %d cells", w)
		}
		all.WriteString(strings.TrimPrefix(row.String(), "  "))
	}
	if took := time.Since(begin); all.String() != word || took > 5*time.Second {
		t.Errorf("%d rows in %s", len(rows), took)
	}
}
