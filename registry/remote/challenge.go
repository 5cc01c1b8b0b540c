package remote

import (
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// parseChallenge reads a WWW-Authenticate header (RFC 9110, section 11.6.1),
// preferring Bearer where several schemes are offered.
func parseChallenge(headers []string) (*transport.Challenge, bool) {
	var basic *transport.Challenge
	for _, header := range headers {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
		c := &transport.Challenge{Scheme: strings.ToLower(scheme), Parameters: parameters(rest)}
		switch c.Scheme {
		case "bearer":
			return c, c.Parameters["realm"] != ""
		case "basic":
			basic = c
		}
	}
	return basic, basic != nil
}

// parameters reads key="value" pairs; a comma inside quotes belongs to the
// value.
func parameters(text string) map[string]string {
	out := map[string]string{}
	for text = strings.TrimSpace(text); text != ""; {
		key, rest, ok := strings.Cut(text, "=")
		if !ok {
			break
		}
		var value string
		if strings.HasPrefix(rest, `"`) {
			value, rest, _ = strings.Cut(rest[1:], `"`)
		} else {
			value, rest, _ = strings.Cut(rest, ",")
		}
		out[strings.ToLower(strings.TrimSpace(key))] = value
		text = strings.TrimLeft(rest, ", ")
	}
	return out
}
