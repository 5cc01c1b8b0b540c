package jsonscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// quoted reads a string, returns the bytes between its quotes, and whether
// they hold an escape.
func (s *Scanner) quoted() (raw []byte, escaped, ok bool) {
	start := s.pos + 1
	end := bytes.IndexByte(s.data[start:], '"')
	if end < 0 {
		s.truncated()
		return nil, false, false
	}
	end += start
	if bytes.IndexByte(s.data[start:end], '\\') < 0 {
		s.pos = end + 1
		return s.data[start:end], false, true
	}
	for at := start; at < len(s.data); {
		switch s.data[at] {
		case '"':
			s.pos = at + 1
			return s.data[start:at], true, true
		case '\\':
			at += 2
		default:
			at++
		}
	}
	s.truncated()
	return nil, false, false
}

const decodedRoom = 64 << 10

// decode resolves the escapes of a string (RFC 8259, section 7). An unknown
// escape is kept as it is written; half of a surrogate pair becomes U+FFFD.
func (s *Scanner) decode(raw []byte, offset int) string {
	if len(raw) > cap(s.decoded)-len(s.decoded) {
		s.decoded = make([]byte, 0, max(decodedRoom, len(raw)+utf8.UTFMax))
	}
	start := len(s.decoded)
	out := s.decoded
	for i := 0; i < len(raw); {
		next := bytes.IndexByte(raw[i:], '\\')
		if next < 0 {
			out = append(out, raw[i:]...)
			break
		}
		out = append(out, raw[i:i+next]...)
		i += next
		var length int
		if out, length = appendEscape(out, raw[i:]); length == 0 {
			s.notes.Note(offset+1+i, sbom.Warning, sbom.CodeEscape, s.Element, "JSON has no such escape")
			out = append(out, '\\')
			length = 1
		}
		i += length
	}
	s.decoded = out
	return build.String(out[start:len(out):len(out)])
}

// appendEscape appends the value of the escape at the beginning of raw, and
// returns the length of the escape, or 0 when raw begins with none.
func appendEscape(out, raw []byte) ([]byte, int) {
	if len(raw) < 2 {
		return out, 0
	}
	switch raw[1] {
	case '"', '\\', '/':
		return append(out, raw[1]), 2
	case 'b':
		return append(out, '\b'), 2
	case 'f':
		return append(out, '\f'), 2
	case 'n':
		return append(out, '\n'), 2
	case 'r':
		return append(out, '\r'), 2
	case 't':
		return append(out, '\t'), 2
	case 'u':
		first, ok := hexadecimal(raw)
		if !ok {
			return out, 0
		}
		if utf16.IsSurrogate(first) && len(raw) >= 12 && raw[6] == '\\' && raw[7] == 'u' {
			if second, ok := hexadecimal(raw[6:]); ok {
				if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
					return utf8.AppendRune(out, r), 12
				}
			}
		}
		return utf8.AppendRune(out, first), 6
	}
	return out, 0
}

func hexadecimal(raw []byte) (rune, bool) {
	if len(raw) < 6 {
		return 0, false
	}
	var value rune
	for _, c := range raw[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		value = value<<4 | rune(c)
	}
	return value, true
}
