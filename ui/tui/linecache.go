package tui

import (
	"slices"

	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// lineCache holds the lines of panes that were looked at, so that going back and
// forth makes them once. All of them together are bounded: an image can have
// thousands of signatures, each with panes of its own.
type lineCache struct {
	// panes are in the order in which they were last used.
	panes []cachedPane
}

type cachedPane struct {
	key   viewKey
	lines line.Nested
}

// get returns the lines of a pane, or nil.
func (c *lineCache) get(k viewKey) line.Nested {
	i := slices.IndexFunc(c.panes, func(p cachedPane) bool { return p.key == k })
	if i < 0 {
		return nil
	}
	found := c.panes[i]
	c.panes = append(slices.Delete(c.panes, i, i+1), found)
	return found.lines
}

// put adds the lines of a pane and returns those panes that are dropped for it.
func (c *lineCache) put(k viewKey, lines line.Nested) (dropped []viewKey) {
	c.panes = append(slices.DeleteFunc(c.panes, func(p cachedPane) bool { return p.key == k }), cachedPane{k, lines})
	total := 0
	for i, p := range slices.Backward(c.panes) {
		if total += p.lines.Len(); total > bounds.Kept && i < len(c.panes)-1 {
			for _, p := range c.panes[:i+1] {
				dropped = append(dropped, p.key)
			}
			c.panes = slices.Delete(c.panes, 0, i+1)
			return dropped
		}
	}
	return nil
}
