package sbom

import (
	"fmt"
	"slices"
	"unsafe"
)

// Input is a document to be read: the bytes of Data from Start on. Data must
// not be changed afterwards, as strings of the Document point into it.
type Input struct {
	Data  []byte
	Start int
	// Place turns an offset in Data into a line and column of what the user
	// has. Nil means that Data is what the user has.
	Place func(offset int) (line, column int)
}

// maxPerCode is how many diagnostics of one code are kept one by one; a
// document that is odd in every element says no more with all of them.
const maxPerCode = 100

// A small file can make much of memory: a package takes some 300 bytes, and
// and "{}," only three. Elements are therefore counted in units of 40 bytes, of
// which a document gets a number that no honest one needs.
const (
	freeUnits     = 1 << 20
	bytesPerUnit  = 8
	bytesOfUnit   = 40
	packageUnits  = 8
	fileUnits     = 4
	slabSize      = 2048
	otherElements = 1
)

// Builder puts a Document together for a reader: it keeps the diagnostics, the
// limits, and the small lists of packages in few large allocations.
type Builder struct {
	Document *Document
	Input    Input

	notes      []note
	perCode    map[string]int
	units      int
	tooMany    bool
	rules      Rules
	checksums  slab[Checksum]
	references slab[Reference]
}

type note struct {
	offset int
	Diagnostic
}

// NewBuilder returns a builder for a document of the given input.
func NewBuilder(in Input) *Builder {
	return &Builder{Document: &Document{Source: in.Data}, Input: in, perCode: map[string]int{}}
}

// Note adds a diagnostic at a byte offset of the input; a negative offset means
// that the place is not known.
func (b *Builder) Note(offset int, severity Severity, code, element, message string) {
	b.perCode[code]++
	if b.perCode[code] > maxPerCode {
		return
	}
	b.notes = append(b.notes, note{offset, Diagnostic{Severity: severity, Code: code, Element: element, Message: message}})
}

// Notef is Note with a format; use it where notes are rare.
func (b *Builder) Notef(offset int, severity Severity, code, element, format string, args ...any) {
	if b.perCode[code] >= maxPerCode {
		b.perCode[code]++
		return
	}
	b.Note(offset, severity, code, element, fmt.Sprintf(format, args...))
}

// Mark returns where notes stand, for Name.
func (b *Builder) Mark() int { return len(b.notes) }

// Name gives the notes since mark that name no element this one: an element's
// ID often comes after what is odd in it.
func (b *Builder) Name(mark int, element string) {
	for i := mark; i < len(b.notes); i++ {
		if b.notes[i].Element == "" {
			b.notes[i].Element = element
		}
	}
}

// Room counts one more small element, such as a checksum or a text, and reports
// whether there is room for it. The first that finds none is noted at offset.
func (b *Builder) Room(offset int) bool { return b.room(offset, otherElements) }

// RoomForPackage is Room for a package.
func (b *Builder) RoomForPackage(offset int) bool { return b.room(offset, packageUnits) }

// RoomForFile is Room for a file.
func (b *Builder) RoomForFile(offset int) bool { return b.room(offset, fileUnits) }

// RoomForDetails is Room for what few packages have; there is always room for
// none.
func (b *Builder) RoomForDetails(offset int, d *PackageDetails) bool {
	return d == nil || RoomOf[PackageDetails](b, offset)
}

// RoomOf is Room for an element of this type.
func RoomOf[T any](b *Builder, offset int) bool { return b.room(offset, unitsOf[T]()) }

func unitsOf[T any]() int {
	var element T
	return (int(unsafe.Sizeof(element)) + bytesOfUnit - 1) / bytesOfUnit
}

// Keep appends an element to a list of the document if there is room for it.
func Keep[T any](b *Builder, list *[]T, element T, offset int) {
	if RoomOf[T](b, offset) {
		*list = Grow(b, *list, element)
	}
}

