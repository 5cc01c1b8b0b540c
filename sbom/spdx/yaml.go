package spdx

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"go.yaml.in/yaml/v3"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// ReadYAML reads SPDX 2 YAML. Its members are those of JSON, so the document is
// turned into JSON and read like that, with the places of the YAML; Source is
// that JSON.
func ReadYAML(in sbom.Input) *sbom.Document {
	if err := checkYAML(in.Data[in.Start:]); err != nil {
		b := build.New(in)
		b.Document.Format = "SPDX YAML"
		b.Note(-1, sbom.Error, sbom.CodeTooLarge, "", err.Error()+"; convert it to JSON or tag-value")
		return b.Finish()
	}
	w := &yamlWriter{limit: yamlGrowth*(len(in.Data)-in.Start) + yamlFloor}
	err := w.document(in.Data[in.Start:])
	if err != nil && len(w.out) == 0 {
		b := build.New(in)
		b.Document.Format = "SPDX YAML"
		b.Note(-1, sbom.Error, sbom.CodeUnreadable, "", "the document cannot be read: "+err.Error())
		return b.Finish()
	}
	line, _ := sbom.Place(in.Data, in.Start)
	w.firstLine = line - 1
	d := readJSON(sbom.Input{Data: w.out, Place: w.place, FreeElements: in.FreeElements}, "YAML")
	if err != nil {
		d.Diagnostics = append(d.Diagnostics, sbom.Diagnostic{Severity: sbom.Error, Code: sbom.CodeUnreadable, Message: err.Error()})
	}
	return d
}

// Aliases can make a small document a huge one; growth beyond this is refused.
const (
	yamlGrowth   = 4
	yamlFloor    = 1 << 20
	yamlMaxDepth = 200
)

// The YAML library makes a tree of nodes of the whole document, which takes some
// hundred times the bytes of the smallest ones. Both are far above what is found.
const (
	maxYAMLBytes = 32 << 20
	maxYAMLNodes = 1_000_000
)

// checkYAML returns an error for a document that is too much for a tree, before
// one is made.
func checkYAML(data []byte) error {
	if len(data) > maxYAMLBytes {
		return fmt.Errorf("a YAML document of %d bytes is not read, the limit is %d", len(data), maxYAMLBytes)
	}
	if yamlNodes(data) > maxYAMLNodes {
		return fmt.Errorf("a YAML document of more than about %d elements is not read", maxYAMLNodes)
	}
	return nil
}

// yamlNodes returns about how many nodes a document can have at the most, by the
// bytes that begin one: indicators (YAML 1.2, section 5.3) are counted in texts
// as well, where there are few.
func yamlNodes(data []byte) int {
	nodes := 1
	for i, c := range data {
		switch c {
		case ',', '[', '{', '#': // Comments are kept in nodes.
			nodes++
		case '-':
			if i+1 == len(data) || yamlSpace(data[i+1]) {
				nodes++
			}
		case '?':
			if i+1 == len(data) || yamlSpace(data[i+1]) {
				nodes += 2
			}
		case ':':
			// In "{" a key in quotes needs no space after it.
			if i+1 == len(data) || yamlSpace(data[i+1]) || i > 0 && (data[i-1] == '"' || data[i-1] == '\'') {
				nodes += 2
			}
		}
	}
	return nodes
}

func yamlSpace(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', ',', '[', ']', '{', '}':
		return true
	}
	return false
}

type yamlWriter struct {
	out       []byte
	limit     int
	marks     []yamlMark
	firstLine int
}

// yamlMark says which place in the YAML a byte of the JSON comes from.
type yamlMark struct{ offset, line, column int }

var errYAMLGrowth = errors.New("the aliases make the document many times its size; it is not read")

func (w *yamlWriter) document(data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the YAML reader failed: %v", r)
		}
	}()
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return err
	}
	if err := w.node(&root, 0); err != nil {
		w.out = nil
		return err
	}
	return nil
}

func (w *yamlWriter) node(n *yaml.Node, depth int) error {
	if len(w.out) > w.limit {
		return errYAMLGrowth
	}
	if depth > yamlMaxDepth {
		return errors.New("the nesting is too deep; the document is not read")
	}
	w.marks = append(w.marks, yamlMark{len(w.out), n.Line, n.Column})
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) > 0 {
			return w.node(n.Content[0], depth+1)
		}
	case yaml.AliasNode:
		return w.node(n.Alias, depth+1)
	case yaml.MappingNode:
		return w.list(n, '{', '}', depth)
	case yaml.SequenceNode:
		return w.list(n, '[', ']', depth)
	case yaml.ScalarNode:
		w.scalar(n)
	}
	return nil
}

func (w *yamlWriter) list(n *yaml.Node, open, closing byte, depth int) error {
	w.out = append(w.out, open)
	for i, child := range n.Content {
		switch {
		case open == '{' && i%2 == 1:
			w.out = append(w.out, ':')
		case i > 0:
			w.out = append(w.out, ',')
		}
		if open == '{' && i%2 == 0 {
			w.quoted(child.Value)
			continue
		}
		if err := w.node(child, depth+1); err != nil {
			return err
		}
	}
	w.out = append(w.out, closing)
	return nil
}

// scalar writes a plain true, false or null as such and all else as a string:
// a version 1.10 or a date is text in SPDX, whatever YAML takes it for.
func (w *yamlWriter) scalar(n *yaml.Node) {
	switch n.ShortTag() {
	case "!!bool":
		if n.Value == "true" || n.Value == "false" {
			w.out = append(w.out, n.Value...)
			return
		}
	case "!!null":
		w.out = append(w.out, "null"...)
		return
	}
	w.quoted(n.Value)
}

func (w *yamlWriter) quoted(text string) {
	encoded, err := json.Marshal(text)
	if err != nil {
		encoded = []byte(`""`)
	}
	w.out = append(w.out, encoded...)
}

// place returns where in the YAML a byte of the JSON comes from.
func (w *yamlWriter) place(offset int) (line, column int) {
	after := sort.Search(len(w.marks), func(i int) bool { return w.marks[i].offset > offset })
	if after == 0 {
		return 0, 0
	}
	mark := w.marks[after-1]
	return mark.line + w.firstLine, mark.column
}
