package forge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// node is a JSON value that keeps the order of members, allows a name twice, and
// can be any bytes at all: what encoding/json would not write.
type node struct {
	kind    byte // '{', '[', '"', or '0' for a literal
	members []member
	items   []*node
	text    string // of a string, decoded; of a literal, as it stands
	raw     string // written in place of all the rest, where set
}

type member struct {
	name  string
	value *node
}

func str(text string) *node     { return &node{kind: '"', text: text} }
func lit(text string) *node     { return &node{kind: '0', text: text} }
func raw(text string) *node     { return &node{kind: '0', raw: text} }
func list(items ...*node) *node { return &node{kind: '[', items: items} }
func object(members ...member) *node {
	return &node{kind: '{', members: members}
}

// parse reads one JSON document.
func parse(data []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	n, err := parseValue(d)
	if err != nil {
		return nil, fmt.Errorf("reading JSON to change it: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading JSON to change it: more than one document")
	}
	return n, nil
}

func parseValue(d *json.Decoder) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		return parseNested(d, t)
	case string:
		return str(t), nil
	case json.Number:
		return lit(t.String()), nil
	case bool:
		return lit(strconv.FormatBool(t)), nil
	default:
		return lit("null"), nil
	}
}

func parseNested(d *json.Decoder, open json.Delim) (*node, error) {
	n := &node{kind: byte(open)} //nolint:gosec // A delimiter of JSON is ASCII.
	for d.More() {
		name := ""
		if open == '{' {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		value, err := parseValue(d)
		if err != nil {
			return nil, err
		}
		if open == '{' {
			n.members = append(n.members, member{name, value})
		} else {
			n.items = append(n.items, value)
		}
	}
	_, err := d.Token()
	return n, err
}

// bytes writes the value without white space and without escapes that are not needed.
func (n *node) bytes() []byte {
	var b bytes.Buffer
	n.write(&b)
	return b.Bytes()
}

func (n *node) write(b *bytes.Buffer) {
	switch {
	case n.raw != "":
		b.WriteString(n.raw)
	case n.kind == '"':
		b.WriteString(quote(n.text))
	case n.kind == '{':
		b.WriteByte('{')
		for i, m := range n.members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(m.name))
			b.WriteByte(':')
			m.value.write(b)
		}
		b.WriteByte('}')
	case n.kind == '[':
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b)
		}
		b.WriteByte(']')
	default:
		b.WriteString(n.text)
	}
}

func quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text)
	return strings.TrimSuffix(b.String(), "\n")
}

// clone copies a value all the way down.
func (n *node) clone() *node {
	c := &node{kind: n.kind, text: n.text, raw: n.raw}
	for _, m := range n.members {
		c.members = append(c.members, member{m.name, m.value.clone()})
	}
	for _, item := range n.items {
		c.items = append(c.items, item.clone())
	}
	return c
}

// shallow copies the value alone: what is below it is shared.
func (n *node) shallow() *node {
	return &node{kind: n.kind, members: slices.Clone(n.members), items: slices.Clone(n.items), text: n.text, raw: n.raw}
}

// slot is the place of a value in its parent; parent is nil for a document.
type slot struct {
	parent *node
	index  int
}

func (s slot) value() *node {
	if s.parent.kind == '{' {
		return s.parent.members[s.index].value
	}
	return s.parent.items[s.index]
}

func (s slot) set(n *node) {
	if s.parent.kind == '{' {
		s.parent.members[s.index].value = n
		return
	}
	s.parent.items[s.index] = n
}

// find follows a path such as .spec.signatures.0; a dot in a member's name is
// written as \x00 in it.
func find(root *node, path string) (slot, error) {
	s := slot{parent: list(root)}
	for _, part := range strings.Split(path, ".")[1:] {
		n := s.value()
		next := slot{parent: n, index: -1}
		if n.kind == '{' {
			for i, m := range n.members {
				if m.name == strings.ReplaceAll(part, "\x00", ".") {
					next.index = i
				}
			}
		} else if i, err := strconv.Atoi(part); err == nil && i < len(n.items) {
			next.index = i
		}
		if next.index < 0 {
			return slot{}, fmt.Errorf("no %s in %s", part, path)
		}
		s = next
	}
	return s, nil
}

// paths lists the paths of all values below n, itself not among them.
func paths(n *node, prefix string) []string {
	var out []string
	visit := func(name string, value *node) {
		path := prefix + "." + strings.ReplaceAll(name, ".", "\x00")
		out = append(append(out, path), paths(value, path)...)
	}
	for _, m := range n.members {
		visit(m.name, m.value)
	}
	for i, item := range n.items {
		visit(strconv.Itoa(i), item)
	}
	return out
}

// must marshals what is known to marshal.
func must(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// spliced stands in a document for JSON, or what is not quite JSON, that splice
// puts in its place.
const spliced = "@spliced@"

func splice(document []byte, parts ...[]byte) []byte {
	for _, part := range parts {
		document = bytes.Replace(document, []byte(`"`+spliced+`"`), part, 1)
	}
	return document
}
