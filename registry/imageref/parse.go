package imageref

import (
	"fmt"
	"strings"

	"github.com/opencontainers/go-digest"
)

// ParseNormalizedNamed reads a name and fills in docker.io and library/ where
// they are left out.
func ParseNormalizedNamed(text string) (Named, error) {
	if len(text) == 64 && all(text, isLowerHex) {
		return nil, fmt.Errorf("invalid repository name (%s), cannot specify 64-byte hexadecimal strings", text)
	}
	host, rest := splitHost(text)
	path, _, _ := strings.Cut(rest, ":")
	if strings.ToLower(path) != path {
		return nil, fmt.Errorf("invalid reference format: repository name (%s) must be lowercase", path)
	}
	return parse(host + "/" + rest)
}

// ParseNamed reads a name that has everything that ParseNormalizedNamed would
// fill in.
func ParseNamed(text string) (Named, error) {
	named, err := ParseNormalizedNamed(text)
	if err != nil {
		return nil, err
	}
	if named.String() != text {
		return nil, ErrNotCanonical
	}
	return named, nil
}

// IsDomain reports whether text is a host, with or without a port.
func IsDomain(text string) bool {
	host, port := text, ""
	if colon := strings.LastIndexByte(text, ':'); colon > strings.LastIndexByte(text, ']') {
		if host, port = text[:colon], text[colon+1:]; port == "" || !all(port, isDigit) {
			return false
		}
	}
	if address, ok := strings.CutPrefix(host, "["); ok {
		address, ok = strings.CutSuffix(address, "]")
		return ok && address != "" && all(address, func(c byte) bool { return isHex(c) || c == ':' })
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' ||
			!all(label, func(c byte) bool { return isAlphanumeric(c) || c == '-' }) {
			return false
		}
	}
	return true
}

// IsName reports whether text is the name of a repository, with or without a
// host, and without tag and digest.
func IsName(text string) bool {
	_, ok := parseRepository(text)
	return ok
}

// splitHost parts the host from the rest of a name. A first part is a host if it
// could not be part of a path, or is localhost.
func splitHost(name string) (host, rest string) {
	first, after, ok := strings.Cut(name, "/")
	if !ok {
		return defaultHost, officialPath + name
	}
	switch {
	case first == legacyHost:
		host, rest = defaultHost, after
	case first == "localhost", strings.ContainsAny(first, ".:"), strings.ToLower(first) != first:
		host, rest = first, after
	default:
		host, rest = defaultHost, name
	}
	if host == defaultHost && !strings.Contains(rest, "/") {
		rest = officialPath + rest
	}
	return host, rest
}

// parse reads name[:tag][@digest].
func parse(text string) (Named, error) {
	name, digestText, digested := strings.Cut(text, "@")
	tag, isTagged := "", false
	if colon := strings.LastIndexByte(name, ':'); colon > strings.LastIndexByte(name, '/') {
		name, tag, isTagged = name[:colon], name[colon+1:], true
	}
	r, ok := parseRepository(name)
	switch {
	case !ok && IsName(strings.ToLower(name)):
		return nil, ErrUppercase
	case !ok, isTagged && !isTag(tag), digested && !isDigest(digestText):
		return nil, ErrFormat
	case len(r.path) > maxPath:
		return nil, ErrTooLong
	case !digested:
		return join(r, tag, ""), nil
	}
	d, err := digest.Parse(digestText)
	if err != nil {
		return nil, err
	}
	return join(r, tag, d), nil
}

// parseRepository reads [host/]path. A first part that can be a host is one.
func parseRepository(name string) (repository, bool) {
	if first, path, ok := strings.Cut(name, "/"); ok && IsDomain(first) && isPath(path) {
		return repository{first, path}, true
	}
	return repository{"", name}, isPath(name)
}

func isPath(path string) bool {
	for component := range strings.SplitSeq(path, "/") {
		if !isComponent(component) {
			return false
		}
	}
	return true
}

// isComponent reports whether text is runs of lower-case letters and digits with
// separators between them: a dot, one or two underscores, or dashes.
func isComponent(text string) bool {
	for {
		run := 0
		for run < len(text) && (isDigit(text[run]) || 'a' <= text[run] && text[run] <= 'z') {
			run++
		}
		if run == 0 {
			return false
		}
		if text = text[run:]; text == "" {
			return true
		}
		dashes := strings.TrimLeft(text, "-")
		switch {
		case len(dashes) < len(text):
			text = dashes
		case strings.HasPrefix(text, "__"):
			text = text[2:]
		case text[0] == '_', text[0] == '.':
			text = text[1:]
		default:
			return false
		}
	}
}

// isTag reports whether text is a tag: a letter, digit or underscore, and up to
// 127 of them, dots and dashes.
func isTag(text string) bool {
	return text != "" && len(text) <= 128 && text[0] != '.' && text[0] != '-' &&
		all(text, func(c byte) bool { return isAlphanumeric(c) || c == '_' || c == '.' || c == '-' })
}

// isDigest reports whether text has the form of a digest: an algorithm, whose
// parts begin with letters, a colon, and at least 32 hexadecimal digits.
func isDigest(text string) bool {
	algorithm, encoded, ok := strings.Cut(text, ":")
	if !ok || len(encoded) < 32 || !all(encoded, isHex) {
		return false
	}
	begins := true
	for i := range len(algorithm) {
		switch c := algorithm[i]; {
		case begins && (!isAlphanumeric(c) || isDigit(c)):
			return false
		case isAlphanumeric(c):
			begins = false
		case strings.IndexByte("-_+.", c) >= 0:
			begins = true
		default:
			return false
		}
	}
	return !begins
}

func all(text string, holds func(byte) bool) bool {
	for i := range len(text) {
		if !holds(text[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLowerHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' }
func isHex(c byte) bool      { return isLowerHex(c) || 'A' <= c && c <= 'F' }

func isAlphanumeric(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
