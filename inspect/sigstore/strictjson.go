package sigstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth bounds the nesting of signed JSON.
const maxDepth = 200

// checkKeys reads data as one JSON value and refuses objects in which two
// members have the same name, or names that differ only in case, and anything
// that follows the value. Go takes the last of such members and matches names
// without regard to case, other readers take the first, so signed content with
// them would mean different things to different verifiers.
func checkKeys(data []byte) error { return checkJSON(data, true) }

// checkKeysAndNumbers is checkKeys for what cosign reads into plain values: there
// a number that is too large for a float64 is an error too.
func checkKeysAndNumbers(data []byte) error { return checkJSON(data, false) }

func checkJSON(data []byte, anyNumber bool) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := checkValue(decoder, 0, anyNumber); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows the JSON value at byte %d", decoder.InputOffset())
	}
	return nil
}

func checkValue(decoder *json.Decoder, depth int, anyNumber bool) error {
	if depth > maxDepth {
		return fmt.Errorf("it is nested deeper than %d levels", maxDepth)
	}
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("not JSON at byte %d: %w", decoder.InputOffset(), err)
	}
	if number, ok := token.(json.Number); ok {
		if _, err := number.Float64(); err != nil && !anyNumber {
			return fmt.Errorf("the number %s (byte %d) is too large for other readers", shorten(number.String(), 24), decoder.InputOffset())
		}
		return nil
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]string{}
	for decoder.More() {
		if delimiter == '{' {
			key, err := decoder.Token()
			if err != nil {
				return fmt.Errorf("not JSON at byte %d: %w", decoder.InputOffset(), err)
			}
			name, _ := key.(string)
			folded := strings.ToLower(name)
			if first, twice := seen[folded]; twice {
				if first == name {
					return fmt.Errorf("the member %q stands twice in one object (byte %d)", name, decoder.InputOffset())
				}
				if depth < 3 {
					return fmt.Errorf("the members %q and %q differ only in case (byte %d)", first, name, decoder.InputOffset())
				}
			}
			seen[folded] = name
		}
		if err := checkValue(decoder, depth+1, anyNumber); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return fmt.Errorf("not JSON at byte %d: %w", decoder.InputOffset(), err)
	}
	return nil
}
