package sbom

import "bytes"

// Input is a document to be read: the bytes of Data from Start on. Data must
// not be changed afterwards, as strings of the Document point into it.
type Input struct {
	Data  []byte
	Start int
	// FreeElements is how many small elements, such as checksums, a document of
	// any size may have; larger ones count several times, and larger documents may
	// have more. Zero means a million.
	FreeElements int
	// Place turns an offset in Data into a line and column of what the user
	// has. Nil means that Data is what the user has.
	Place func(offset int) (line, column int)
}

// Place returns the line and column, from 1, of a byte offset in data. Columns
// count bytes.
func Place(data []byte, offset int) (line, column int) { return Places(data)(offset) }

// Places is [Place] for many offsets in the same data. Ascending offsets go
// through the data once; an offset before the last one counts again from the
// beginning. The function is not safe for concurrent use.
func Places(data []byte) func(offset int) (line, column int) {
	p := &placer{data: data, line: 1}
	return p.place
}

type placer struct {
	data      []byte
	at        int
	line      int
	lineStart int
}

func (p *placer) place(offset int) (line, column int) {
	offset = max(0, min(offset, len(p.data)))
	if offset < p.at {
		p.at, p.line, p.lineStart = 0, 1, 0
	}
	between := p.data[p.at:offset]
	p.line += bytes.Count(between, []byte{'\n'})
	if last := bytes.LastIndexByte(between, '\n'); last >= 0 {
		p.lineStart = p.at + last + 1
	}
	p.at = offset
	return p.line, offset - p.lineStart + 1
}
