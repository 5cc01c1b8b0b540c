package encode

import (
	"reflect"
	"strconv"
	"strings"

	"assay/ui/present/bounds"
)

// The reasons for which something is cut.
const (
	// ReasonDepth and ReasonSize: the value nests too deeply, or is too large.
	ReasonDepth = "depth"
	ReasonSize  = "size"
	// ReasonCount: the list or map has too many elements.
	ReasonCount = "count"
	// ReasonName: a member of a map has a name that is too long, and is left
	// out.
	ReasonName = "name"
	// ReasonTotal: the report as a whole would be too large.
	ReasonTotal = "total"
	// ReasonUnwritable: there is no JSON for the value, or it is none.
	ReasonUnwritable = "unwritable"
	// ReasonMore: as many further places were cut as Elements says.
	ReasonMore = "more"
)

// Cut says what was cut where.
type Cut struct {
	// Path is the place in the JSON that was written (RFC 6901).
	Path   string `json:"path,omitempty"`
	Reason string `json:"reason"`
	// Bytes and Depth are those of the value as it was; Elements how many a
	// list or map had.
	Bytes    int64 `json:"bytes,omitempty"`
	Depth    int   `json:"depth,omitempty"`
	Elements int   `json:"elements,omitempty"`
	// Kept is how many bytes or elements of it are here.
	Kept int `json:"kept,omitempty"`
}

// replacement stands for a member that repeats somebody else's JSON.
type replacement struct {
	Cut Cut `json:"cut"`
}

// cut notes that the value at the present path is cut.
func (e *encoder) cut(c Cut) {
	if len(e.cuts) == bounds.Cuts {
		e.uncounted++
		return
	}
	c.Path = pointer(e.path)
	e.cuts = append(e.cuts, c)
}

// writeCuts writes the list of what was cut.
func (e *encoder) writeCuts() {
	if e.uncounted > 0 {
		e.cuts = append(e.cuts, Cut{Reason: ReasonMore, Elements: e.uncounted})
	}
	whole := e.options.Whole
	e.options.Whole = true
	e.value(reflect.ValueOf(e.cuts))
	e.options.Whole = whole
}

// pointer is a path as a JSON pointer (RFC 6901, section 3).
func pointer(path []step) string {
	var b strings.Builder
	for _, s := range path {
		if s.index >= 0 {
			b.WriteString("/" + strconv.Itoa(s.index))
			continue
		}
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(s.name))
	}
	return b.String()
}
