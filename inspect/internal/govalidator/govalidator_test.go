package govalidator

import "testing"

func TestIsEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"alice@acme.test": true, "a.b+c@x.example": true,
		"": false, "alice": false, "@acme.test": false, "Alice <alice@acme.test>": false, "a b@acme.test": false, "a@b@c": false,
	} {
		if got := IsEmail(text); got != want {
			t.Errorf("IsEmail(%q) is %v", text, got)
		}
	}
}
