// Package scroll shows a list of lines of which only a part fits on the screen:
// the cursor, the place in the list, wrapping and the marks of a search. Lines
// are made and wrapped only when they are drawn, so the cost of a frame does not
// depend on how many there are. The package takes no keys and knows no report.
package scroll

import (
	"strings"

	"assay/ui/present/line"
)

// View is a list with the user's place in it. The zero value shows nothing.
type View struct {
	// Cursor is the line that the user is on, counted from 0.
	Cursor int
	// Wrap breaks long lines into rows; without it they are cut at the edge, and
	// Shift is how many cells of them are left out at the beginning.
	Wrap  bool
	Shift int
	// Query is the text whose occurrences are marked; empty marks nothing.
	Query string

	list line.List
	// offset is the first line on the screen.
	offset int
}

// Set replaces the lines and keeps the place as far as it still exists.
func (v *View) Set(list line.List) {
	v.list = list
	v.Cursor = clamp(v.Cursor, list.Len()-1)
	v.offset = clamp(v.offset, v.Cursor)
}

// Drop forgets the lines and keeps the place for those that are set next.
func (v *View) Drop() { v.list = nil }

// List returns the lines, or nil where there are none.
func (v *View) List() line.List { return v.list }

// Len returns the number of lines.
func (v *View) Len() int {
	if v.list == nil {
		return 0
	}
	return v.list.Len()
}

// Current returns the line under the cursor; false says that there is none.
func (v *View) Current() (line.Line, bool) {
	if v.Cursor < 0 || v.Cursor >= v.Len() {
		return line.Line{}, false
	}
	return v.list.At(v.Cursor, 0), true
}

// Move puts the cursor by lines further, backwards where by is negative, and
// scrolls so that it stays in the room of width by height cells.
func (v *View) Move(by, width, height int) { v.moveTo(v.Cursor+by, width, height) }

func (v *View) moveTo(number, width, height int) {
	height = max(1, height-len(v.head(width, height)))
	v.Cursor = clamp(number, v.Len()-1)
	v.offset = clamp(v.offset, v.Cursor)
	for rows := v.rowsToCursor(width, height); rows > height && v.offset < v.Cursor; {
		rows -= len(v.wrapped(v.offset, width))
		v.offset++
	}
}

// rowsToCursor counts the rows from the first line on the screen to the cursor.
// A far jump moves the first line: more than a screenful need not be counted.
func (v *View) rowsToCursor(width, height int) int {
	v.offset = max(v.offset, v.Cursor-height)
	rows := 0
	for i := v.offset; i <= v.Cursor && i < v.Len(); i++ {
		rows += len(v.wrapped(i, width))
	}
	return rows
}

// PageSize returns how many lines a page key moves in a room of this size.
func (v *View) PageSize(width, height int) int {
	return max(1, height-1-len(v.head(width, height)))
}

// LineAt returns the line that is drawn in a row of the room, or -1.
func (v *View) LineAt(row, width, height int) int {
	row -= len(v.head(width, height))
	for i := v.offset; row >= 0 && i < v.Len(); i++ {
		if row -= len(v.wrapped(i, width)); row < 0 {
			return i
		}
	}
	return -1
}

// Offset returns the first line on the screen.
func (v *View) Offset() int { return v.offset }

// Find moves the cursor to the next line that has the query, backwards where
// direction is -1, and reports whether there is one. The search goes round.
func (v *View) Find(direction, width, height int) bool {
	n := v.Len()
	if v.Query == "" || n == 0 {
		return false
	}
	query := strings.ToLower(v.Query)
	for step := 1; step <= n; step++ {
		i := ((v.Cursor+direction*step)%n + n) % n
		if line.Has(v.list, i, query) {
			v.moveTo(i, width, height)
			return true
		}
	}
	return false
}

// maxCounted is up to how many lines are read to count the matches.
const maxCounted = 20_000

// Matches returns the number of the match that the cursor is on, and how many there
// are; both are zero for a list that is too long to be counted.
func (v *View) Matches() (at, of int) {
	if v.Len() > maxCounted {
		return 0, 0
	}
	query := strings.ToLower(v.Query)
	for i := range v.Len() {
		if line.Has(v.list, i, query) {
			of++
			if i <= v.Cursor {
				at = of
			}
		}
	}
	return at, of
}

// clamp keeps an index between 0 and high.
func clamp(v, high int) int { return max(0, min(v, high)) }
