package registry

import "testing"

// TestEmptyTagOfLayout wants an empty tag, which comes from a variable that is not
// set, to be a mistake for images on disk as it is for registries: it must not
// mean whatever image the layout happens to hold.
func TestEmptyTagOfLayout(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"oci:dir:", "archive:file.tar:"} {
		if r, err := ParseReference(text); err == nil {
			t.Errorf("%q: layout %q, identifier %q; want an error", text, r.Layout, r.Identifier)
		}
	}
}
