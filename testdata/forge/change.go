package forge

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// Change is one change of a JSON document: a path, empty for the document
// itself, and the word for how it is changed.
type Change struct{ Path, Word string }

func (c Change) String() string { return strings.ReplaceAll(c.Path, "\x00", "\\.") + "/" + c.Word }

// Apply returns the changed document; ok is false where the change changes
// nothing or does not fit.
func (c Change) Apply(data []byte) (changed []byte, ok bool) {
	if change, found := documents[c.Word]; found && c.Path == "" {
		changed = change(bytes.Clone(data))
		return changed, changed != nil && !bytes.Equal(changed, data)
	}
	root, err := parse(data)
	if err != nil {
		return nil, false
	}
	same := root.bytes()
	s, err := find(root, c.Path)
	if err != nil {
		return nil, false
	}
	top := s
	if c.Path != "" {
		top = slot{parent: list(root)}
	}
	fits := false
	if change, found := values[c.Word]; found {
		if n := change(s.value()); n != nil {
			s.set(n)
			fits = true
		}
	} else if change, found := places[c.Word]; found && c.Path != "" {
		fits = change(s)
	}
	if !fits {
		return nil, false
	}
	changed = top.value().bytes()
	return changed, !bytes.Equal(changed, same)
}

// Changes lists every single change of a document.
func Changes(data []byte) []Change {
	root, err := parse(data)
	if err != nil {
		panic(err)
	}
	var out []Change
	for _, path := range paths(root, "") {
		s, err := find(root, path)
		if err != nil {
			panic(err)
		}
		for _, word := range valueWords {
			if n := values[word](s.value()); n != nil && !bytes.Equal(n.bytes(), s.value().bytes()) {
				out = append(out, Change{path, word})
			}
		}
		for _, word := range placeWords {
			if places[word](slot{s.parent.shallow(), s.index}) {
				out = append(out, Change{path, word})
			}
		}
	}
	for _, word := range documentWords {
		out = append(out, Change{"", word})
	}
	return out
}

var (
	valueWords    = words(values)
	placeWords    = words(places)
	documentWords = words(documents)
)

func words[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for word := range m {
		out = append(out, word)
	}
	slices.Sort(out)
	return out
}

// documents are changes around or of the whole text.
var documents = map[string]func([]byte) []byte{
	"trail-space":   func(d []byte) []byte { return append(d, ' ') },
	"trail-newline": func(d []byte) []byte { return append(d, '\n') },
	"trail-nul":     func(d []byte) []byte { return append(d, 0) },
	"trail-brace":   func(d []byte) []byte { return append(d, '}') },
	"trail-object":  func(d []byte) []byte { return append(d, "{}"...) },
	"trail-itself":  func(d []byte) []byte { return append(d, d...) },
	"lead-space":    func(d []byte) []byte { return append([]byte(" \n"), d...) },
	"lead-bom":      func(d []byte) []byte { return append([]byte("\xef\xbb\xbf"), d...) },
	"comment":       func(d []byte) []byte { return append([]byte("/**/"), d...) },
	"empty":         func([]byte) []byte { return []byte{} },
	"null":          func([]byte) []byte { return []byte("null") },
	"array":         func(d []byte) []byte { return append(append([]byte("["), d...), ']') },
	"half":          func(d []byte) []byte { return d[:len(d)/2] },
	"pretty": func(d []byte) []byte {
		var b bytes.Buffer
		if json.Indent(&b, d, "", "\t") != nil {
			return nil
		}
		return b.Bytes()
	},
	"invalid-utf8": func(d []byte) []byte { return atEnd(d, `"x":"`+"\xff"+`"`) },
	"huge-number":  func(d []byte) []byte { return atEnd(d, `"x":1e999`) },
	"deep":         func(d []byte) []byte { return atEnd(d, `"x":`+strings.Repeat("[", 300)+strings.Repeat("]", 300)) },
	"deepest":      func(d []byte) []byte { return atEnd(d, `"x":`+strings.Repeat("[", 10001)+strings.Repeat("]", 10001)) },
	"surrogate":    func(d []byte) []byte { return atEnd(d, `"x":"\ud800"`) },
	"empty-name":   func(d []byte) []byte { return atEnd(d, `"":1`) },
	"comma":        func(d []byte) []byte { return append(bytes.TrimSuffix(d, []byte("}")), ",}"...) },
}

// atEnd adds a member to the outermost object.
func atEnd(d []byte, text string) []byte {
	return append(bytes.TrimSuffix(d, []byte("}")), ","+text+"}"...)
}

