package encode

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"assay/ui/present/bounds"
)

// text writes a string.
func (e *encoder) text(s string) {
	if most, reason := e.room(); len(s) > most && !e.options.Whole {
		kept := min(most, bounds.StringKept)
		e.cut(Cut{Reason: reason, Bytes: int64(len(s)), Kept: kept})
		s = bounds.Cut(s, kept)
	}
	e.quoted(s)
}

// room is how many bytes a string may have, and why no more.
func (e *encoder) room() (int, string) {
	if left := e.stop - e.written; left < bounds.String {
		return max(int(left), bounds.StringLast), ReasonTotal
	}
	return bounds.String, ReasonSize
}

func (e *encoder) quoted(s string) {
	if simple(s) {
		e.write(`"`)
		e.write(s)
		e.write(`"`)
		return
	}
	e.leaf(reflect.ValueOf(s))
}

// simple reports whether a string stands in JSON as it is.
func simple(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c >= 0x7f, c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// leaf writes what encoding/json makes of a value.
func (e *encoder) leaf(v reflect.Value) {
	e.scratch.Reset()
	encoder := json.NewEncoder(&e.scratch)
	encoder.SetEscapeHTML(e.options.HTML)
	if e.options.Indent {
		encoder.SetIndent(strings.Repeat(indentation, e.level), indentation)
	}
	if err := encoder.Encode(v.Interface()); err != nil {
		e.cut(Cut{Reason: ReasonUnwritable})
		e.write("null")
		return
	}
	e.writeBytes(bytes.TrimSuffix(e.scratch.Bytes(), []byte("\n")))
}

// raw writes somebody else's JSON.
func (e *encoder) raw(data []byte) {
	if data == nil {
		e.write("null")
		return
	}
	if c := e.assess(data); c.Reason != "" {
		e.cut(c)
		e.value(reflect.ValueOf(replacement{c}))
		return
	}
	e.leaf(reflect.ValueOf(json.RawMessage(data)))
}

// assess says why somebody else's JSON is not written, or nothing. What is too
// large anyway is not parsed.
func (e *encoder) assess(data []byte) Cut {
	shape := bounds.Measure(data)
	c := Cut{Bytes: int64(len(data)), Depth: shape.Depth}
	switch {
	case e.options.Whole:
	case shape.Depth > bounds.Depth:
		c.Reason = ReasonDepth
	case shape.Indented > bounds.Member:
		c.Reason = ReasonSize
	case e.written+shape.Indented > e.stop:
		c.Reason = ReasonTotal
	}
	if c.Reason == "" && !json.Valid(data) {
		c.Reason, c.Depth = ReasonUnwritable, 0
	}
	return c
}
