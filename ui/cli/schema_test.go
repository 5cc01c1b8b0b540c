package cli

import (
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"assay/certview"
	"assay/inspect/report"
	"assay/ui/cli/schema"
	"assay/ui/cli/schema/schematest"
	"assay/ui/text"
	"assay/ui/text/encode"
)

// checkSchema holds what a run wrote as JSON to the schema of its output.
func checkSchema(tb testing.TB, stdout string) {
	tb.Helper()
	if err := schematest.ValidateAll(stdout); err != nil {
		tb.Error(err)
	}
}

// definition is what a schema says of one type.
type definition struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Required   []string                   `json:"required"`
}

// TestSchemasFollowTypes wants the schemas, which a tool outside of this module
// makes, to name the members of the Go types and no others.
func TestSchemasFollowTypes(t *testing.T) {
	t.Parallel()
	cuts := reflect.TypeFor[encode.Cut]()
	for output, types := range map[string][]reflect.Type{
		"report":      {reflect.TypeFor[report.Report](), cuts},
		"line":        {reflect.TypeFor[report.Report](), cuts},
		"sbom":        {reflect.TypeFor[text.SBOMDocument]()},
		"difference":  {reflect.TypeFor[text.SBOMComparison]()},
		"certificate": {reflect.TypeFor[certview.Certificate](), cuts},
	} {
		data, ok := schema.Of(output)
		if !ok {
			t.Fatalf("%s has no schema", output)
		}
		var s struct {
			Ref         string                `json:"$ref"`
			Definitions map[string]definition `json:"$defs"`
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatalf("%s: %v", output, err)
		}
		if want := "#/$defs/" + definitionOf(types[0]); s.Ref != want {
			t.Errorf("%s is a %s, want %s", output, s.Ref, want)
		}
		want := map[string]definition{}
		for _, root := range types {
			membersOf(root, want)
		}
		if len(types) > 1 {
			want[definitionOf(types[0])].Properties["cut"] = nil
		}
		compareDefinitions(t, output, s.Definitions, want)
	}
	if len(schema.Outputs()) != 5 {
		t.Errorf("%d outputs, and 5 are compared", len(schema.Outputs()))
	}
}

func compareDefinitions(t *testing.T, output string, got, want map[string]definition) {
	t.Helper()
	for name, w := range want {
		g := got[name]
		for member := range w.Properties {
			if _, ok := g.Properties[member]; !ok {
				t.Errorf("the schema of %s lacks %s of %s", output, member, name)
			}
		}
		for member := range g.Properties {
			if _, ok := w.Properties[member]; !ok {
				t.Errorf("the schema of %s has %s of %s, which the type has not", output, member, name)
			}
		}
		slices.Sort(w.Required)
		slices.Sort(g.Required)
		if !slices.Equal(g.Required, w.Required) {
			t.Errorf("the schema of %s wants %q of %s, and always there are %q", output, g.Required, name, w.Required)
		}
	}
	for name, g := range got {
		if _, ok := want[name]; !ok && len(g.Properties) > 0 {
			t.Errorf("the schema of %s has a %s, which the types have not", output, name)
		}
	}
}

func definitionOf(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// membersOf collects the JSON members of t and of the types below it.
func membersOf(t reflect.Type, out map[string]definition) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		membersOf(t.Elem(), out)
		return
	case reflect.Struct:
	default:
		return
	}
	name := definitionOf(t)
	if _, ok := out[name]; ok || t.PkgPath() == "time" {
		return
	}
	d := definition{Properties: map[string]json.RawMessage{}}
	out[name] = d
	for field := range t.Fields() {
		member, options, tagged := strings.Cut(field.Tag.Get("json"), ",")
		if member == "-" || !field.IsExported() {
			continue
		}
		if member == "" {
			member = field.Name
		}
		d.Properties[member] = nil
		if !tagged || !strings.HasPrefix(options, "omit") {
			d.Required = append(d.Required, member)
		}
		membersOf(field.Type, out)
	}
	out[name] = d
}

// TestStrictSchemas wants the schemas of tests to refuse what they do not name.
func TestStrictSchemas(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]bool{
		`{"subject":"","issuer":"","sans":null}`: false,
		`{"verdict":"maybe"}`:                    false,
		`{"a":1}`:                                false,
		`{`:                                      false,
		"text":                                   true,
		`{"schemaVersion":1,"before":"a","after":"b","difference":null}`:          true,
		`{"schemaVersion":1,"before":"a","after":"b","difference":null,"more":1}`: false,
	} {
		if err := schematest.ValidateAll(document); (err == nil) != want {
			t.Errorf("%s: %v", document, err)
		}
	}
}

// TestSchemaCommand prints every schema.
func TestSchemaCommand(t *testing.T) {
	t.Parallel()
	list := runPlain(t, "schema")
	list.want(t, 0, "assay sbom -o json", "")
	for _, output := range schema.Outputs() {
		if !strings.Contains(list.stdout, output.Name) {
			t.Errorf("%s is not listed", output.Name)
		}
		r := runHere(t.Context(), strings.NewReader(""), nil, "schema", output.Name)
		r.want(t, 0, "https://json-schema.org/draft/2020-12/schema", "")
		if !json.Valid([]byte(r.stdout)) {
			t.Errorf("the schema of %s is no JSON", output.Name)
		}
	}
}
