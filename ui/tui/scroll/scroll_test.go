package scroll

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"assay/ui/present/line"
	"assay/ui/present/theme"
)

func numbered(n int) line.Static {
	lines := make(line.Static, n)
	for i := range lines {
		lines[i] = line.TextLine(line.StylePlain, fmt.Sprint("line ", i))
	}
	return lines
}

func rows(v *View, width, height int) []string {
	out := v.Rows(theme.New(true), width, height, true)
	for i := range out {
		out[i] = strings.TrimRight(ansi.Strip(out[i]), " ")
	}
	return out
}

// TestMove moves the cursor and wants it on the screen.
func TestMove(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		by             []int
		cursor, offset int
	}{
		{"not at all", nil, 0, 0},
		{"before the first", []int{-5}, 0, 0},
		{"within the screen", []int{3}, 3, 0},
		{"below the screen", []int{6}, 6, 2},
		{"and back", []int{6, -3}, 3, 2},
		{"above the screen", []int{6, -5}, 1, 1},
		{"far", []int{1 << 30}, 99, 95},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := &View{}
			v.Set(numbered(100))
			for _, by := range c.by {
				v.Move(by, 20, 5)
			}
			if v.Cursor != c.cursor {
				t.Errorf("the cursor is on %d, not %d", v.Cursor, c.cursor)
			}
			if v.Offset() != c.offset {
				t.Errorf("the screen begins with %d, not %d", v.Offset(), c.offset)
			}
		})
	}
}

// TestPlaceStays wants the place to survive new lines as far as it can.
func TestPlaceStays(t *testing.T) {
	t.Parallel()
	v := &View{}
	v.Set(numbered(100))
	v.Move(50, 20, 5)
	v.Drop()
	if _, ok := v.Current(); ok {
		t.Error("there is a line without lines")
	}
	v.Set(numbered(80))
	if v.Cursor != 50 {
		t.Errorf("the cursor is on %d", v.Cursor)
	}
	v.Set(numbered(10))
	if v.Cursor != 9 {
		t.Errorf("the cursor is on %d of 10 lines", v.Cursor)
	}
	v.Set(numbered(0))
	if got := rows(v, 20, 5); len(got) != 0 {
		t.Errorf("an empty list shows %q", got)
	}
}

// TestFind searches forwards and backwards, round the ends.
func TestFind(t *testing.T) {
	t.Parallel()
	v := &View{Query: "LINE 1"}
	v.Set(numbered(20))
	for i, c := range []struct{ direction, want, at int }{{1, 1, 1}, {1, 10, 2}, {-1, 1, 1}, {-1, 19, 11}, {1, 1, 1}} {
		if !v.Find(c.direction, 20, 5) {
			t.Fatalf("search %d finds nothing", i)
		}
		if v.Cursor != c.want {
			t.Errorf("search %d leads to line %d, not %d", i, v.Cursor, c.want)
		}
		if at, of := v.Matches(); at != c.at || of != 11 {
			t.Errorf("search %d is on match %d of %d, not %d of 11", i, at, of, c.at)
		}
	}
	if v.Query = "none"; v.Find(1, 20, 5) {
		t.Error("something was found that is not there")
	}
}

// TestWrap draws a long line wrapped, cut, and moved to the left.
func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		view View
		want string
	}{
		{View{Wrap: true}, "one two|three"},
		{View{}, "one two…"},
		{View{Shift: 4}, "two thr…"},
	} {
		v := c.view
		v.Set(line.Static{line.TextLine(line.StylePlain, "one two three")})
		if got := strings.Join(rows(&v, 8, 5), "|"); got != c.want {
			t.Errorf("%+v draws %q, not %q", c.view, got, c.want)
		}
		if got := v.LineAt(0, 8, 5); got != 0 {
			t.Errorf("row 0 is of line %d", got)
		}
	}
}

// TestHead keeps the lines above a list, as long as there is room for both.
func TestHead(t *testing.T) {
	t.Parallel()
	v := &View{}
	above := []line.Line{line.Heading("title"), line.Heading("columns")}
	v.Set(line.Pages{List: numbered(100), Above: above})
	v.Move(50, 20, 6)
	got := rows(v, 20, 6)
	if want := "title|columns|line 47|line 48|line 49|line 50"; strings.Join(got, "|") != want {
		t.Errorf("drawn is %q", got)
	}
	if got := v.LineAt(1, 20, 6); got != -1 {
		t.Errorf("the head is line %d", got)
	}
	if got := v.PageSize(20, 6); got != 3 {
		t.Errorf("a page has %d lines", got)
	}
	if got := rows(v, 20, 2); got[0] != "columns" {
		t.Errorf("with little room the head is %q", got[0])
	}
}

// TestMatchesAreMarked wants the text to stay the same where matches are marked.
func TestMatchesAreMarked(t *testing.T) {
	t.Parallel()
	v := &View{Query: "li"}
	v.Set(numbered(2))
	got := v.Rows(theme.New(true), 20, 5, false)
	if !strings.Contains(got[1], "\x1b[") {
		t.Errorf("nothing is marked in %q", got[1])
	}
	if plain := ansi.Strip(got[1]); plain != "line 1" {
		t.Errorf("the line reads %q", plain)
	}
}
