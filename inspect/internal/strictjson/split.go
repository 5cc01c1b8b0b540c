package strictjson

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Member is a member of an object.
type Member struct {
	Name string
	// Value is the value as it is written, a part of what was read.
	Value json.RawMessage
	// NameEnd is where the name ends and ValueStart where the value begins, in
	// bytes from the start of what was read.
	NameEnd, ValueStart int
}

// Split cuts the object that data holds into its members, in their order and each
// with its value as it is written, without decoding the values. data must be valid
// JSON, as it is where [Check] took it; ok is false where it holds no object. A name
// that appears twice is listed twice.
func Split(data []byte) (members []Member, ok bool) {
	at := space(data, 0)
	if data[at] != '{' {
		return nil, false
	}
	for at = space(data, at+1); data[at] != '}'; at = space(data, at) {
		if data[at] == ',' {
			at = space(data, at+1)
		}
		end := stringEnd(data, at)
		// A name of valid JSON can always be decoded.
		name, _ := unquote(data[at:end])
		// A colon follows the name.
		start := space(data, space(data, end)+1)
		at = valueEnd(data, start)
		members = append(members, Member{Name: string(name), Value: slices.Clip(data[start:at]), NameEnd: end, ValueStart: start})
	}
	return members, true
}

// space returns the first place from at on that holds no white space.
func space(data []byte, at int) int {
	for data[at] == ' ' || data[at] == '\t' || data[at] == '\n' || data[at] == '\r' {
		at++
	}
	return at
}

// valueEnd returns where the value that begins at at ends.
func valueEnd(data []byte, at int) int {
	depth := 0
	for ; ; at++ {
		switch data[at] {
		case '"':
			at = stringEnd(data, at) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			// A number or one of the words true, false and null, or what stands
			// between the parts of an object or list.
			if depth == 0 {
				return at + bytes.IndexAny(data[at:], ",}] \t\n\r")
			}
			continue
		}
		if depth == 0 {
			return at + 1
		}
	}
}

// stringEnd returns where the string that begins at at ends, behind its quote.
func stringEnd(data []byte, at int) int {
	for at++; data[at] != '"'; at++ {
		if data[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// unquote returns the text of a string as encoding/json reads it. Most names are
// plain ASCII, for which there is nothing to decode.
func unquote(quoted []byte) ([]byte, error) {
	plain := quoted[1 : len(quoted)-1]
	for _, c := range plain {
		if c == '\\' || c >= utf8.RuneSelf {
			var out string
			err := json.Unmarshal(quoted, &out)
			return []byte(out), err
		}
	}
	return plain, nil
}
