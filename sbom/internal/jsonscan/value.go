package jsonscan

import (
	"strconv"

	"assay/sbom"
	"assay/sbom/internal/build"
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
		return build.String(raw)
	case Number, Boolean:
		s.wrong(what, String, kind)
		return build.String(s.literal())
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
		text = build.String(s.literal())
	case String:
		text = s.Text(what)
		s.notes.Note(offset, sbom.Warning, sbom.CodeWrongType, s.Element,
			what+" should be a boolean and is the string "+strconv.Quote(text))
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
// what names the list.
func (s *Scanner) Null(what string) bool {
	if s.Kind() != Null {
		return false
	}
	s.notes.Note(s.pos, sbom.Warning, sbom.CodeNull, "", "null among the "+what)
	s.literal()
	return true
}

// Item reports whether the next element of a list is an object. Anything else
// is skipped and noted: what names the list.
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
				s.stop(sbom.CodeTooDeep, "the nesting is too deep; the rest is not read")
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
