package forge

import (
	"context"
	"strings"
	"testing"
	"time"

	"assay/inspect"
)

// TestTimeoutHoldsForJudging wants a run to end about when its time is over,
// whatever was fetched.
func TestTimeoutHoldsForJudging(t *testing.T) {
	a := newAttacked(t)
	line := "— x " + b64(append(append([]byte(nil), a.Log.id()[:4]...), 0x30, 6, 2, 1, 1, 2, 1, 1)) + "\n"
	image := newImage(false)
	image.attach([]made{a.sign(Draft{Place: Bundle, Entries: []Entry{{Kind: "dsse", Note: func(note string) string {
		text, signatures, _ := strings.Cut(note, "\n\n")
		return text + "\n" + strings.Repeat(strings.Repeat("x", 79)+"\n", 12500) + "\n" + strings.Repeat(line, 5000) + signatures
	}}}}, digestOf(imageManifest()))})
	server := NewRegistry()
	defer server.Close()
	reference, _ := server.Add(image)
	o := a.options()
	o.Timeout = time.Second
	begun := time.Now()
	_, err := inspect.Run(context.Background(), reference, o, nil)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("took %v with a timeout of 1 s (error %v)", took, err)
	}
}
