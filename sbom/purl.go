package sbom

import (
	"net/url"
	"strings"
)

// PURL is a package URL taken apart
// (github.com/package-url/purl-spec, "Rules for each purl component").
type PURL struct {
	Type, Namespace, Name, Version string
	Qualifiers                     []Property
	Subpath                        string
}

// ParsePURL takes a package URL apart, percent-decoded. It reports false when
// the text is not one: no "pkg:", no type or no name.
func ParsePURL(text string) (PURL, bool) {
	rest, ok := strings.CutPrefix(text, "pkg:")
	if !ok {
		return PURL{}, false
	}
	var p PURL
	rest, subpath, _ := strings.Cut(rest, "#")
	p.Subpath = unescape(strings.Trim(subpath, "/"))
	rest, query, _ := strings.Cut(rest, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			p.Qualifiers = append(p.Qualifiers, Property{unescape(name), unescape(value)})
		}
	}
	rest = strings.Trim(rest, "/")
	// The version begins at the last @, but not one of a scope (npm's @types).
	if at := strings.LastIndexByte(rest, '@'); at > 0 && rest[at-1] != '/' {
		p.Version = unescape(rest[at+1:])
		rest = rest[:at]
	}
	kind, rest, ok := strings.Cut(rest, "/")
	if !ok {
		return PURL{}, false
	}
	p.Type = strings.ToLower(kind)
	if slash := strings.LastIndexByte(rest, '/'); slash >= 0 {
		p.Namespace, rest = unescape(rest[:slash]), rest[slash+1:]
	}
	p.Name = unescape(rest)
	return p, p.Type != "" && p.Name != ""
}

func unescape(text string) string {
	if strings.IndexByte(text, '%') < 0 {
		return text
	}
	if decoded, err := url.PathUnescape(text); err == nil {
		return decoded
	}
	return text
}

func purlType(text string) string {
	rest, ok := strings.CutPrefix(text, "pkg:")
	if !ok {
		return ""
	}
	kind, _, ok := strings.Cut(strings.TrimLeft(rest, "/"), "/")
	if !ok {
		return ""
	}
	return kind
}

// purlIdentity is a purl without version, qualifiers and subpath: what stays
// the same when a package is updated.
func purlIdentity(text string) string {
	if end := strings.IndexAny(text, "?#"); end >= 0 {
		text = text[:end]
	}
	if at := strings.LastIndexByte(text, '@'); at > 0 && text[at-1] != '/' {
		text = text[:at]
	}
	return text
}
