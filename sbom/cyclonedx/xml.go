package cyclonedx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"assay/sbom"
)

// maxDepth is the deepest nesting that is read.
const maxDepth = 200

// ReadXML reads CycloneDX XML (cyclonedx.org/docs/1.6/xml). It never fails:
// what cannot be read is in the document's diagnostics.
func ReadXML(in sbom.Input) *sbom.Document {
	b := sbom.NewBuilder(in)
	r := &xmlReader{walker: newWalker(b), d: b.Document, assembler: assembler{b: b}, services: map[string]bool{}}
	r.d.Format = "CycloneDX XML"
	r.document()
	r.assembler.finish()
	b.Check(sbom.Rules{IDsOptional: true, Known: func(id string) bool { return r.services[id] }})
	return b.Finish()
}

// walker goes through XML element by element. Each element handed out must be
// consumed by exactly one of children, text and skip.
type walker struct {
	b       *sbom.Builder
	decoder *xml.Decoder
	start   int
	depth   int
	stopped bool
	element string
}

func newWalker(b *sbom.Builder) *walker {
	w := &walker{b: b, start: b.Input.Start}
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

func (w *walker) offset() int { return w.start + int(w.decoder.InputOffset()) }

// next returns the next element within the current one, or nil at its end.
func (w *walker) next() (*xml.StartElement, int) {
	for !w.stopped {
		if w.b.Full() {
			w.stopped = true
			break
		}
		offset := w.offset()
		token, err := w.decoder.Token()
		if err != nil {
			w.fail(err)
			return nil, 0
		}
		switch token := token.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxDepth {
				w.stopped = true
				w.b.Note(offset, sbom.Error, sbom.CodeTooDeep, w.element, "nesting beyond any sense; what follows was not read")
				return nil, 0
			}
			return &token, offset
		case xml.EndElement:
			w.depth--
			return nil, 0
		}
	}
	return nil, 0
}

func (w *walker) fail(err error) {
	w.stopped = true
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && w.depth == 0:
	case errors.Is(err, io.EOF) || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		w.b.Note(len(w.b.Input.Data), sbom.Error, sbom.CodeTruncated, w.element, "the document breaks off here; what stands before is read")
	default:
		w.b.Note(w.offset(), sbom.Error, sbom.CodeNotXML, w.element, err.Error()+"; what stands before is read")
	}
}

// children calls each element within the current one, with its place.
func (w *walker) children(each func(e *xml.StartElement, offset int)) {
	for {
		e, offset := w.next()
		if e == nil {
			return
		}
		each(e, offset)
	}
}

// text returns the text of the current element; elements within are passed
// over.
func (w *walker) text() string {
	var out strings.Builder
	depth := w.depth
	for !w.stopped && w.depth >= depth {
		token, err := w.decoder.Token()
		if err != nil {
			w.fail(err)
			return ""
		}
		switch token := token.(type) {
		case xml.CharData:
			if w.depth == depth {
				out.Write(token)
			}
		case xml.StartElement:
			if w.depth++; w.depth > maxDepth {
				w.fail(errors.New("nesting beyond any sense"))
			}
		case xml.EndElement:
			w.depth--
		}
	}
	return strings.TrimSpace(out.String())
}

func (w *walker) skip() { w.text() }

// attribute returns an attribute by its local name.
func attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
