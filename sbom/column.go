package sbom

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// Column is what packages can be sorted and grouped by.
type Column uint8

// The columns. ByDocument is the order of the document.
const (
	ByDocument Column = iota
	ByName
	ByVersion
	ByType
	ByLicense
	BySupplier
	BySource
	ByPURL
	ByID
	byDeclared
	byConcluded
	byOriginator
	byPurpose
	byCopyright
	byDownload
	byDescription
	columnCount
)

// String returns the column's name.
func (c Column) String() string {
	if int(c) < len(columnNames) {
		return columnNames[c]
	}
	return ""
}

// Value returns what a package has in a column.
func (c Column) Value(p *Package) string {
	switch c {
	case ByName:
		return p.Name
	case ByVersion:
		return p.Version
	case ByType:
		return p.Type()
	case ByLicense:
		return p.License()
	case BySupplier:
		return p.Supplier
	case BySource:
		return p.Source()
	case ByPURL:
		return p.PURL
	case ByID:
		return p.ID
	default:
		return c.hidden(p)
	}
}

// hidden returns the value in a column that only the filter uses.
func (c Column) hidden(p *Package) string {
	switch c {
	case byDeclared:
		return p.LicenseDeclared
	case byConcluded:
		return p.LicenseConcluded
	case byOriginator:
		return p.Originator
	case byPurpose:
		return p.Purpose
	case byCopyright:
		return p.Copyright
	case byDownload:
		return p.Download
	case byDescription:
		return p.Description
	default:
		return ""
	}
}

var columnNames = [...]string{"document", "name", "version", "type", fieldLicense, "supplier", "source", fieldPURL, "id"}

// column holds the values that packages have in one column, each once: most
// columns have few, so that a filter looks at few strings.
type column struct {
	values []string // as written, in order of sorting
	lower  []string
	of     []uint32 // of each package, its value
	order  []int32  // packages in order of their values
	match  []bool   // reused by filters
}

func newColumn(d *Document, c Column) *column {
	col := &column{of: make([]uint32, len(d.Packages))}
	numbers := make(map[string]uint32)
	for i := range d.Packages {
		value := c.Value(&d.Packages[i])
		number, ok := numbers[value]
		if !ok {
			number = uint32(len(col.values)) //nolint:gosec // fewer than there are packages.
			numbers[value] = number
			col.values = append(col.values, value)
		}
		col.of[i] = number
	}
	col.sort(c == ByVersion)
	col.match = make([]bool, len(col.values))
	return col
}

// sortKey is a value with the beginning of it as a number: comparing that
// settles most comparisons without a look at the text.
type sortKey struct {
	head   uint64
	number uint32
}

// sort puts the values in order, missing ones last, and the packages in
// order of their values, those of one value as in the document.
func (c *column) sort(natural bool) {
	keys := make([]sortKey, len(c.values))
	lower := make([]string, len(c.values))
	for i, value := range c.values {
		lower[i] = strings.ToLower(value)
	}
	skip := commonPrefix(lower)
	for i, text := range lower {
		keys[i] = sortKey{head(text, skip, natural), uint32(i)}
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		x, y := lower[a.number], lower[b.number]
		if natural {
			if order := compareNatural(x, y); order != 0 {
				return order
			}
		} else if order := strings.Compare(x[min(skip, len(x)):], y[min(skip, len(y)):]); order != 0 {
			return order
		}
		return cmp.Compare(a.number, b.number)
	})
	c.reorder(keys, lower)
}

func (c *column) reorder(keys []sortKey, lower []string) {
	rank := make([]uint32, len(keys))
	values := make([]string, len(keys))
	c.lower = make([]string, len(keys))
	for to, key := range keys {
		rank[key.number] = uint32(to)
		values[to], c.lower[to] = c.values[key.number], lower[key.number]
	}
	c.values = values
	starts := make([]int32, len(keys)+1)
	for i := range c.of {
		c.of[i] = rank[c.of[i]]
		starts[c.of[i]+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	c.order = make([]int32, len(c.of))
	for i, value := range c.of {
		c.order[starts[value]] = int32(i)
		starts[value]++
	}
}

// head is the first eight bytes after the common ones. A missing value gets
// the largest number, to come last. For versions only whether there is one
// counts, as their order is not that of bytes.
func head(text string, skip int, natural bool) uint64 {
	if !HasValue(text) {
		return 1<<64 - 1
	}
	if natural {
		return 0
	}
	var bytes [8]byte
	copy(bytes[:], text[min(skip, len(text)):])
	return min(binary.BigEndian.Uint64(bytes[:]), 1<<64-2)
}

func commonPrefix(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	prefix, started := "", false
	for _, text := range texts {
		if !HasValue(text) {
			continue
		}
		if !started {
			prefix, started = text, true
			continue
		}
		n := 0
		for n < len(prefix) && n < len(text) && prefix[n] == text[n] {
			n++
		}
		if prefix = prefix[:n]; n == 0 {
			break
		}
	}
	return len(prefix)
}

// compareNatural compares texts with the numbers in them as numbers, so that
// 1.10 comes after 1.9.
func compareNatural(a, b string) int {
	for len(a) > 0 && len(b) > 0 {
		if digit(a[0]) && digit(b[0]) {
			x, y := number(a), number(b)
			a, b = a[len(x):], b[len(y):]
			x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
			if order := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); order != 0 {
				return order
			}
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func number(text string) string {
	n := 0
	for n < len(text) && digit(text[n]) {
		n++
	}
	return text[:n]
}
