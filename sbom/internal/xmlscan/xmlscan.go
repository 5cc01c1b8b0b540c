// Package xmlscan walks XML for the readers of SBOMs: elements one after
// another, each at its byte offset. It is lenient about syntax, reads a document
// that breaks off up to the break, and turns both into diagnostics. Entities are
// those of HTML; it resolves none that a document defines and fetches nothing.
package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// maxXMLDepth is the deepest nesting of XML that is read, by recursion.
const maxXMLDepth = 2000

// Scanner is a place in an XML text. Each element handed out must be
// consumed by exactly one of Children, Content, Text and Skip.
type Scanner struct {
	b       *build.Builder
	decoder *xml.Decoder
	start   int
	depth   int
	// Stopped says that nothing more can be read. The current element is then
	// incomplete.
	Stopped bool
	// Element names what is being read, for diagnostics.
	Element string
}

// New returns a scanner at the beginning of the builder's input.
func New(b *build.Builder) *Scanner {
	w := &Scanner{b: b, start: b.Input.Start}
	w.decoder = xml.NewDecoder(bytes.NewReader(b.Input.Data[b.Input.Start:]))
	w.decoder.Strict = false
	w.decoder.Entity = xml.HTMLEntity
	w.decoder.CharsetReader = charset
	return w
}

// charset reads the 8-bit encodings that old documents declare. Others are
// read as UTF-8, which leaves names in ASCII right.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "iso-8859-1", "latin1", "windows-1252":
		return &latin{in: in}, nil
	}
	return in, nil
}

// latin turns ISO 8859-1 into UTF-8.
type latin struct {
	in   io.Reader
	rest []byte
}

func (l *latin) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		var buffer [1024]byte
		n, err := l.in.Read(buffer[:])
		for _, c := range buffer[:n] {
			l.rest = append(l.rest, string(rune(c))...)
		}
		if n == 0 {
			return 0, err
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// Offset returns the place in the source after what was read.
func (w *Scanner) Offset() int { return w.start + int(w.decoder.InputOffset()) }

// next returns the next element within the current one, or nil at its end. It
// adds the text before it to text, if that is wanted.
func (w *Scanner) next(text *[]byte) (*xml.StartElement, int) {
	for !w.Stopped {
		if w.b.Exhausted() {
			w.Stopped = true
			break
		}
		offset := w.Offset()
		token, err := w.decoder.Token()
		if err != nil {
			w.fail(err)
			return nil, 0
		}
		switch token := token.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxXMLDepth {
				w.Stopped = true
				w.b.Note(offset, sbom.Error, sbom.CodeTooDeep, w.Element, "the nesting is too deep; the rest is not read")
				return nil, 0
			}
			return &token, offset
		case xml.EndElement:
			w.depth--
			return nil, 0
		case xml.CharData:
			if text != nil {
				*text = append(*text, token...)
			}
		}
	}
	return nil, 0
}

func (w *Scanner) fail(err error) {
	w.Stopped = true
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && w.depth == 0:
	case errors.Is(err, io.EOF) || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		w.b.Note(len(w.b.Input.Data), sbom.Error, sbom.CodeTruncated, w.Element, "the document breaks off here; everything before is read")
	default:
		w.b.Note(w.Offset(), sbom.Error, sbom.CodeNotXML, w.Element, err.Error()+"; everything before is read")
	}
}

// Children calls each for every element within the current one, with the
// element's byte offset; each must consume the element.
func (w *Scanner) Children(each func(e *xml.StartElement, offset int)) { w.content(each, false) }

// Text returns the text of the current element; elements within are passed
// over.
func (w *Scanner) Text() string {
	return w.content(func(*xml.StartElement, int) { w.Skip() }, true)
}

// Skip passes over the current element.
func (w *Scanner) Skip() { w.content(func(*xml.StartElement, int) { w.Skip() }, false) }

// Content is Children and returns the text between the elements as well.
func (w *Scanner) Content(each func(e *xml.StartElement, offset int)) string {
	return w.content(each, true)
}

func (w *Scanner) content(each func(e *xml.StartElement, offset int), keep bool) string {
	var text []byte
	into := &text
	if !keep {
		into = nil
	}
	for {
		e, offset := w.next(into)
		if e == nil {
			return strings.TrimSpace(string(text))
		}
		each(e, offset)
	}
}

// Root returns the outermost element, or nil when there is none.
func (w *Scanner) Root() (*xml.StartElement, int) { return w.next(nil) }

// Finish notes data after the outermost element.
func (w *Scanner) Finish() {
	if w.Stopped {
		return
	}
	data := w.b.Input.Data
	rest := bytes.TrimSpace(data[min(w.Offset(), len(data)):])
	if len(rest) > 0 && !bytes.HasPrefix(rest, []byte("<!--")) {
		w.b.Notef(w.Offset(), sbom.Warning, sbom.CodeTrailing, "", "%d bytes follow the end of the document; they are not read", len(rest))
	}
}

// Attribute returns an attribute by its local name.
func Attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
