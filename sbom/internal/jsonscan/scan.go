// Package jsonscan walks JSON in place: members and elements one after another,
// each at its byte offset, with strings that are parts of the source. It does
// not stop at a value of a wrong type, an unknown escape or a stray comma, which
// become diagnostics, and it reads a document that breaks off up to the break.
//
// Use:
//
//	for ok := s.Object("package"); ok && s.Member(&name); {
//		switch string(name) {
//		case "name":
//			p.Name = s.Text("name")
//		default:
//			s.Skip()
//		}
//	}
//
// Every member and element must be consumed by exactly one call.
package jsonscan

import (
	"bytes"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// MaxDepth is the deepest nesting that is read. Documents nest some twenty
// levels; JSON libraries allow 10,000.
const MaxDepth = 500

// Kind is the kind of a JSON value, by its first byte.
type Kind uint8

// The kinds; End is the end of what can be read.
const (
	End Kind = iota
	Object
	Array
	String
	Number
	Boolean
	Null
)

var kindNames = [...]string{"nothing", "an object", "a list", "a string", "a number", "a boolean", "null"}

// Scanner is a place in a JSON text.
type Scanner struct {
	// Element names what is being read, for diagnostics.
	Element string

	data    []byte
	pos     int
	depth   int
	fresh   bool // nothing yet since the last { or [
	stopped bool
	notes   *build.Builder
	decoded []byte // room for strings that need decoding
}

// New returns a scanner at the beginning of the builder's input.
func New(b *build.Builder) *Scanner {
	return &Scanner{data: b.Input.Data, pos: b.Input.Start, notes: b}
}

// Offset returns the place in the source: of the next value after Kind, and
// the end of the last one after it was read.
func (s *Scanner) Offset() int { return s.pos }

// Stopped reports whether nothing more can be read: the text broke off or is
// no JSON. What was being read is then incomplete.
func (s *Scanner) Stopped() bool { return s.stopped }

// Kind returns the kind of the value that comes next and moves to its first
// byte.
func (s *Scanner) Kind() Kind {
	s.space()
	if s.stopped || s.pos >= len(s.data) {
		return End
	}
	switch c := s.data[s.pos]; {
	case c == '{':
		return Object
	case c == '[':
		return Array
	case c == '"':
		return String
	case c == 't' || c == 'f':
		return Boolean
	case c == 'n':
		return Null
	case c == '-' || c >= '0' && c <= '9':
		return Number
	}
	return End
}

func (s *Scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\n', '\t', '\r':
			s.pos++
		default:
			return
		}
	}
}

// Object enters an object and reports whether there was one. A value of another
// kind is passed over and noted, null silently.
func (s *Scanner) Object(what string) bool { return s.enter(what, Object) }

// Array enters a list, as Object does an object.
func (s *Scanner) Array(what string) bool { return s.enter(what, Array) }

func (s *Scanner) enter(what string, want Kind) bool {
	got := s.Kind()
	if got != want {
		if got != Null && got != End {
			s.notes.Note(s.pos, sbom.Error, sbom.CodeWrongType, s.Element, what+" should be "+kindNames[want]+" and is "+kindNames[got])
		}
		s.Skip()
		return false
	}
	if s.depth++; s.depth > MaxDepth {
		s.stop(sbom.CodeTooDeep, "the nesting is too deep; the rest is not read")
		return false
	}
	s.pos++
	s.fresh = true
	return true
}

// Member moves to the value of the next member of the object and sets name to
// its name as written. It reports false, past the object, when there is none.
func (s *Scanner) Member(name *[]byte) bool {
	if !s.next('}') {
		return false
	}
	if s.data[s.pos] != '"' {
		s.invalid("a member does not begin with its name")
		return false
	}
	raw, _, ok := s.quoted()
	if !ok {
		return false
	}
	*name = raw
	s.space()
	if s.pos >= len(s.data) {
		s.truncated()
		return false
	}
	if s.data[s.pos] != ':' {
		s.invalid("a colon is missing after a name")
		return false
	}
	s.pos++
	if s.Kind() == End {
		s.noValue()
		return false
	}
	return true
}

// Next moves to the next element of the list. It reports false, past the list,
// when there is none.
func (s *Scanner) Next() bool {
	if !s.next(']') {
		return false
	}
	if s.Kind() == End {
		s.noValue()
		return false
	}
	return true
}

// next passes the comma before a member or element, or the closing byte.
func (s *Scanner) next(closing byte) bool {
	if s.notes.Exhausted() {
		s.stopped = true
	}
	if s.stopped {
		return false
	}
	s.space()
	if s.pos >= len(s.data) {
		s.truncated()
		return false
	}
	comma := s.data[s.pos] == ','
	if comma {
		s.pos++
		if s.space(); s.pos >= len(s.data) {
			s.truncated()
			return false
		}
	}
	done := s.data[s.pos] == closing
	if comma && (done || s.fresh) {
		s.notes.Note(s.pos, sbom.Warning, sbom.CodeComma, s.Element, "a comma is superfluous")
	} else if !comma && !done && !s.fresh {
		s.notes.Note(s.pos, sbom.Warning, sbom.CodeComma, s.Element, "a comma is missing")
	}
	s.fresh = false
	if done {
		s.pos++
		s.depth--
	}
	return !done
}

func (s *Scanner) noValue() {
	if s.stopped {
		return
	}
	if s.pos >= len(s.data) {
		s.truncated()
		return
	}
	s.invalid("the value is not JSON")
}

func (s *Scanner) truncated() {
	s.pos = len(s.data)
	s.stop(sbom.CodeTruncated, "the document breaks off here; everything before is read")
}

func (s *Scanner) invalid(message string) {
	s.stop(sbom.CodeNotJSON, message+"; everything before is read")
}

func (s *Scanner) stop(code, message string) {
	if !s.stopped {
		s.stopped = true
		s.notes.Note(s.pos, sbom.Error, code, s.Element, message)
	}
}

// Finish notes data after the value.
func (s *Scanner) Finish() {
	if s.stopped {
		return
	}
	if rest := bytes.Trim(s.data[s.pos:], " \t\r\n\x00"); len(rest) > 0 {
		s.space()
		s.notes.Notef(s.pos, sbom.Warning, sbom.CodeTrailing, "", "%d bytes follow the end of the document; they are not read", len(rest))
	}
}