// Grow is append for elements that are counted already: a list that is long
// makes room for as many again, but for no more than would be kept.
func Grow[T any](b *Builder, list []T, element T) []T {
	if n := len(list); n == cap(list) && n >= slabSize {
		list = grown(list, min(2*n, n+b.left()/unitsOf[T]())+1)
	}
	return append(list, element)
}

func grown[T any](list []T, room int) []T {
	out := make([]T, len(list), room)
	copy(out, list)
	return out
}

// left returns how many units the document has left.
func (b *Builder) left() int {
	return max(freeUnits+len(b.Input.Data)/bytesPerUnit-b.units, 0)
}

func (b *Builder) room(offset, units int) bool {
	fits := units <= b.left()
	b.units += units
	if fits {
		return true
	}
	if !b.tooMany {
		b.tooMany = true
		b.Note(offset, Error, CodeTooMany, "", "the document has more elements than fit its size: what follows is not kept")
	}
	return false
}

// Full reports whether there was no room for an element, so that reading on is
// of no use.
func (b *Builder) Full() bool { return b.tooMany }

// Checksums keeps a list that the caller goes on to reuse.
func (b *Builder) Checksums(list []Checksum) []Checksum { return b.checksums.keep(list) }

// References keeps a list that the caller goes on to reuse.
func (b *Builder) References(list []Reference) []Reference { return b.references.keep(list) }

// Finish checks the references within the document, places the diagnostics and
// returns the document.
func (b *Builder) Finish() *Document {
	b.checkReferences()
	d := b.Document
	d.Packages, d.Files = trim(d.Packages), trim(d.Files)
	d.Relationships, d.Implied = trim(d.Relationships), trim(d.Implied)
	d.Vulnerabilities, d.Annotations, d.Licenses = trim(d.Vulnerabilities), trim(d.Annotations), trim(d.Licenses)
	slices.SortStableFunc(b.notes, func(x, y note) int { return x.offset - y.offset })
	place := b.Input.Place
	if place == nil {
		place = newPlacer(b.Input.Data).place
	}
	for _, n := range b.notes {
		if n.offset >= 0 {
			n.Line, n.Column = place(n.offset)
		}
		d.Diagnostics = append(d.Diagnostics, n.Diagnostic)
	}
	var over []string
	for code, count := range b.perCode {
		if count > maxPerCode {
			over = append(over, code)
		}
	}
	slices.Sort(over)
	for _, code := range over {
		d.Diagnostics = append(d.Diagnostics, Diagnostic{Severity: Info, Code: code,
			Message: fmt.Sprintf("%d more like this are not listed", b.perCode[code]-maxPerCode)})
	}
	return d
}

// Append is append for the long lists of a document, which begin at from and
// have come to offset. It makes four times their room, where append would add a
// quarter and leave four times the list behind as garbage, but never beyond what
// the rest of the document can hold at the size of elements so far.
func Append[T any](list []T, element T, b *Builder, from, offset int) []T {
	if n := len(list); n == cap(list) && n >= slabSize {
		each := max((offset-from)/n, 1)
		fits := n + (len(b.Input.Data)-offset)/each + n/16
		list = grown(list, min(4*n, fits, n+b.left()/unitsOf[T]())+1)
	}
	return append(list, element)
}

// trim gives back what appending reserved, when that is much.
func trim[T any](list []T) []T {
	if cap(list)-len(list) > len(list)/2 && cap(list) > slabSize {
		return slices.Clone(list)
	}
	return list
}

// slab keeps many small lists in few allocations.
type slab[T any] struct{ free []T }

func (s *slab[T]) keep(list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if len(list) > slabSize/8 {
		return slices.Clone(list)
	}
	if len(list) > cap(s.free)-len(s.free) {
		s.free = make([]T, 0, slabSize)
	}
	start := len(s.free)
	s.free = append(s.free, list...)
	return s.free[start:len(s.free):len(s.free)]
}
