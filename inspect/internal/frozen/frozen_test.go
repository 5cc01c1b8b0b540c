package frozen

import "testing"

type node struct {
	name string
	tags map[string][]string
	next *node
}

func newNode() *node {
	n := &node{name: "a", tags: map[string][]string{"x": {"1"}, "y": {"2"}}}
	n.next = &node{name: "b", next: n}
	return n
}

// TestPrint wants equal values to have one fingerprint, wherever they lie, and a
// change of anything that can be reached to give another.
func TestPrint(t *testing.T) {
	t.Parallel()
	want := Print(newNode())
	for name, change := range map[string]func(*node){
		"a field":              func(n *node) { n.name = "c" },
		"behind a pointer":     func(n *node) { n.next.name = "c" },
		"in a list of a map":   func(n *node) { n.tags["y"][0] = "3" },
		"a key":                func(n *node) { n.tags["z"] = nil },
		"where a pointer goes": func(n *node) { n.next.next = nil },
	} {
		n := newNode()
		if got := Print(n); got != want {
			t.Errorf("the same value has the fingerprint %s, want %s", got, want)
		}
		change(n)
		if Print(n) == want {
			t.Errorf("a change of %s is not seen", name)
		}
	}
}
