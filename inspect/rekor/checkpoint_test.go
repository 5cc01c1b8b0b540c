package rekor

import (
	"strings"
	"testing"
)

// TestCheckpointBounds wants checkpoints of real logs to be read, and those that
// would only take time not to be: each signature is checked over the whole text.
func TestCheckpointBounds(t *testing.T) {
	t.Parallel()
	const head = "log.example.org - 1\n17\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	const line = "— log.example.org AAAAAAAA\n"
	for _, c := range []struct {
		name, text string
		read       bool
	}{
		{"one signature", head + "\n" + line, true},
		{"witnesses", head + "\n" + strings.Repeat(line, 100), true},
		{"more signatures than any log has", head + "\n" + strings.Repeat(line, 101), false},
		{"a long text", head + strings.Repeat("x\n", 40<<10) + "\n" + line, false},
	} {
		if _, err := ParseCheckpoint(c.text); (err == nil) != c.read {
			t.Errorf("%s: %v, want it read %v", c.name, err, c.read)
		}
	}
}
