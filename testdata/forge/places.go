package forge

import (
	"slices"
	"strings"
	"unicode"
)

// places are changes of a member or an item as such; false where one does not
// fit.
var places = map[string]func(slot) bool{
	"remove":  remove,
	"unknown": func(s slot) bool { return insert(s, 1, "unknown", lit("1")) },
	"case":    func(s slot) bool { return rename(s, otherCase) },
	"capital": func(s slot) bool { return rename(s, strings.ToUpper) },
	"longs":   func(s slot) bool { return rename(s, longS) },
	"snake":   func(s slot) bool { return rename(s, snake) },

	"dup":          func(s slot) bool { return again(s, 1, same, same2) },
	"dupbadfirst":  func(s slot) bool { return again(s, 0, same, bad) },
	"dupbadlast":   func(s slot) bool { return again(s, 1, same, bad) },
	"dupnulllast":  func(s slot) bool { return again(s, 1, same, null) },
	"dupnullfirst": func(s slot) bool { return again(s, 0, same, null) },
	"dupcasefirst": func(s slot) bool { return again(s, 0, otherCase, bad) },
	"dupcaselast":  func(s slot) bool { return again(s, 1, otherCase, bad) },
	"dupcasenull":  func(s slot) bool { return again(s, 1, otherCase, null) },
	"duplongslast": func(s slot) bool { return again(s, 1, longS, bad) },
	"dupsnakelast": func(s slot) bool { return again(s, 1, snake, bad) },
}

func same(name string) string { return name }
func same2(n *node) *node     { return n.clone() }
func null(*node) *node        { return lit("null") }

func remove(s slot) bool {
	if s.parent.kind == '{' {
		s.parent.members = slices.Delete(s.parent.members, s.index, s.index+1)
	} else {
		s.parent.items = slices.Delete(s.parent.items, s.index, s.index+1)
	}
	return true
}

func insert(s slot, after int, name string, value *node) bool {
	if s.parent.kind != '{' {
		return false
	}
	s.parent.members = slices.Insert(s.parent.members, s.index+after, member{name, value})
	return true
}

func rename(s slot, change func(string) string) bool {
	if s.parent.kind != '{' {
		return false
	}
	m := &s.parent.members[s.index]
	old := m.name
	m.name = change(old)
	return m.name != old
}

// again puts the member there a second time, with another name or value.
func again(s slot, after int, name func(string) string, value func(*node) *node) bool {
	if s.parent.kind != '{' {
		return false
	}
	m := s.parent.members[s.index]
	other := name(m.name)
	if other == m.name && name("aKs_b") != "aKs_b" {
		return false
	}
	return insert(s, after, other, value(m.value))
}

// otherCase changes the case of a name's first letter.
func otherCase(name string) string {
	for i, r := range name {
		if unicode.IsUpper(r) {
			return name[:i] + string(unicode.ToLower(r)) + name[i+len(string(r)):]
		}
		if unicode.IsLower(r) {
			return name[:i] + string(unicode.ToUpper(r)) + name[i+len(string(r)):]
		}
	}
	return name
}

// longS takes letters that fold to ASCII ones, as encoding/json folds names.
func longS(name string) string {
	if strings.Contains(name, "s") {
		return strings.Replace(name, "s", "ſ", 1)
	}
	return strings.Replace(name, "k", "K", 1)
}

// snake turns camelCase into snake_case, which protojson takes as well.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// bad is a value of the same kind that is not the right one.
func bad(n *node) *node {
	switch n.kind {
	case '"':
		if n.text == "" {
			return str("x")
		}
		return str(lastChar(n.text))
	case '{':
		c := n.clone()
		for i := range c.members {
			c.members[i].value = bad(c.members[i].value)
		}
		return c
	case '[':
		c := n.clone()
		for i := range c.items {
			c.items[i] = bad(c.items[i])
		}
		return c
	}
	if digits(n.text) != "" {
		return lit("3")
	}
	return lit("null")
}
