package cli

import "testing"

// TestPolicyToRemedy follows a user from an image that podman refuses to the
// copied rule, and to the policy that would accept it.
func TestPolicyToRemedy(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, "demo", "policy-refuses")
	x.waitFor("FAILED refused by the policy: signed under another name")
	x.waitFor("signed as registry.example.com/acme/app:1.0")
	x.press("c")
	x.waitFor(`copied what to do: "signedIdentity": {"type":"remapIdentity"`)
	x.waitForRaw("\x1b]52;c;")
	for _, c := range []struct{ search, shown string }{
		{"requirement 1", "Requirement 1 of 1 signedBy ✗ not met"}, {"would accept", "A policy that would accept it as signed today"},
	} {
		x.press("/")
		x.waitFor("enter keeps")
		x.press(c.search)
		x.waitFor("/" + c.search)
		x.press("\r")
		x.waitFor(c.shown)
	}
	x.quit()
}
