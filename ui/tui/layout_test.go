package tui

import "testing"

// TestLayoutNumbers holds the rectangles of the sizes that people have.
func TestLayoutNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		width, height int
		tree          bool
		want          layout
	}{
		{"tiny", 20, 5, false, layout{Mode: modeTiny, Header: rect{0, 0, 20, 2}}},
		{"one row", 20, 1, false, layout{Mode: modeTiny, Header: rect{0, 0, 20, 1}}},
		{"single", 50, 15, false, layout{
			Mode: modeSingle, Header: rect{0, 0, 50, 3}, Body: rect{0, 3, 50, 10},
			Detail: rect{0, 3, 50, 10},
			Tabs:   rect{0, 13, 50, 1}, Footer: rect{0, 14, 50, 1},
		}},
		{"single tree", 50, 15, true, layout{
			Mode: modeSingle, Header: rect{0, 0, 50, 3}, Body: rect{0, 3, 50, 10},
			Tree: rect{0, 3, 50, 10},
			Tabs: rect{0, 13, 50, 1}, Footer: rect{0, 14, 50, 1},
		}},
		{"tabs", 80, 24, false, layout{
			Mode: modeTabs, Header: rect{0, 0, 80, 3}, Body: rect{0, 3, 80, 19},
			Detail: rect{0, 3, 80, 19},
			Tabs:   rect{0, 22, 80, 1}, Footer: rect{0, 23, 80, 1},
		}},
		{"split", 120, 40, false, layout{
			Mode: modeSplit, Header: rect{0, 0, 120, 3}, Body: rect{0, 3, 120, 35},
			Tree: rect{0, 3, 38, 35}, Detail: rect{40, 3, 80, 35},
			Tabs: rect{0, 38, 120, 1}, Footer: rect{0, 39, 120, 1},
		}},
		{"wide", 200, 50, true, layout{
			Mode: modeSplit, Header: rect{0, 0, 200, 3}, Body: rect{0, 3, 200, 45},
			Tree: rect{0, 3, 48, 45}, Detail: rect{50, 3, 150, 45},
			Tabs: rect{0, 48, 200, 1}, Footer: rect{0, 49, 200, 1},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := newLayout(c.width, c.height, c.tree); got != c.want {
				t.Errorf("%dx%d:\n got %+v\nwant %+v", c.width, c.height, got, c.want)
			}
		})
	}
}

// TestLayouts compares the rectangles with each other as numbers: they lie on
// the screen, do not overlap, and fill it.
func TestLayouts(t *testing.T) {
	for width := 1; width < 140; width++ {
		for height := 1; height < 50; height++ {
			for _, tree := range []bool{false, true} {
				l := newLayout(width, height, tree)
				area := 0
				for _, r := range []rect{l.Header, l.Tree, l.Detail, l.Tabs, l.Footer} {
					if r.W < 0 || r.H < 0 || r.X+r.W > width || r.Y+r.H > height {
						t.Fatalf("%dx%d: %+v lies outside", width, height, r)
					}
					area += r.W * r.H
				}
				if l.Mode == modeSplit {
					area += 2 * l.Detail.H
				}
				if l.Mode != modeTiny && area != width*height {
					t.Fatalf("%dx%d: the parts cover %d of %d cells: %+v", width, height, area, width*height, l)
				}
			}
		}
	}
}
