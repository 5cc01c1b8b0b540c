package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// prose collects changed sentences.
type prose struct {
	groups []*sentence
	known  map[string]*sentence
}

// sentence is a changed sentence with the number of places that have it and the
// first of them.
type sentence struct {
	change
	count int
	name  string
}

func newProse() *prose { return &prose{known: map[string]*sentence{}} }

// add counts a change. Numbers and digests that both sides share do not make
// another sentence.
func (p *prose) add(name string, c change) {
	key := c.old + "\x00" + c.new
	if !c.facts {
		key = withoutFacts(c.old) + "\x00" + withoutFacts(c.new)
	}
	if p.known[key] == nil {
		p.known[key] = &sentence{change: c, name: name}
		p.groups = append(p.groups, p.known[key])
	}
	p.known[key].count++
}

func withoutFacts(text string) string {
	tokens := strings.Fields(text)
	for i, token := range tokens {
		if len(facts(token)) > 0 {
			tokens[i] = "#"
		}
	}
	return strings.Join(tokens, " ")
}

func (p *prose) otherFacts() int {
	n := 0
	for _, s := range p.groups {
		if s.facts {
			n++
		}
	}
	return n
}

// print lists the sentences, those with other facts first, frequent ones first.
func (p *prose) print(w io.Writer) {
	slices.SortStableFunc(p.groups, func(a, b *sentence) int {
		if a.facts != b.facts {
			return map[bool]int{true: -1, false: 1}[a.facts]
		}
		return cmp.Compare(b.count, a.count)
	})
	for _, s := range p.groups {
		mark := " "
		if s.facts {
			mark = "!"
		}
		_, _ = fmt.Fprintf(w, "%s %dx %s | %s\n    - %q\n    + %q\n", mark, s.count, s.name, s.path, s.old, s.new)
	}
}
