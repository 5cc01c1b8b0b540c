package jsonview

import (
	"encoding/json"
	"strings"
	"unsafe"

	"assay/ui/present/bounds"
)

// Value is a JSON value within a text that is valid. Looking into one
// allocates nothing, however large it is; encoding/json allocates several times
// its size.
type Value string

// Of returns the value that data holds, or nothing where it is no JSON.
func Of(data []byte) Value {
	if !json.Valid(data) {
		return ""
	}
	return Value(strings.Trim(view(data), " \t\r\n"))
}

// view returns bytes as text without a copy of them: pieces have megabytes, and
// many are laid out. What reports hold is never changed.
func view(data []byte) string {
	return unsafe.String(unsafe.SliceData(data), len(data)) //nolint:gosec // See above.
}

// Each calls f with every member of an object, or element of a list, until it
// returns false. Elements have no name.
func (v Value) Each(f func(name string, value Value) bool) {
	if v == "" || v[0] != '{' && v[0] != '[' {
		return
	}
	text, name := string(v), ""
	named := false
	for i := 1; i < len(text)-1; {
		end := i + 1
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			i = end
			continue
		case '"':
			end = bounds.StringEnd(text, i)
		case '{', '[':
			end = valueEnd(text, i)
		default:
			end = literalEnd(text, i)
		}
		value := text[i:end]
		i = end
		if v[0] == '{' && !named {
			name, named = unquoted(value), true
			continue
		}
		if !f(name, Value(value)) {
			return
		}
		name, named = "", false
	}
}

// Member follows a path of member names; the last of two with the same name
// counts, as it does for encoding/json.
func (v Value) Member(path ...string) Value {
	for _, name := range path {
		var found Value
		if v != "" && v[0] == '{' {
			v.Each(func(n string, value Value) bool {
				if n == name {
					found = value
				}
				return true
			})
		}
		v = found
	}
	return v
}

// Elements returns the elements of a list, up to a bound, and how many it has.
func (v Value) Elements() (list []Value, total int) {
	if v == "" || v[0] != '[' {
		return nil, 0
	}
	v.Each(func(_ string, value Value) bool {
		if total++; total <= bounds.List {
			list = append(list, value)
		}
		return true
	})
	return list, total
}

// String is a string as it reads, anything else as compact JSON; null and nothing
// are empty.
func (v Value) String() string {
	switch {
	case v == "" || v == "null":
		return ""
	case v[0] == '"':
		return unquoted(string(v))
	case len(v) > bounds.String || bounds.Measure(string(v)).Depth > bounds.Depth:
		return bounds.Cut(string(v), bounds.Value)
	}
	var doc any
	if json.Unmarshal([]byte(v), &doc) != nil {
		return string(v)
	}
	encoded, err := json.Marshal(doc)
	if err != nil {
		return string(v)
	}
	return string(encoded)
}

// At is the text of what a path of member names leads to.
func (v Value) At(path ...string) string { return v.Member(path...).String() }
