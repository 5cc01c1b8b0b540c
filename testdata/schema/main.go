// Schema writes the JSON Schemas of what assay writes as JSON, made from its Go
// types and their comments, into the directory that it is given. Members may be
// added to the output later, so the schemas allow members that they do not name.
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"assay/certview"
	"assay/inspect/report"
	"assay/ui/text"
	"assay/ui/text/encode"
)

// outputs are the Go types by the file of their schema. Those that are cut get
// the member "cut" from the encoder.
var outputs = []struct {
	file, title string
	value       any
	isCut       bool
}{
	{"report.json", "What assay found out about one image or bundle", report.Report{}, true},
	{"certificate.json", "A certificate as assay cert shows it", certview.Certificate{}, true},
	{"sbom.json", "An SBOM as assay sbom shows it", text.SBOMDocument{}, false},
	{"difference.json", "What changed between two SBOMs", text.SBOMComparison{}, false},
}

// closed are the types of which every value is known.
var closed = map[reflect.Type][]any{
	reflect.TypeFor[report.Verdict](): {
		report.VerdictVerified, report.VerdictUnpinned, report.VerdictFailed, report.VerdictUnsigned, report.VerdictUnknown,
		report.VerdictUnchecked, report.VerdictSubjectMismatch,
	},
	reflect.TypeFor[report.Status](): {report.StatusPass, report.StatusFail, report.StatusSkipped, report.StatusUnknown},
}

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	textType = reflect.TypeFor[encoding.TextMarshaler]()
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: schema DIRECTORY")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func write(directory string) error {
	r := &jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: true, Namer: nameOf, Mapper: mapped}
	directory, err := filepath.Abs(directory)
	if err != nil {
		return err
	}
	// Comments are found by paths in the module.
	if err := os.Chdir("../.."); err != nil {
		return err
	}
	for _, room := range []string{"certview", "inspect/report", "sbom", "ui/text"} {
		if err := r.AddGoComments("assay", room); err != nil {
			return err
		}
	}
	for _, output := range outputs {
		s := r.Reflect(output.value)
		s.Title = output.title
		n := &nullable{definitions: s.Definitions, seen: map[reflect.Type]bool{}}
		n.visit(reflect.TypeOf(output.value))
		if output.isCut {
			cuts := r.Reflect([]encode.Cut{})
			maps.Copy(s.Definitions, cuts.Definitions)
			root := s.Definitions[nameOf(reflect.TypeOf(output.value))]
			root.Properties.Set("cut", &jsonschema.Schema{Type: "array", Items: cuts.Items,
				Description: "Where something too large was cut."})
		}
		data, err := json.MarshalIndent(s, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(directory, output.file), append(data, '\n'), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// nameOf is the name of a type's definition: its package and its own. A type
// without a name has none.
func nameOf(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return path.Base(t.PkgPath()) + "." + t.Name()
}

// mapped returns the schemas of types that encoding/json does not write by their
// structure, and of those of which every value is known.
func mapped(t reflect.Type) *jsonschema.Schema {
	if values, ok := closed[t]; ok {
		return &jsonschema.Schema{Type: "string", Enum: values}
	}
	switch {
	case t == rawType:
		return &jsonschema.Schema{}
	case t.PkgPath() != "time" && t.Implements(textType):
		return &jsonschema.Schema{Type: "string"}
	}
	return nil
}

// nullable lets members be null whose values may be missing in Go: pointers,
// lists and maps that are not left out when they are empty.
type nullable struct {
	definitions jsonschema.Definitions
	seen        map[reflect.Type]bool
}

func (n *nullable) visit(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		n.visit(t.Elem())
		return
	case reflect.Struct:
	default:
		return
	}
	definition := n.definitions[nameOf(t)]
	if n.seen[t] || definition == nil {
		return
	}
	n.seen[t] = true
	for field := range t.Fields() {
		n.visit(field.Type)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || strings.Contains(options, "omit") {
			continue
		}
		property, ok := definition.Properties.Get(name)
		if !ok || !slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Map}, field.Type.Kind()) {
			continue
		}
		about := property.Description
		property.Description = ""
		definition.Properties.Set(name, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{property, {Type: "null"}}, Description: about})
	}
}
