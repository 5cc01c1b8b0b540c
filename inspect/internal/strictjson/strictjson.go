// Package strictjson reads JSON of which every member counts: signed content and
// security policies. encoding/json takes the last of two members with the same
// name, matches names without regard to case and passes over what it does not know;
// other readers do otherwise, so one document would mean two things. Here each of
// these is an error.
//
// [Check] looks at a whole document of any size at once, [Members] and what is built
// on it at one object, whose members are known. The errors of the latter use the
// words of containers/image, because podman prints them and assay shows what podman
// would print.
package strictjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// maxDepth bounds the nesting of a policy, and of claims that are read as one.
const maxDepth = 100

// Problem says what is wrong with a document, in the words that podman prints.
type Problem string

func (p Problem) Error() string { return string(p) }

// Members reads one JSON object into its members, in their order, each with its
// value as written. A member that appears twice, anything that is no object, and
// anything that follows it is an error.
func Members(data []byte) ([]Member, error) {
	if err := checkDepth(data); err != nil {
		return nil, err
	}
	// The whole is checked first: what is wrong far behind is then told as it
	// would be elsewhere.
	var valid json.RawMessage
	if err := json.Unmarshal(data, &valid); err != nil {
		return nil, err
	}
	out, ok := Split(data)
	if !ok {
		token, err := json.NewDecoder(bytes.NewReader(data)).Token()
		if err != nil {
			return nil, err
		}
		return nil, Problem(fmt.Sprintf("JSON object expected, got %#v", token))
	}
	seen := make(map[string]bool, len(out))
	for _, m := range out {
		if seen[m.Name] {
			return nil, Problem(fmt.Sprintf("Duplicate key %q", m.Name))
		}
		seen[m.Name] = true
	}
	return out, nil
}

// Object reads one JSON object as Members does, by name.
func Object(data []byte) (map[string]json.RawMessage, error) {
	members, err := Members(data)
	return byName(members), err
}

func byName(members []Member) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(members))
	for _, m := range members {
		out[m.Name] = m.Value
	}
	return out
}

// Known reads an object that may have these members and no others.
func Known(data []byte, names ...string) (map[string]json.RawMessage, error) {
	members, err := Members(data)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if !slices.Contains(names, m.Name) {
			return nil, Unknown(m.Name)
		}
	}
	return byName(members), nil
}

// Unknown is the error of a member that is not known.
func Unknown(name string) Problem { return Problem(fmt.Sprintf("Unknown key %q", name)) }

// Exact reads an object that must have just these members.
func Exact(data []byte, names ...string) (map[string]json.RawMessage, error) {
	have, err := Known(data, names...)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, ok := have[name]; !ok {
			return nil, Problem(fmt.Sprintf("Key %q missing in a JSON object", name))
		}
	}
	return have, nil
}

// checkDepth refuses what is nested too deeply to be meant, before anything
// that recurses looks at it.
func checkDepth(data []byte) error {
	depth, quoted, escaped := 0, false, false
	for _, c := range data {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return Problem(fmt.Sprintf("it is nested deeper than %d levels", maxDepth))
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}
