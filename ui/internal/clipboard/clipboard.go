// Package clipboard stands in for github.com/atotto/clipboard, by which text
// fields read the clipboard of a desktop. The original looks for programs such
// as xclip whenever the program starts, and would run them. Assay starts no other
// program: what is pasted comes from the terminal, and what is copied goes to it.
package clipboard

import "errors"

// Unsupported says that the clipboard cannot be read or written here.
var Unsupported = true

var errUnsupported = errors.New("the terminal pastes and copies")

// ReadAll returns an error.
func ReadAll() (string, error) { return "", errUnsupported }

// WriteAll returns an error.
func WriteAll(string) error { return errUnsupported }
