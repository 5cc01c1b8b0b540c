// Package frozen holds values to their promise that nobody changes them: it
// writes down everything that can be reached from a value, so that two such texts
// tell whether anything was changed meanwhile. It is for tests, and is no part of
// the program.
package frozen

import (
	"encoding/hex"
	"fmt"
	"hash"
	"hash/fnv"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Print returns a fingerprint of all that can be reached from v: unexported
// fields and what pointers lead to as well, and no addresses. Functions,
// channels and locks count as nothing. Whoever changes v meanwhile races with it.
func Print(v any) string {
	p := printer{Hash: fnv.New128a(), seen: map[place]int{}}
	p.value(reflect.ValueOf(v))
	return hex.EncodeToString(p.Sum(nil))
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
	if isBookkeeping(v.Type()) {
		return
	}
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
		for _, field := range v.Fields() {
			p.value(field)
		}
	case reflect.Slice, reflect.Array:
		p.list(v)
	case reflect.Map:
		p.mapping(v)
	default:
		p.add(v.Kind())
	}
}

// isBookkeeping reports whether a type is one that its package fills in as it
// goes: locks, and what protobuf keeps beside a message.
func isBookkeeping(t reflect.Type) bool {
	path := t.PkgPath()
	return path == "sync" || path == "sync/atomic" || path == "reflect" || strings.HasPrefix(path, "google.golang.org/protobuf/internal/")
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
	values := map[string]reflect.Value{}
	for each := v.MapRange(); each.Next(); {
		key := printer{Hash: fnv.New128a(), seen: map[place]int{}}
		key.value(each.Key())
		values[string(key.Sum(nil))] = each.Value()
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		p.add(key)
		p.value(values[key])
	}
}
