package build

import (
	"slices"
	"unsafe"

	"assay/sbom"
)

// A small file can ask for much memory: a package takes some 300 bytes, and
// "{}," only three. Elements are therefore counted in units of 40 bytes. A
// document gets far more of them than real ones need: freeUnits, or as many as
// the input says, and one more for every bytesPerUnit bytes of its size.
const (
	freeUnits    = 1 << 20
	bytesPerUnit = 8
	bytesOfUnit  = 40
	packageUnits = 8
	fileUnits    = 4
	smallUnits   = 1
	slabSize     = 2048
)

// Reserve counts one more small element, such as a checksum or a text, and
// reports whether the document may have it. The first element that it may not
// have is noted at offset.
func (b *Builder) Reserve(offset int) bool { return b.reserve(offset, smallUnits) }

// ReservePackage is Reserve for a package.
func (b *Builder) ReservePackage(offset int) bool { return b.reserve(offset, packageUnits) }

// ReserveFile is Reserve for a file.
func (b *Builder) ReserveFile(offset int) bool { return b.reserve(offset, fileUnits) }

// ReserveDetails is Reserve for the rare members of a package. Where a package
// has none it always succeeds.
func (b *Builder) ReserveDetails(offset int, d *sbom.PackageDetails) bool {
	return d == nil || ReserveFor[sbom.PackageDetails](b, offset)
}

// ReserveFor is Reserve for an element of type T.
func ReserveFor[T any](b *Builder, offset int) bool { return b.reserve(offset, unitsOf[T]()) }

// Exhausted reports whether an element was refused, so that there is no use in
// reading on.
func (b *Builder) Exhausted() bool { return b.exhausted }

func unitsOf[T any]() int {
	var element T
	return (int(unsafe.Sizeof(element)) + bytesOfUnit - 1) / bytesOfUnit
}

// left returns how many units the document has left.
func (b *Builder) left() int {
	return max(b.free+len(b.Input.Data)/bytesPerUnit-b.units, 0)
}

func (b *Builder) reserve(offset, units int) bool {
	fits := units <= b.left()
	b.units += units
	if fits {
		return true
	}
	if !b.exhausted {
		b.exhausted = true
		b.Note(offset, sbom.Error, sbom.CodeTooMany, "",
			"the document has more elements than fit its size; the rest of it is not read")
	}
	return false
}

// Append reserves an element of the input at offset, appends it to list, and
// reports whether it did. A long list doubles, but not beyond what the document
// may still have.
func Append[T any](b *Builder, list *[]T, element T, offset int) bool {
	if !ReserveFor[T](b, offset) {
		return false
	}
	if n := len(*list); n == cap(*list) && n >= slabSize {
		*list = regrown(*list, min(2*n, n+b.left()/unitsOf[T]())+1)
	}
	*list = append(*list, element)
	return true
}

// AppendReserved appends an element that is reserved already to one of the long
// lists of a document, which begins at from and was read up to offset. The list
// grows to four times its length, where append would add a quarter and leave
// four times the list behind as garbage, but not beyond what the rest of the
// document can hold at the size of the elements so far.
func AppendReserved[T any](b *Builder, list *[]T, element T, from, offset int) {
	if n := len(*list); n == cap(*list) && n >= slabSize {
		each := max((offset-from)/n, 1)
		fits := n + (len(b.Input.Data)-offset)/each + n/16
		*list = regrown(*list, min(4*n, fits, n+b.left()/unitsOf[T]())+1)
	}
	*list = append(*list, element)
}

func regrown[T any](list []T, capacity int) []T {
	out := make([]T, len(list), capacity)
	copy(out, list)
	return out
}

// trim gives back the capacity that a list did not need, when that is much.
func trim[T any](list []T) []T {
	if cap(list)-len(list) > len(list)/2 && cap(list) > slabSize {
		return slices.Clone(list)
	}
	return list
}

// Checksums returns a copy of a list that the caller goes on to reuse.
func (b *Builder) Checksums(list []sbom.Checksum) []sbom.Checksum { return b.checksums.clone(list) }

// References returns a copy of a list that the caller goes on to reuse.
func (b *Builder) References(list []sbom.Reference) []sbom.Reference { return b.references.clone(list) }

// slab holds many small lists in few allocations.
type slab[T any] struct{ free []T }

func (s *slab[T]) clone(list []T) []T {
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
