package containerspolicy

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSyntaxErrors wants everything that is wrong with a policy, in the order of
// the file, with its line; what podman prints is the first.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		name, policy string
		want         []string
	}{
		{"several", `{
  "default": [{"type": "insecureAcceptAnything"}],
  "transports": {
    "docker": {
      "example.com/x": [{"type": "signedBy", "keyType": "GPGKeys", "keyPth": "/x", "other": 1}],
      "example.com/y": [
        {"type": "reject"},
        {"type": "rejct"}
      ]
    },
    "oci":
      {"relative": [{"type": "reject"}],
       "/good": [{"type": "reject"}],
       "/bad": []}
  },
  "extra": 1
}`, []string{
			`line 5, transports/docker/example.com/x/0: Unknown key "keyPth"`,
			`line 6, transports/docker/example.com/y/1: Unknown policy requirement type "rejct"`,
			`line 12, transports/oci: Unknown key "relative" (a scope of this transport is an absolute path)`,
			`line 14, transports/oci//bad: List of verification policy requirements must not be empty`,
			`line 16: Unknown key "extra"`,
		}},
		{"nested", "{\n\"default\": [{\"type\": \"sigstoreSigned\", \"keyPath\": \"/k\", \"signedIdentity\": {\"type\": " +
			"\"matchExactly\"}}]}",
			[]string{`line 2, default/0/signedIdentity: Unknown policy reference match type "matchExactly"`}},
		{"syntax", "{\n  \"default\": [\n    {\"type\": \"reject\"},\n  ]\n}",
			[]string{`line 4: invalid character ']' looking for beginning of value`}},
		{"no default", `{"transports": {}}`, []string{"Default policy is missing"}},
		{"no object", `[]`, []string{`JSON object expected, got 91`}},
		{"twice", `{"default": [{"type": "reject"}], "default": []}`, []string{`Duplicate key "default"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 20 {
				_, err := Parse("policy.json", []byte(c.policy))
				var found SyntaxErrors
				if !errors.As(err, &found) {
					t.Fatalf("error %v", err)
				}
				var got []string
				for _, m := range found {
					got = append(got, m.String())
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Fatalf("errors (-want +got):\n%s", diff)
				}
			}
		})
	}
}
