package sbom

import "bytes"

// placer turns ascending byte offsets into lines and columns, going through
// the data once.
type placer struct {
	data       []byte
	at         int
	line       int
	lineStarts int
}

func newPlacer(data []byte) *placer { return &placer{data: data, line: 1} }

// place returns the line and column, from 1, of a byte offset. Offsets may go
// back, at the price of counting again.
func (p *placer) place(offset int) (line, column int) {
	offset = max(0, min(offset, len(p.data)))
	if offset < p.at {
		p.at, p.line, p.lineStarts = 0, 1, 0
	}
	between := p.data[p.at:offset]
	p.line += bytes.Count(between, []byte{'\n'})
	if last := bytes.LastIndexByte(between, '\n'); last >= 0 {
		p.lineStarts = p.at + last + 1
	}
	p.at = offset
	return p.line, offset - p.lineStarts + 1
}

// Place returns the line and column, from 1, of a byte offset in data.
func Place(data []byte, offset int) (line, column int) { return newPlacer(data).place(offset) }
