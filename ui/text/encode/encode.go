// Package encode writes reports as JSON. The bytes are those that encoding/json
// writes, with three differences: they leave as they are made, so that memory
// does not grow with them; what is larger or deeper than package bounds allows
// is cut; and for a terminal, everything that could do something to it is
// escaped.
//
// What is cut stays JSON. A member that repeats somebody else's JSON becomes an
// object {"cut": {...}}, which says why and how large and deep it was; a string
// keeps its beginning; a list or map its first elements. The object that is
// written gets a member "cut" that names every such place, which nothing from
// outside can add or take away.
package encode

import (
	"bufio"
	"bytes"
	"encoding"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"

	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// Options says how a value is written.
type Options struct {
	// Indent writes a line for every member and element.
	Indent bool
	// HTML escapes <, > and & as encoding/json does unless told otherwise.
	HTML bool
	// Terminal escapes what a terminal would obey or not show; the meaning is
	// the same.
	Terminal bool
	// Whole cuts nothing: for a document that was asked for by itself.
	Whole bool
}

// Write writes v, which consists of structs, maps, lists and what
// encoding/json makes of others, and a line break. The error is one of w.
func Write(w io.Writer, v any, o Options) error {
	e := &encoder{w: bufio.NewWriterSize(w, 64<<10), options: o, stop: math.MaxInt64}
	e.value(reflect.ValueOf(v))
	e.write("\n")
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

// encoder writes one value.
type encoder struct {
	w       *bufio.Writer
	options Options
	err     error
	level   int
	// written counts bytes; at stop the member of the report that is being
	// written has had its share.
	written, stop int64
	path          []step
	cuts          []Cut
	// uncounted are cuts beyond those that are named.
	uncounted int
	scratch   bytes.Buffer
}

// step is a member, whose index is -1, or an element on the way to a value.
type step struct {
	name  string
	index int
}

var (
	rawType       = reflect.TypeFor[json.RawMessage]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	textType      = reflect.TypeFor[encoding.TextMarshaler]()
)

func (e *encoder) value(v reflect.Value) {
	if e.err != nil {
		return
	}
	if !v.IsValid() {
		e.write("null")
		return
	}
	if v.Type() == rawType {
		e.raw(v.Bytes())
		return
	}
	if v.Type().Implements(marshalerType) || v.Type().Implements(textType) {
		e.leaf(v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			e.write("null")
			return
		}
		e.value(v.Elem())
	case reflect.Struct:
		e.object(v)
	case reflect.Map:
		e.mapping(v)
	case reflect.Slice, reflect.Array:
		e.list(v)
	case reflect.String:
		e.text(v.String())
	case reflect.Bool:
		e.write(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.write(strconv.FormatInt(v.Int(), 10))
	default:
		e.leaf(v)
	}
}

func (e *encoder) object(v reflect.Value) {
	fields, ok := fieldsOf(v.Type())
	if !ok {
		e.leaf(v)
		return
	}
	top := len(e.path) == 0
	c := e.open('{')
	for _, f := range fields {
		if value := v.Field(f.index); !f.left(value) {
			if top && !e.options.Whole {
				e.stop = e.written + (bounds.Report-e.written)/2
			}
			c.member(f.name)
			e.path = append(e.path, step{f.name, -1})
			e.value(value)
			e.path = e.path[:len(e.path)-1]
		}
	}
	if top && len(e.cuts) > 0 {
		c.member("cut")
		e.writeCuts()
	}
	c.close('}')
}

func (e *encoder) mapping(v reflect.Value) {
	switch {
	case v.IsNil():
		e.write("null")
		return
	case v.Type().Key().Kind() != reflect.String || v.Type().Key().Implements(textType):
		e.leaf(v)
		return
	}
	c := e.open('{')
	kept := 0
	for _, key := range sortedKeys(v) {
		name := key.String()
		if !e.options.Whole && len(name) > bounds.Name {
			e.cut(Cut{Reason: ReasonName, Bytes: int64(len(name))})
			continue
		}
		if reason := e.full(kept); reason != "" {
			e.cut(Cut{Reason: reason, Elements: v.Len(), Kept: kept})
			break
		}
		kept++
		c.member(name)
		e.path = append(e.path, step{name, -1})
		e.value(v.MapIndex(key))
		e.path = e.path[:len(e.path)-1]
	}
	c.close('}')
}

func (e *encoder) list(v reflect.Value) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		e.write("null")
		return
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		if !e.options.Whole && v.Len() > bounds.StringKept {
			e.cut(Cut{Reason: ReasonSize, Bytes: int64(v.Len())})
			e.write("null")
			return
		}
		e.leaf(v)
		return
	}
	c := e.open('[')
	for i := range v.Len() {
		if e.err != nil {
			return
		}
		if reason := e.full(i); reason != "" {
			e.cut(Cut{Reason: reason, Elements: v.Len(), Kept: i})
			break
		}
		c.element()
		e.path = append(e.path, step{index: i})
		e.value(v.Index(i))
		e.path = e.path[:len(e.path)-1]
	}
	c.close(']')
}

// full says why nothing more is added to a list or map of n, or nothing.
func (e *encoder) full(n int) string {
	most := bounds.Elements
	if len(e.path) <= 1 {
		most = bounds.Entries
	}
	switch {
	case e.options.Whole:
	case e.written >= e.stop:
		return ReasonTotal
	case n >= most:
		return ReasonCount
	}
	return ""
}

func (e *encoder) writeBytes(text []byte) {
	if e.options.Terminal {
		text = sanitize.JSON(text)
	}
	e.write(string(text))
}

// write writes text that is ASCII or has been made harmless.
func (e *encoder) write(text string) {
	if e.err == nil {
		_, e.err = e.w.WriteString(text)
		e.written += int64(len(text))
	}
}
