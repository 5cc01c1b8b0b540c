package sbom

import (
	"slices"
	"strings"
)

// query is a filter taken apart: packages must match every term.
type query []term

type termKind uint8

const (
	anywhere termKind = iota
	inField
	missing
	present
)

type term struct {
	kind   termKind
	field  string
	value  string // in lower case
	negate bool
}

// Names that are both fields of the filter and columns.
const (
	fieldLicense = "license"
	fieldPURL    = "purl"
)

// fieldNames are the words before a colon. The first of each row is its
// name; terms may be as short as is clear while a user types.
var fieldNames = [][]string{
	{"name"}, {"version"}, {"type"}, {fieldLicense, "licence"}, {"supplier"}, {"source"}, {fieldPURL}, {"id"}, {"originator"},
	{"purpose"}, {"copyright"}, {"download"}, {"description"}, {"cpe"}, {"checksum", "hash"},
}

// parseQuery takes a filter apart at spaces, except within double quotes.
func parseQuery(text string) query {
	var q query
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimLeft(text, " ") {
		var word string
		word, text = cutWord(text)
		if t, ok := parseTerm(word); ok {
			q = append(q, t)
		}
	}
	return q
}

func cutWord(text string) (word, rest string) {
	quoted := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == ' ' && !quoted:
			return text[:i], text[i:]
		}
	}
	return text, ""
}

func parseTerm(word string) (term, bool) {
	var t term
	if rest, ok := strings.CutPrefix(word, "-"); ok {
		t.negate, word = true, rest
	}
	field, value, ok := strings.Cut(word, ":")
	value = strings.ToLower(strings.ReplaceAll(value, `"`, ""))
	switch field = strings.ToLower(field); {
	case ok && (field == "missing" || field == "has"):
		t.kind, t.value = missing, completeField(value)
		if field == "has" {
			t.kind = present
		}
		// A name that is not clear yet narrows nothing.
		return t, t.value != ""
	case ok && fieldName(field) != "":
		t.kind, t.field, t.value = inField, fieldName(field), value
	default:
		t.value = strings.ToLower(strings.ReplaceAll(word, `"`, ""))
	}
	return t, t.value != ""
}

func fieldName(name string) string {
	for _, names := range fieldNames {
		if slices.Contains(names, name) {
			return names[0]
		}
	}
	return ""
}

// completeField returns the one field whose name begins like this.
func completeField(beginning string) string {
	found := ""
	for _, names := range fieldNames {
		for _, name := range names {
			if name == beginning {
				return names[0]
			}
			if beginning != "" && strings.HasPrefix(name, beginning) && found != names[0] {
				if found != "" {
					return ""
				}
				found = names[0]
			}
		}
	}
	return found
}

// Fields returns the words that a filter takes before a colon.
func Fields() []string {
	var out []string
	for _, names := range fieldNames {
		out = append(out, names[0])
	}
	return append(out, "missing", "has")
}

func (x *Index) match(t term, into bitset) {
	clear(into)
	switch t.kind {
	case anywhere:
		x.find(t.value, into)
		for _, c := range []Column{byDeclared, byConcluded, BySupplier, byOriginator, BySource, byPurpose, byCopyright, byDownload,
			byDescription} {
			x.matchColumn(c, t.value, into, strings.Contains)
		}
	case inField:
		x.matchField(t, into)
	case missing, present:
		lacks := lacking(t.value)
		for i := range x.Document.Packages {
			if lacks(&x.Document.Packages[i]) == (t.kind == missing) {
				into.set(i)
			}
		}
	}
}

func (x *Index) matchField(t term, into bitset) {
	switch t.field {
	case "type":
		x.matchColumn(ByType, t.value, into, strings.HasPrefix)
	case fieldLicense:
		x.matchColumn(byDeclared, t.value, into, strings.Contains)
		x.matchColumn(byConcluded, t.value, into, strings.Contains)
	case "cpe", "checksum":
		x.find(t.value, into)
		for i := range x.Document.Packages {
			if into.has(i) && !holds(&x.Document.Packages[i], t.field, t.value) {
				into[i/64] &^= 1 << (i % 64)
			}
		}
	default:
		x.matchColumn(fieldColumn(t.field), t.value, into, strings.Contains)
	}
}

// holds reports whether a CPE or checksum of a package has a text in it.
func holds(p *Package, field, value string) bool {
	if field == "cpe" {
		return slices.ContainsFunc(p.References, func(r Reference) bool {
			return strings.HasPrefix(r.Locator, "cpe:") && strings.Contains(strings.ToLower(r.Locator), value)
		})
	}
	return slices.ContainsFunc(p.Checksums, func(c Checksum) bool { return strings.Contains(strings.ToLower(c.Value), value) })
}

func fieldColumn(field string) Column {
	for c := ByName; int(c) < len(columnNames); c++ {
		if columnNames[c] == field {
			return c
		}
	}
	switch field {
	case "originator":
		return byOriginator
	case "purpose":
		return byPurpose
	case "copyright":
		return byCopyright
	case "download":
		return byDownload
	}
	return byDescription
}

// matchColumn adds the packages whose value in a column fits. Each value is
// looked at once.
func (x *Index) matchColumn(c Column, needle string, into bitset, fits func(value, needle string) bool) {
	column, some := x.columns[c], false
	for i, value := range column.lower {
		column.match[i] = fits(value, needle)
		some = some || column.match[i]
	}
	if !some {
		return
	}
	for i, value := range column.of {
		if column.match[value] {
			into.set(i)
		}
	}
}

// lacking returns the test for a package that has no value in a field.
func lacking(field string) func(p *Package) bool {
	switch field {
	case fieldLicense:
		return func(p *Package) bool { return !HasValue(p.License()) }
	case "cpe":
		return func(p *Package) bool {
			return !slices.ContainsFunc(p.References, func(r Reference) bool { return strings.HasPrefix(r.Locator, "cpe:") })
		}
	case "checksum":
		return func(p *Package) bool { return len(p.Checksums) == 0 }
	}
	c := fieldColumn(field)
	return func(p *Package) bool { return !HasValue(c.Value(p)) }
}