// values are changes of a value, wherever it stands; nil where one does not fit.
var values = map[string]func(*node) *node{
	"null":   func(*node) *node { return lit("null") },
	"number": func(*node) *node { return lit("1") },
	"bool":   func(*node) *node { return lit("true") },
	"string": func(*node) *node { return str("x") },
	"object": func(*node) *node { return object() },
	"array":  func(*node) *node { return list() },
	"wrap":   func(n *node) *node { return list(n) },
	"empty":  func(n *node) *node { return map[byte]*node{'"': str(""), '{': object(), '[': list()}[n.kind] },

	"upper":      text(strings.ToUpper),
	"lower":      text(strings.ToLower),
	"nul":        text(func(s string) string { return s + "\x00" }),
	"space":      text(func(s string) string { return s + " " }),
	"leadspace":  text(func(s string) string { return " " + s }),
	"newline":    text(func(s string) string { return s + "\n" }),
	"newlines":   text(func(s string) string { return s[:len(s)/2] + "\n" + s[len(s)/2:] }),
	"crlf":       text(func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }),
	"urlsafe":    text(func(s string) string { return strings.NewReplacer("+", "-", "/", "_").Replace(s) }),
	"unpad":      text(func(s string) string { return strings.TrimRight(s, "=") }),
	"pad":        text(func(s string) string { return s + "=" }),
	"loosebits":  text(looseBits),
	"half":       text(func(s string) string { return s[:len(s)/2] }),
	"twice":      text(func(s string) string { return s + s }),
	"prefixed":   text(func(s string) string { return "sha256:" + s }),
	"lastchar":   text(lastChar),
	"escaped":    func(n *node) *node { return onlyString(n, escaped) },
	"badutf8":    func(n *node) *node { return onlyString(n, func(s string) string { return `"` + s + "\xff" + `"` }) },
	"unquoted":   func(n *node) *node { return onlyString(n, digits) },
	"quoted":     number(func(s string) string { return `"` + s + `"` }),
	"float":      number(func(s string) string { return s + ".0" }),
	"fraction":   number(func(s string) string { return s + ".5" }),
	"exponent":   number(func(s string) string { return s + "e0" }),
	"negative":   number(func(s string) string { return "-" + s }),
	"minuszero":  number(func(string) string { return "-0" }),
	"zero":       number(func(string) string { return "0" }),
	"huge":       number(func(string) string { return "9223372036854775807" }),
	"toohuge":    number(func(string) string { return "9223372036854775808" }),
	"leadzero":   number(func(s string) string { return "0" + s }),
	"reversed":   func(n *node) *node { return items(n, func(i []*node) []*node { slices.Reverse(i); return i }) },
	"itemstwice": func(n *node) *node { return items(n, func(i []*node) []*node { return append(i, i...) }) },
	"nulllast":   func(n *node) *node { return items(n, func(i []*node) []*node { return append(i, lit("null")) }) },
	"nullfirst": func(n *node) *node {
		return items(n, func(i []*node) []*node { return append([]*node{lit("null")}, i...) })
	},
	"objectlast": func(n *node) *node { return items(n, func(i []*node) []*node { return append(i, object()) }) },
	"badlast":    func(n *node) *node { return items(n, func(i []*node) []*node { return append(i, bad(i[0])) }) },
	"badfirst": func(n *node) *node {
		return items(n, func(i []*node) []*node { return append([]*node{bad(i[0])}, i...) })
	},
}

func text(change func(string) string) func(*node) *node {
	return func(n *node) *node {
		if n.kind != '"' || n.text == "" {
			return nil
		}
		return str(change(n.text))
	}
}

// onlyString replaces a string by the JSON text that change makes of it.
func onlyString(n *node, change func(string) string) *node {
	if n.kind != '"' || n.text == "" || change(n.text) == "" {
		return nil
	}
	return raw(change(n.text))
}

// number changes numbers, and strings of digits alike: protojson has both.
func number(change func(string) string) func(*node) *node {
	return func(n *node) *node {
		if digits(n.text) == "" || n.raw != "" {
			return nil
		}
		if n.kind == '"' {
			return str(strings.Trim(change(n.text), `"`))
		}
		return raw(change(n.text))
	}
}

func digits(s string) string {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

func items(n *node, change func([]*node) []*node) *node {
	if n.kind != '[' || len(n.items) == 0 {
		return nil
	}
	return list(change(slices.Clone(n.items))...)
}

// looseBits sets bits of base64 that belong to no byte.
func looseBits(s string) string {
	body := strings.TrimRight(s, "=")
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	i := strings.IndexByte(alphabet, body[len(body)-1])
	if _, err := base64.StdEncoding.DecodeString(s); err != nil || i < 0 || i == 63 || body == s {
		return s
	}
	return body[:len(body)-1] + alphabet[i+1:i+2] + s[len(body):]
}

func lastChar(s string) string {
	last := byte('0')
	if s[len(s)-1] == last {
		last = '1'
	}
	return s[:len(s)-1] + string(last)
}

func escaped(s string) string {
	if s[0] >= 0x80 {
		return ""
	}
	const hex = "0123456789abcdef"
	q := quote(s[1:])
	return `"\u00` + hex[s[0]>>4:s[0]>>4+1] + hex[s[0]&15:s[0]&15+1] + q[1:]
}
