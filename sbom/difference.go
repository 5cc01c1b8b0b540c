package sbom

import (
	"slices"
	"strings"
)

// Difference is what changed from one document to another.
type Difference struct {
	Added   []*Package `json:"added,omitempty"`
	Removed []*Package `json:"removed,omitempty"`
	// Changed are packages in both that differ in version or licence.
	Changed []Change `json:"changed,omitempty"`
	// Same is how many are in both and do not differ.
	Same int `json:"same,omitempty"`
}

// Change is a package before and after.
type Change struct {
	Before *Package `json:"before,omitempty"`
	After  *Package `json:"after,omitempty"`
	// Version and License say whether these differ.
	Version bool `json:"version,omitempty"`
	License bool `json:"license,omitempty"`
}

// Diff compares two documents. Packages are the same when their purls are,
// version and qualifiers aside, or without purl their type and name; of several
// versions those in both are paired first, then the rest in order.
func Diff(before, after *Document) *Difference {
	d := &Difference{}
	old, fresh := identities(before), identities(after)
	for _, key := range sortedKeys(old, fresh) {
		d.pair(old[key], fresh[key])
	}
	return d
}

// identity is what stays the same when a package is updated.
func identity(p *Package) string {
	if strings.HasPrefix(p.PURL, "pkg:") {
		return strings.ToLower(purlIdentity(p.PURL))
	}
	return strings.ToLower(p.Purpose + "\x00" + p.Name)
}

func identities(d *Document) map[string][]*Package {
	out := make(map[string][]*Package, len(d.Packages))
	for i := range d.Packages {
		key := identity(&d.Packages[i])
		out[key] = append(out[key], &d.Packages[i])
	}
	return out
}

func sortedKeys(maps ...map[string][]*Package) []string {
	var keys []string
	for i, m := range maps {
		for key := range m {
			if i == 0 || maps[0][key] == nil {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// pair sorts out the packages of one identity.
func (d *Difference) pair(old, fresh []*Package) {
	old, fresh = d.pairEqual(old, fresh)
	byVersion := func(a, b *Package) int { return compareNatural(a.Version, b.Version) }
	slices.SortStableFunc(old, byVersion)
	slices.SortStableFunc(fresh, byVersion)
	both := min(len(old), len(fresh))
	for i := range both {
		d.compare(old[i], fresh[i])
	}
	d.Removed = append(d.Removed, old[both:]...)
	d.Added = append(d.Added, fresh[both:]...)
}

// pairEqual takes out those of one version in both, and returns the rest.
func (d *Difference) pairEqual(old, fresh []*Package) (oldRest, freshRest []*Package) {
	waiting := make(map[string][]*Package, len(old))
	for _, p := range old {
		waiting[p.Version] = append(waiting[p.Version], p)
	}
	for _, p := range fresh {
		if same := waiting[p.Version]; len(same) > 0 {
			waiting[p.Version] = same[1:]
			d.compare(same[0], p)
		} else {
			freshRest = append(freshRest, p)
		}
	}
	for _, p := range old {
		if rest := waiting[p.Version]; len(rest) > 0 && rest[0] == p {
			waiting[p.Version] = rest[1:]
			oldRest = append(oldRest, p)
		}
	}
	return oldRest, freshRest
}

func (d *Difference) compare(before, after *Package) {
	c := Change{Before: before, After: after, Version: before.Version != after.Version, License: licenseChanged(before, after)}
	if c.Version || c.License {
		d.Changed = append(d.Changed, c)
	} else {
		d.Same++
	}
}

// licenseChanged compares what is asserted: that one tool writes NOASSERTION
// where another writes nothing is no change.
func licenseChanged(before, after *Package) bool {
	a, b := before.License(), after.License()
	return a != b && (HasValue(a) || HasValue(b))
}

// Empty reports whether the documents list the same packages.
func (d *Difference) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }
