// Package schematest holds JSON in tests to the schemas of package schema. It is
// stricter than they are: a member that a schema does not name is a mistake, so
// that none is added without its schema.
package schematest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"assay/ui/cli/schema"
)

// Validate returns why a JSON value is not what the schema of an output says.
func Validate(output string, data []byte) error {
	s, err := compiled(output)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("reading the %s: %w", output, err)
	}
	if err := s.Validate(value); err != nil {
		return fmt.Errorf("the %s is not as its schema says: %w", output, err)
	}
	return nil
}

// ValidateAll validates every JSON object of a text by the schema of the output
// that it is. A text that does not begin with an object has none.
func ValidateAll(text string) error {
	if len(text) == 0 || text[0] != '{' {
		return nil
	}
	for decoder := json.NewDecoder(bytes.NewReader([]byte(text))); ; {
		var value json.RawMessage
		if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading what was written: %w", err)
		}
		output, err := outputOf(value)
		if err != nil {
			return err
		}
		if err := Validate(output, value); err != nil {
			return err
		}
	}
}

// outputOf tells the outputs apart by a member that each has alone.
func outputOf(value json.RawMessage) (string, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(value, &members); err != nil {
		return "", err
	}
	for member, output := range map[string]string{
		"verdict": "report", "document": "sbom", "difference": "difference", "fingerprintSHA256": "certificate",
	} {
		if _, ok := members[member]; ok {
			return output, nil
		}
	}
	return "", fmt.Errorf("no output has these members: %.200s", value)
}

var (
	mu    sync.Mutex
	known = map[string]*jsonschema.Schema{}
)

// compiled returns the strict schema of an output.
func compiled(output string) (*jsonschema.Schema, error) {
	mu.Lock()
	defer mu.Unlock()
	if s := known[output]; s != nil {
		return s, nil
	}
	data, ok := schema.Of(output)
	if !ok {
		return nil, fmt.Errorf("there is no schema of %q", output)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	restrict(value)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(output+".json", value); err != nil {
		return nil, err
	}
	s, err := c.Compile(output + ".json")
	if err == nil {
		known[output] = s
	}
	return s, err
}

// restrict forbids members that are not named, wherever some are.
func restrict(value any) {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["properties"].(map[string]any); ok && value["type"] == "object" {
			value["additionalProperties"] = false
		}
		for _, below := range value {
			restrict(below)
		}
	case []any:
		for _, below := range value {
			restrict(below)
		}
	}
}
