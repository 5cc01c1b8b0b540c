package scan

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"assay/sbom"
)

// Text reads a string. A number or boolean is taken as it is written, an
// object or list passed over, both noted; null is the empty string.
func (s *Scanner) Text(what string) string {
	switch kind := s.Kind(); kind {
	case String:
		offset := s.pos
		raw, escaped, ok := s.quoted()
		if !ok {
			return ""
		}
		if escaped {
			return s.decode(raw, offset)
		}
		return View(raw)
	case Number, Boolean:
		s.wrong(what, String, kind)
		return View(s.literal())
	case Null:
		s.literal()
	case End:
		s.noValue()
	default:
		s.wrong(what, String, kind)
		s.Skip()
	}
	return ""
}

// Boolean reads true or false. The strings "true" and "false" are taken for
// them and noted; anything else is noted and Unset.
func (s *Scanner) Boolean(what string) sbom.OptionalBool {
	kind, offset := s.Kind(), s.pos
	var text string
	switch kind {
	case Boolean:
		text = View(s.literal())
	case String:
		text = s.Text(what)
		s.notes.Note(offset, sbom.Warning, sbom.CodeWrongType, s.Element, what+" should be a boolean and is the string "+strconv.Quote(text))
	case Null:
		s.literal()
		return sbom.Unset
	default:
		s.wrong(what, Boolean, kind)
		s.Skip()
		return sbom.Unset
	}
	switch text {
	case "true":
		return sbom.True
	case "false":
		return sbom.False
	}
	return sbom.Unset
}

// Strings calls each string of a list; a single string is taken for a list of
// one without a word, as JSON-LD allows it.
func (s *Scanner) Strings(what string, each func(string)) {
	if s.Kind() == String {
		each(s.Text(what))
		return
	}
	for ok := s.Array(what); ok && s.Next(); {
		if text := s.Text(what); text != "" && !s.stopped {
			each(text)
		}
	}
}

// Null passes over a null and reports whether there was one, which it notes:
// what is the list it stands in.
func (s *Scanner) Null(what string) bool {
	if s.Kind() != Null {
		return false
	}
	s.notes.Note(s.pos, sbom.Warning, sbom.CodeNull, "", "null among the "+what)
	s.literal()
	return true
}

// Item reports whether the next element of a list is an object. What is not is
// passed over and noted: what is the list it stands in.
func (s *Scanner) Item(what string) bool {
	switch s.Kind() {
	case Object:
		return true
	case Null:
		s.Null(what)
	case End:
		s.noValue()
	default:
		s.notes.Note(s.pos, sbom.Error, sbom.CodeWrongType, s.Element, kindNames[s.Kind()]+" among the "+what)
		s.Skip()
	}
	return false
}

func (s *Scanner) wrong(what string, want, got Kind) {
	s.notes.Note(s.pos, sbom.Warning, sbom.CodeWrongType, s.Element, what+" should be "+kindNames[want]+" and is "+kindNames[got])
}

// Skip passes over a value, whatever it is, without recursion.
func (s *Scanner) Skip() {
	switch s.Kind() {
	case String:
		s.quoted()
	case Number, Boolean, Null:
		s.literal()
	case Object, Array:
		s.skipNested()
	case End:
		s.noValue()
	}
	s.fresh = false
}

func (s *Scanner) skipNested() {
	depth := 0
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case '"':
			if _, _, ok := s.quoted(); !ok {
				return
			}
			continue
		case '{', '[':
			if depth++; depth+s.depth > MaxDepth {
				s.stop(sbom.CodeTooDeep, "nesting beyond any sense; what follows was not read")
				return
			}
		case '}', ']':
			depth--
		}
		s.pos++
		if depth == 0 {
			return
		}
	}
	s.truncated()
}

// literal reads a number, true, false or null.
func (s *Scanner) literal() []byte {
	start := s.pos
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ',', '}', ']', ' ', '\n', '\r', '\t', ':', '"', '{', '[':
			return s.data[start:s.pos]
		}
		s.pos++
	}
	return s.data[start:s.pos]
}

// quoted reads a string, returns what stands between its quotes, and whether
// that holds an escape.
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
			s.notes.Note(offset+1+i, sbom.Warning, sbom.CodeEscape, s.Element, "an escape that JSON does not know")
			out = append(out, '\\')
			length = 1
		}
		i += length
	}
	s.decoded = out
	return View(out[start:len(out):len(out)])
}

// appendEscape appends what the escape at the beginning of raw stands for, and
// returns its length, or 0 when it is none.
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

// View returns bytes as a string without copying them. The bytes are those of
// the document, which nothing writes to after it was handed in (sbom.Input), or
// decoded ones that are never touched again. Copying would cost as much memory
// again as the document has.
func View(raw []byte) string {
	return unsafe.String(unsafe.SliceData(raw), len(raw)) //nolint:gosec // the bytes never change, see above.
}
