package sbom

import (
	"fmt"
	"strings"
	"time"
)

// Quality measures a document by the minimum elements of the NTIA ("The Minimum
// Elements For a Software Bill of Materials", 2021, data fields), and lists
// duplicates and dangling references.
type Quality struct {
	Minimum []MinimumElement
	// Duplicates are packages that seem to be the same one.
	Duplicates []Duplicate
	// Dangling are references to IDs that nothing has.
	Dangling []Dangling
}

// MinimumElement is one of the seven data fields. Total is 1 for those of the
// document as a whole.
type MinimumElement struct {
	ID, Title string
	Have      int
	Total     int
	// Missing are the packages without it, by their index in Document.Packages.
	Missing []int
	// Detail says what counts, or what was found for the document's own.
	Detail string
}

// Met reports whether all have the element.
func (m *MinimumElement) Met() bool { return m.Have == m.Total && m.Total > 0 }

// Duplicate is packages of the same ID, purl, or name, version and type.
type Duplicate struct {
	By       string // "ID", "purl" or "name, version and type"
	Value    string
	Packages []int
}

// Dangling is a relationship with an end that is not in the document.
type Dangling struct {
	Relationship *Relationship
	Missing      string
}

// NewQuality measures a document; g is its graph.
func NewQuality(d *Document, g *Graph) *Quality {
	q := &Quality{}
	q.Minimum = append(q.Minimum,
		perPackage(d, "supplier", "supplier name", "a supplier other than NOASSERTION",
			func(i int) bool { return HasValue(d.Packages[i].Supplier) }),
		perPackage(d, "name", "component name", "", func(i int) bool { return HasValue(d.Packages[i].Name) }),
		perPackage(d, "version", "version of the component", "", func(i int) bool { return HasValue(d.Packages[i].Version) }),
		perPackage(d, "identifier", "other unique identifiers", "a purl, a CPE or another external reference",
			func(i int) bool { return identified(&d.Packages[i]) }),
		perPackage(d, "relationship", "dependency relationship", "a relationship of dependency or containment, or being the root",
			func(i int) bool { return g.Reason(i) == IsRoot || g.hasParents(i) || len(g.Children(i)) > 0 }),
		ofDocument("author", "author of SBOM data", strings.Join(d.Creators, ", "), authored(d)),
		ofDocument("timestamp", "timestamp", d.Created, stamped(d.Created)))
	q.Duplicates = duplicates(d)
	q.Dangling = dangling(d)
	return q
}

func perPackage(d *Document, id, title, detail string, has func(i int) bool) MinimumElement {
	m := MinimumElement{ID: id, Title: title, Detail: detail, Total: len(d.Packages)}
	for i := range d.Packages {
		if has(i) {
			m.Have++
		} else {
			m.Missing = append(m.Missing, i)
		}
	}
	return m
}

func ofDocument(id, title, detail string, has bool) MinimumElement {
	m := MinimumElement{ID: id, Title: title, Detail: detail, Total: 1}
	if has {
		m.Have = 1
	}
	return m
}

func identified(p *Package) bool {
	if p.PURL != "" {
		return true
	}
	for i := range p.References {
		r := &p.References[i]
		if strings.HasPrefix(r.Locator, "cpe:") || strings.Contains(r.Type, "swid") || strings.Contains(r.Type, "gitoid") ||
			strings.Contains(r.Type, "swh") {
			return true
		}
	}
	return false
}

// authored reports whether the document names a creator.
func authored(d *Document) bool {
	for _, creator := range d.Creators {
		if _, name := SplitAgent(creator); HasValue(name) {
			return true
		}
	}
	return false
}

func stamped(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// duplicates groups packages by each of three keys. A group that an earlier key
// found already is not given again.
func duplicates(d *Document) []Duplicate {
	var out []Duplicate
	known := map[string]bool{}
	for _, by := range []struct {
		name string
		key  func(p *Package) string
	}{
		{"ID", func(p *Package) string { return p.ID }},
		{fieldPURL, func(p *Package) string { return p.PURL }},
		{"name, version and type", func(p *Package) string {
			if p.Name == "" || p.Version == "" {
				return ""
			}
			return p.Name + " " + p.Version + " " + p.Type()
		}},
	} {
		first := make(map[string]int, len(d.Packages))
		groups := map[string]int{}
		for i := range d.Packages {
			key := by.key(&d.Packages[i])
			if key == "" {
				continue
			}
			at, seen := first[key]
			if !seen {
				first[key] = i
				continue
			}
			group, ok := groups[key]
			if !ok {
				group = len(out)
				groups[key] = group
				out = append(out, Duplicate{By: by.name, Value: key, Packages: []int{at}})
			}
			out[group].Packages = append(out[group].Packages, i)
		}
		out = onlyNew(out, known)
	}
	return out
}

func onlyNew(list []Duplicate, known map[string]bool) []Duplicate {
	kept := list[:0]
	for _, duplicate := range list {
		members := fmt.Sprint(duplicate.Packages)
		if by, ok := known[members+duplicate.By]; ok && by {
			kept = append(kept, duplicate)
			continue
		}
		if !known[members] {
			known[members], known[members+duplicate.By] = true, true
			kept = append(kept, duplicate)
		}
	}
	return kept
}

// dangling returns the relationships with an end that was found missing when
// the document was read, or in one made by hand, that has no element.
func dangling(d *Document) []Dangling {
	missing := func(id string) bool { return d.Unresolved[id] }
	if d.Unresolved == nil {
		missing = func(id string) bool { return id != None && id != NoAssertion && d.number(id) < 0 }
	}
	var out []Dangling
	for _, list := range [][]Relationship{d.Relationships, d.Implied} {
		for i := range list {
			for _, id := range [2]string{list[i].From, list[i].To} {
				if missing(id) {
					out = append(out, Dangling{&list[i], id})
				}
			}
		}
	}
	return out
}
