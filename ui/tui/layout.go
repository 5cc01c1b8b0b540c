package tui

// mode is how the screen is divided, by its width.
type mode int

const (
	// modeTiny shows a verdict line only.
	modeTiny mode = iota
	// modeSingle shows one pane; Enter and Esc drill in and out.
	modeSingle
	// modeTabs shows tree and detail one at a time; Tab changes.
	modeTabs
	// modeSplit shows tree and detail side by side.
	modeSplit
)

// rect is a rectangle of cells; the origin is top left.
type rect struct{ X, Y, W, H int }

func (r rect) contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// layout is where everything goes on a screen of a given size. It is the only
// place in which rectangles are computed.
type layout struct {
	Mode   mode
	Header rect
	// Body is between header and tabs; Tree and Detail are parts of it.
	Body   rect
	Tree   rect
	Detail rect
	Tabs   rect
	Footer rect
}

// Sizes in cells.
const (
	tinyWidth, tinyHeight = 40, 10
	tabsWidth             = 60
	splitWidth            = 100
	treeWidth             = 34
	treeWidthMost         = 48
	treePercent           = 32
	headerHeight          = 3
	footerHeight          = 2
)

// dividerWidth is the room between tree and detail: a bar and a space.
const dividerWidth = 2

// newLayout divides a screen of width by height cells. treeShown says which of
// tree and detail is shown where there is room for one only.
func newLayout(width, height int, treeShown bool) layout {
	var l layout
	switch {
	case width < tinyWidth || height < tinyHeight:
		return layout{Mode: modeTiny, Header: rect{0, 0, max(width, 0), min(max(height, 0), 2)}}
	case width < tabsWidth:
		l.Mode = modeSingle
	case width < splitWidth:
		l.Mode = modeTabs
	default:
		l.Mode = modeSplit
	}
	l.Header = rect{0, 0, width, headerHeight}
	l.Footer = rect{0, height - 1, width, 1}
	l.Tabs = rect{0, height - footerHeight, width, 1}
	body := rect{0, headerHeight, width, height - headerHeight - footerHeight}
	l.Body = body
	switch {
	case l.Mode == modeSplit:
		tree := min(max(treeWidth, width*treePercent/100), treeWidthMost)
		l.Tree = rect{0, body.Y, tree, body.H}
		l.Detail = rect{tree + dividerWidth, body.Y, width - tree - dividerWidth, body.H}
	case treeShown:
		l.Tree = body
	default:
		l.Detail = body
	}
	return l
}
