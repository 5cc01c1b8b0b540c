// Package jsondoc walks JSON documents tolerantly: member by member and element
// by element, each with its place in the source. One value of a wrong type does
// not keep the others from being read, and a document that breaks off is read
// up to the break.
package jsondoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Value is a JSON value with the byte offset at which it begins in the source.
type Value struct {
	Raw    json.RawMessage
	Offset int
}

// ErrTruncated says that the document breaks off.
var ErrTruncated = errors.New("the document breaks off")

// MaxDepth is the deepest nesting that is read; the standard library's own
// limit is 10,000.
const MaxDepth = 500

// Members calls each member of the object that v holds, in order. It returns
// ErrTruncated where the object breaks off, after the members before.
func Members(v Value, each func(name string, member Value)) error {
	return walk(v, '{', func(name string, member Value) { each(name, member) })
}

// Elements calls each element of the array that v holds, in order.
func Elements(v Value, each func(element Value)) error {
	return walk(v, '[', func(_ string, element Value) { each(element) })
}

func walk(v Value, open json.Delim, each func(string, Value)) error {
	decoder := json.NewDecoder(bytes.NewReader(v.Raw))
	token, err := decoder.Token()
	if err != nil {
		return broken(err)
	}
	if token != open {
		return fmt.Errorf("it is not %s", map[json.Delim]string{'{': "an object", '[': "an array"}[open])
	}
	for decoder.More() {
		name := ""
		if open == '{' {
			key, err := decoder.Token()
			if err != nil {
				return broken(err)
			}
			name, _ = key.(string)
		}
		start := int(decoder.InputOffset())
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			// What there is of the last value may still hold something.
			start += skipSeparators(v.Raw[start:])
			each(name, Value{Raw: append(json.RawMessage(nil), v.Raw[start:]...), Offset: v.Offset + start})
			return broken(err)
		}
		end := int(decoder.InputOffset())
		each(name, Value{Raw: raw, Offset: v.Offset + end - len(raw)})
	}
	_, err = decoder.Token()
	return broken(err)
}

func skipSeparators(data []byte) int {
	for i, b := range data {
		if b != ' ' && b != '\n' && b != '\r' && b != '\t' && b != ':' && b != ',' {
			return i
		}
	}
	return len(data)
}

func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return ErrTruncated
	}
	return err
}

// Text returns a string value; a number or boolean as it is written; and false
// for anything else.
func Text(v Value) (string, bool) {
	var s string
	if json.Unmarshal(v.Raw, &s) == nil {
		return s, len(v.Raw) > 0 && v.Raw[0] == '"'
	}
	return string(v.Raw), false
}
