package encode

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// indentation is that of one level.
const indentation = "  "

// container writes the frame of an object or a list.
type container struct {
	e     *encoder
	begun bool
}

func (e *encoder) open(bracket byte) *container {
	e.write(string(bracket))
	e.level++
	return &container{e: e}
}

// element begins an element.
func (c *container) element() {
	if c.begun {
		c.e.write(",")
	}
	c.begun = true
	c.e.newline()
}

// member begins a member.
func (c *container) member(name string) {
	c.element()
	c.e.quoted(name)
	c.e.write(":")
	if c.e.options.Indent {
		c.e.write(" ")
	}
}

func (c *container) close(bracket byte) {
	c.e.level--
	if c.begun {
		c.e.newline()
	}
	c.e.write(string(bracket))
}

func (e *encoder) newline() {
	if e.options.Indent {
		e.write("\n")
		e.write(strings.Repeat(indentation, e.level))
	}
}

// field is a member of a struct.
type field struct {
	name                string
	index               int
	omitEmpty, omitZero bool
}

// left reports whether a member with this value is left out, by the rules of
// encoding/json.
func (f field) left(v reflect.Value) bool {
	if f.omitZero {
		if z, ok := v.Interface().(interface{ IsZero() bool }); ok && z.IsZero() || !ok && v.IsZero() {
			return true
		}
	}
	if !f.omitEmpty {
		return false
	}
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

// known are the members of structs that were met.
var known sync.Map

// fieldsOf returns the members of a struct, or false where encoding/json has
// rules for it that are not followed here.
func fieldsOf(t reflect.Type) ([]field, bool) {
	if fields, ok := known.Load(t); ok {
		fields, simple := fields.([]field)
		return fields, simple && fields != nil
	}
	fields := []field{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous || slices.Contains(strings.Split(options, ","), "string"):
			known.Store(t, []field(nil))
			return nil, false
		case !f.IsExported() || name == "-" && options == "":
			continue
		case name == "":
			name = f.Name
		}
		all := strings.Split(options, ",")
		fields = append(fields, field{name, i, slices.Contains(all, "omitempty"), slices.Contains(all, "omitzero")})
	}
	known.Store(t, fields)
	return fields, true
}

// sortedKeys returns the keys of a map of strings in their order.
func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}
