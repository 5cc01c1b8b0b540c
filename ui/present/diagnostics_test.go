package present

import (
	"strings"
	"testing"

	"assay/sbom"
	"assay/sbom/reader"
	"assay/ui/present/line"
)

// TestSizeLimitNamesItsOption wants the option that raises the limit with the
// diagnostic of a document that is too large, on the screen and when copied.
func TestSizeLimitNamesItsOption(t *testing.T) {
	t.Parallel()
	const want = "the document has 100 bytes and the limit is 99; --max-sbom-size raises it"
	lines := diagnostics(reader.Read(make([]byte, 100), reader.Options{MaxBytes: 99}), 1)
	if got := line.Static(lines).String(); !strings.Contains(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := lines[0].Copy; got != want {
		t.Errorf("copied is %q, want %q", got, want)
	}
	other := &sbom.Document{Diagnostics: []sbom.Diagnostic{{Severity: sbom.Error, Code: sbom.CodeTooLarge, Message: "a YAML document"}}}
	if got := line.Static(diagnostics(other, 1)).String(); strings.Contains(got, "raises it") {
		t.Errorf("%q names an option that does not help", got)
	}
}
