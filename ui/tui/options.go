package tui

import (
	"assay/ui/present"
	"assay/ui/present/line"
	"assay/ui/present/theme"
)

// Options says what the terminal program shows and how.
type Options struct {
	Appearance

	// Target is what was asked about, shown before anything is known of it.
	Target string
	// Engine does the work; Choose needs none.
	Engine Engine
	// Pane is the number of the pane to begin with, from 1; 0 means the first.
	Pane int
	// Compare opens the comparison of the first two SBOMs.
	Compare bool
}

// Appearance is how screens look.
type Appearance struct {
	// Theme is auto, dark or light; auto follows the terminal's background.
	Theme   string
	NoColor bool
	ASCII   bool
	NoMouse bool
	// Note is shown on every screen, such as that this is a demo.
	Note string
}

// look is how lines are drawn now.
type look struct {
	theme   theme.Theme
	content present.Options
	noColor bool
}

func newLook(a Appearance) look {
	return look{theme: theme.New(a.Theme != "light"), content: present.Options{ASCII: a.ASCII, Explain: true}, noColor: a.NoColor}
}

// current is the theme, or the one without colours under NO_COLOR.
func (l look) current() theme.Theme {
	if l.noColor {
		return l.theme.NoColor()
	}
	return l.theme
}

// draw renders a line.
func (l look) draw(row line.Line) string { return l.current().Line(row) }

// styled renders text with a style of the theme itself.
func (l look) styled(render func(...string) string, text string) string {
	if l.noColor {
		return text
	}
	return render(text)
}

// glyph returns one of two texts, by whether glyphs are ruled out.
func (l look) glyph(unicode, ascii string) string {
	if l.content.ASCII {
		return ascii
	}
	return unicode
}
