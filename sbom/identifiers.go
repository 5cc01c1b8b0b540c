package sbom

import "hash/maphash"

// ElementKind says in which list of a Document an element is.
type ElementKind uint8

// The kinds.
const (
	NoElement ElementKind = iota
	PackageElement
	FileElement
	SnippetElement
	DocumentElement
)

// Element is a place in a Document: Packages[Index], Files[Index], …
type Element struct {
	Kind  ElementKind
	Index int
}

// identifierTable finds elements by ID. It is an open hash table of element
// numbers: the strings themselves stay in the document, which for half a
// million elements saves the tens of megabytes of a map.
type identifierTable struct {
	seed  maphash.Seed
	slots []int32 // number+1 of an element, or 0
	mask  uint64
}

// count returns how many elements have numbers: packages, then files, then
// snippets, then the document.
func (d *Document) count() int {
	return len(d.Packages) + len(d.Files) + len(d.Snippets) + 1
}

// element is the element of a number.
func (d *Document) element(number int) Element {
	if number < len(d.Packages) {
		return Element{PackageElement, number}
	}
	number -= len(d.Packages)
	if number < len(d.Files) {
		return Element{FileElement, number}
	}
	number -= len(d.Files)
	if number < len(d.Snippets) {
		return Element{SnippetElement, number}
	}
	return Element{Kind: DocumentElement}
}

func (d *Document) identifier(number int) string {
	switch e := d.element(number); e.Kind {
	case PackageElement:
		return d.Packages[e.Index].ID
	case FileElement:
		return d.Files[e.Index].ID
	case SnippetElement:
		return d.Snippets[e.Index].ID
	default:
		return d.ID
	}
}

// newIdentifierTable calls duplicate, unless nil, for each element whose ID an
// earlier one has.
func newIdentifierTable(d *Document, duplicate func(id string, e Element)) *identifierTable {
	size := 16
	for size < 2*d.count() {
		size *= 2
	}
	//nolint:gosec // size is at least 16.
	t := &identifierTable{seed: maphash.MakeSeed(), slots: make([]int32, size), mask: uint64(size - 1)}
	for number := range d.count() {
		id := d.identifier(number)
		if id == "" {
			continue
		}
		slot := t.slot(d, id)
		if t.slots[slot] != 0 {
			if duplicate != nil {
				duplicate(id, d.element(number))
			}
			continue
		}
		t.slots[slot] = int32(number + 1)
	}
	return t
}

// slot returns where an ID is, or the empty slot where it would be.
func (t *identifierTable) slot(d *Document, id string) uint64 {
	slot := maphash.String(t.seed, id) & t.mask
	for t.slots[slot] != 0 && d.identifier(int(t.slots[slot])-1) != id {
		slot = (slot + 1) & t.mask
	}
	return slot
}

func (t *identifierTable) number(d *Document, id string) int {
	if id == "" {
		return -1
	}
	return int(t.slots[t.slot(d, id)]) - 1
}

// IndexIDs prepares Find, and calls duplicate, unless nil, for each element
// whose ID an earlier element has already. Readers call it; a document that was
// made or changed in another way needs it before Find is called from several
// goroutines at once.
func (d *Document) IndexIDs(duplicate func(id string, e Element)) {
	d.identifiers = newIdentifierTable(d, duplicate)
}

// Find returns the element of an ID; of several, the first. It reports false
// when there is none.
func (d *Document) Find(id string) (Element, bool) {
	number := d.number(id)
	if number < 0 {
		return Element{}, false
	}
	return d.element(number), true
}

func (d *Document) number(id string) int {
	if d.identifiers == nil {
		d.IndexIDs(nil)
	}
	return d.identifiers.number(d, id)
}
