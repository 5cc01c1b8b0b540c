package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxCheckDepth bounds the nesting of signed JSON.
const maxCheckDepth = 200

// Check reads data as one JSON value and refuses objects in which two members have
// the same name, or in the outer three levels names that differ only in case, and
// anything that follows the value. Go takes the last of such members and matches
// names without regard to case, other readers take the first, so signed content
// with them would mean different things to different verifiers.
func Check(data []byte) error { return check(data, true) }

// CheckNumbers is Check for what cosign reads into plain values: there a number
// that is too large for a float64 is an error too.
func CheckNumbers(data []byte) error { return check(data, false) }

func check(data []byte, anyNumber bool) error {
	if !json.Valid(data) {
		return invalid(data)
	}
	k := &scanner{data: data, anyNumber: anyNumber}
	return k.scan()
}

// invalid says what is wrong with data, which is not valid JSON, and where.
func invalid(data []byte) error {
	err := json.Unmarshal(data, new(json.RawMessage))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON at byte %d: %w", syntax.Offset, err)
	}
	return fmt.Errorf("not JSON: %w", err)
}

// scanner goes once over JSON that is known to be valid, which tokens of
// encoding/json would take many times as long for.
type scanner struct {
	data      []byte
	anyNumber bool
	stack     []scope
	// names are those of the open objects, one object after the other.
	names [][]byte
}

// scope is an object or list that is open.
type scope struct {
	object bool
	// name says that the next string is the name of a member.
	name bool
	// from is where the object's names begin. Where there are many, folded holds
	// them by the form in which they are compared.
	from   int
	folded map[string][]byte
}

// fewNames is up to how many names of an object are compared one by one.
const fewNames = 16

func (k *scanner) scan() error {
	for at := 0; at < len(k.data); at++ {
		switch c := k.data[at]; c {
		case '{', '[':
			if len(k.stack) > maxCheckDepth {
				return fmt.Errorf("it is nested deeper than %d levels", maxCheckDepth)
			}
			k.stack = append(k.stack, scope{object: c == '{', name: c == '{', from: len(k.names)})
		case '}', ']':
			last := len(k.stack) - 1
			k.names, k.stack = k.names[:k.stack[last].from], k.stack[:last]
		case ',':
			top := &k.stack[len(k.stack)-1]
			top.name = top.object
		case '"':
			end := stringEnd(k.data, at)
			if err := k.text(k.data[at:end], at); err != nil {
				return err
			}
			at = end - 1
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			end := at + 1
			for end < len(k.data) && strings.IndexByte("0123456789+-.eE", k.data[end]) >= 0 {
				end++
			}
			if err := k.number(string(k.data[at:end]), at); err != nil {
				return err
			}
			at = end - 1
		}
	}
	return nil
}

func (k *scanner) number(text string, at int) error {
	if k.anyNumber {
		return nil
	}
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return fmt.Errorf("the number %s (byte %d) is too large for other readers", text[:min(len(text), 24)], at)
	}
	return nil
}

// text looks at a string, quotes included, where it is the name of a member.
func (k *scanner) text(quoted []byte, at int) error {
	if len(k.stack) == 0 || !k.stack[len(k.stack)-1].name {
		return nil
	}
	top := &k.stack[len(k.stack)-1]
	top.name = false
	name, err := unquote(quoted)
	if err != nil {
		return fmt.Errorf("not JSON at byte %d: %w", at, err)
	}
	first, twice := k.seen(top, name)
	switch {
	case !twice:
		return nil
	case bytes.Equal(first, name):
		return fmt.Errorf("the member %q appears twice in one object (byte %d)", name, at)
	case len(k.stack) <= 3:
		return fmt.Errorf("the members %q and %q differ only in case (byte %d)", first, name, at)
	}
	return nil
}

// seen notes a name of the object s, and returns the one before it that is the
// same but for case, as encoding/json compares names: ſ is s to it.
func (k *scanner) seen(s *scope, name []byte) (before []byte, twice bool) {
	have := k.names[s.from:]
	k.names = append(k.names, name)
	if len(have) < fewNames {
		for _, before := range have {
			if bytes.EqualFold(before, name) {
				return before, true
			}
		}
		return nil, false
	}
	if s.folded == nil {
		s.folded = map[string][]byte{}
		for _, before := range have {
			s.folded[fold(before)] = before
		}
	}
	folded := fold(name)
	before, twice = s.folded[folded]
	s.folded[folded] = name
	return before, twice
}

// fold brings names that differ in case alone to one form.
func fold(name []byte) string { return strings.ToLower(strings.ToUpper(string(name))) }
