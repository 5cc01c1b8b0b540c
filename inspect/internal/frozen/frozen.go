// Package frozen holds values to their promise that nobody changes them: it
// writes down everything that can be reached from a value, so that two such texts
// tell whether anything was changed meanwhile. It is for tests, and is no part of
// the program.
package frozen

import (
	"fmt"
	"hash"
	"hash/fnv"
	"reflect"
	"slices"
)

// Print returns a fingerprint of all that can be reached from v: unexported
// fields and what pointers lead to as well, and no addresses. Functions and
// channels count as nothing. Whoever changes v meanwhile races with it.
func Print(v any) string {
	p := printer{Hash: fnv.New128a(), seen: map[place]int{}}
	p.value(reflect.ValueOf(v))
	return fmt.Sprintf("%x", p.Sum(nil))
}

// place is a pointer that was followed, with its type: a struct and its first
// field are at the same address.
type place struct {
	address uintptr
	kind    reflect.Type
}

type printer struct {
	hash.Hash
	seen map[place]int
}

func (p *printer) add(parts ...any) { _, _ = fmt.Fprintln(p, parts...) }

func (p *printer) value(v reflect.Value) {
	if !v.IsValid() {
		p.add("nil")
		return
	}
	p.add(v.Type())
	switch v.Kind() {
	case reflect.Bool:
		p.add(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.add(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.add(v.Uint())
	case reflect.Float32, reflect.Float64:
		p.add(v.Float())
	case reflect.String:
		p.add(v.Len(), v.String())
	case reflect.Interface:
		p.value(v.Elem())
	case reflect.Pointer:
		p.pointer(v)
	case reflect.Struct:
		for i := range v.NumField() {
			p.value(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		p.list(v)
	case reflect.Map:
		p.mapping(v)
	default:
		p.add(v.Kind())
	}
}

func (p *printer) pointer(v reflect.Value) {
	if v.IsNil() {
		p.add("nil")
		return
	}
	at := place{v.Pointer(), v.Type()}
	if n, again := p.seen[at]; again {
		p.add("seen", n)
		return
	}
	p.seen[at] = len(p.seen)
	p.value(v.Elem())
}

func (p *printer) list(v reflect.Value) {
	p.add(v.Len())
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		_, _ = p.Write(v.Bytes())
		return
	}
	for i := range v.Len() {
		p.value(v.Index(i))
	}
}

// mapping takes the entries in the order of their keys' fingerprints.
func (p *printer) mapping(v reflect.Value) {
	p.add(v.Len())
	var entries []string
	for each := v.MapRange(); each.Next(); {
		entry := printer{Hash: fnv.New128a(), seen: map[place]int{}}
		entry.value(each.Key())
		entry.value(each.Value())
		entries = append(entries, fmt.Sprintf("%x", entry.Sum(nil)))
	}
	slices.Sort(entries)
	p.add(entries)
}
