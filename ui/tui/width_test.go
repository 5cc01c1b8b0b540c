package tui

import "github.com/charmbracelet/x/ansi"

// widthOf measures a styled row.
func widthOf(row string) int { return ansi.StringWidth(row) }
