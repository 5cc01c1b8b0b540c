package present

import (
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestUnread names a blob by its digest, other things by what was being done, and
// says what failed for the same reason once, with what helps.
func TestUnread(t *testing.T) {
	t.Parallel()
	digest := "sha256:" + strings.Repeat("ab", 32)
	r := &report.Report{Errors: []report.Problem{
		{What: "fetching blob " + digest + " of r/a", Blob: digest, Reason: "it is too large", Hint: "raise the limit"},
		{What: "listing the tags of r/a", Reason: "it is too large"},
		{What: "fetching blob of another kind", Reason: "refused"},
	}}
	lines := unread(r)
	if len(lines) != 3 {
		t.Fatalf("%d lines, want two reasons and a hint", len(lines))
	}
	for n, want := range []string{
		"could not be read  blob " + ShortDigest(digest) + ", listing the tags of r/a: it is too large",
		"    raise the limit",
		"could not be read  fetching blob of another kind: refused",
	} {
		var text strings.Builder
		for _, span := range lines[n].Spans {
			text.WriteString(span.Text)
		}
		if text.String() != want {
			t.Errorf("line %d is %q, want %q", n, text.String(), want)
		}
	}
}
