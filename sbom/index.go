package sbom

import (
	"bytes"
	"strings"
	"sync"
)

// Index is a document made ready to be filtered, sorted and grouped while a
// user types: at 100,000 packages each takes a few milliseconds. It does not
// change once made, but is not safe for several views at a time.
type Index struct {
	Document *Document

	columns [columnCount]*column
	// text holds, in lower case, what nearly every package has another value
	// of; starts are the places of packages in it. What many packages share is
	// in columns.
	text   []byte
	starts []uint32
	// frequency counts the bytes of text: a search goes by the rarest byte.
	frequency [256]uint32
}

// NewIndex makes an index of a document, which must not change afterwards.
func NewIndex(d *Document) *Index {
	x := &Index{Document: d}
	var group sync.WaitGroup
	group.Go(x.buildText)
	for c := ByName; c < columnCount; c++ {
		group.Go(func() { x.columns[c] = newColumn(d, c) })
	}
	group.Wait()
	return x
}

// maxIndexed is how much of one value is looked through by a filter without
// field; copyright texts can be whole licences.
const maxIndexed = 4 << 10

func (x *Index) buildText() {
	x.starts = make([]uint32, 0, len(x.Document.Packages)+1)
	for i := range x.Document.Packages {
		p := &x.Document.Packages[i]
		x.starts = append(x.starts, uint32(len(x.text))) //nolint:gosec // 4 GiB of names are far beyond the largest document.
		x.add(p.Name)
		x.add(p.Version)
		x.add(p.PURL)
		x.add(p.ID)
		for j := range p.References {
			x.add(p.References[j].Locator)
		}
		for j := range p.Checksums {
			x.add(p.Checksums[j].Value)
		}
	}
	x.starts = append(x.starts, uint32(len(x.text))) //nolint:gosec // as above.
	for _, c := range x.text {
		x.frequency[c]++
	}
}

// add appends a value in lower case, and a zero byte so that no match goes over
// its end.
func (x *Index) add(value string) {
	if value == "" {
		return
	}
	value = value[:min(len(value), maxIndexed)]
	start := len(x.text)
	x.text = append(x.text, value...)
	for i, c := range x.text[start:] {
		if c >= 0x80 {
			x.text = append(x.text[:start], strings.ToLower(value)...)
			break
		}
		if c >= 'A' && c <= 'Z' {
			x.text[start+i] = c + 'a' - 'A'
		}
	}
	x.text = append(x.text, 0)
}

// bitset has a bit for each package.
type bitset []uint64

func (s bitset) set(i int)      { s[i/64] |= 1 << (i % 64) }
func (s bitset) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// find sets the bits of packages whose text holds a needle in lower case.
func (x *Index) find(needle string, into bitset) {
	if needle == "" || len(x.starts) < 2 {
		return
	}
	rare := 0
	for i := range len(needle) {
		if x.frequency[needle[i]] < x.frequency[needle[rare]] {
			rare = i
		}
	}
	row := 0
	for at := 0; at < len(x.text); {
		found := x.next(at, needle, rare)
		if found < 0 {
			return
		}
		row = x.rowOf(found, row)
		into.set(row)
		at = int(x.starts[row+1])
	}
}

// next returns where the needle is next. It jumps from one of its rarest bytes
// to the next, unless even that is in every few bytes.
func (x *Index) next(at int, needle string, rare int) int {
	if int(x.frequency[needle[rare]]) > len(x.text)/32 {
		if i := bytes.Index(x.text[at:], []byte(needle)); i >= 0 {
			return at + i
		}
		return -1
	}
	for probe := at + rare; probe < len(x.text); probe++ {
		i := bytes.IndexByte(x.text[probe:], needle[rare])
		if i < 0 {
			return -1
		}
		probe += i
		if start := probe - rare; start+len(needle) <= len(x.text) && string(x.text[start:start+len(needle)]) == needle {
			return start
		}
	}
	return -1
}

// rowOf returns the package whose text an offset is in, searching from a
// package at or before it in steps that grow.
func (x *Index) rowOf(offset, from int) int {
	step := 1
	for from+step < len(x.starts) && int(x.starts[from+step]) <= offset {
		from += step
		step *= 2
	}
	for step > 0 {
		if from+step < len(x.starts) && int(x.starts[from+step]) <= offset {
			from += step
		}
		step /= 2
	}
	// A package without any text begins where the next one does.
	for from+1 < len(x.starts) && int(x.starts[from+1]) <= offset {
		from++
	}
	return from
}
