package cli

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// listFlag is a flag that takes a list and may be given several times, as
// cosign's -a does: the elements of each value are read as a line of CSV
// (RFC 4180), so that -a a=1,b=2 is two and -a '"a=1,b=2"' is one.
type listFlag []string

// Set adds the elements of a value. An empty one, which comes from a variable
// that is not set, would ask for less than was meant, and so would a second line,
// which cosign passes over.
func (l *listFlag) Set(value string) error {
	if isBlank(value) {
		return errors.New("it is empty; leave it out, or give it a value")
	}
	lines := csv.NewReader(strings.NewReader(value))
	elements, err := lines.Read()
	if err != nil {
		return err
	}
	if _, err := lines.Read(); !errors.Is(err, io.EOF) {
		return errors.New("it has several lines; put quotes around an element with a line break in it")
	}
	*l = append(*l, elements...)
	return nil
}

// String writes the list as Set reads it.
func (l *listFlag) String() string {
	if len(*l) == 0 {
		return ""
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write(*l)
	w.Flush()
	return strings.TrimSuffix(out.String(), "\n")
}

// Type is the name under which the help knows such a flag.
func (*listFlag) Type() string { return "strings" }
