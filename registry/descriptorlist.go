package registry

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// maxDescriptors is how many descriptors a list of a manifest may have. A
// descriptor takes forty times the three bytes of an empty one, so that a
// manifest of a few megabytes could take hundreds; real lists have some hundred.
const maxDescriptors = 20_000

// Descriptors is how many descriptors one list may have. Whoever raises
// Referrers sees as many where they are listed under a tag too.
func (l Limits) Descriptors() int { return max(maxDescriptors, l.Referrers) }

// DescriptorsError says that a list has more descriptors than may be read.
type DescriptorsError struct{ Max int }

func (e *DescriptorsError) Error() string {
	return fmt.Sprintf("a list in it has more than %d descriptors", e.Max)
}

// DescriptorList decodes a list of descriptors up to a bound.
type DescriptorList struct {
	// Max is set before decoding: how many descriptors are decoded.
	Max  int
	List []Descriptor
	// Truncated says that there are more than Max; those were not decoded.
	Truncated bool
}

// Err returns a *DescriptorsError for a list with more descriptors than Max.
func (l *DescriptorList) Err() error {
	if l.Truncated {
		return &DescriptorsError{l.Max}
	}
	return nil
}

// UnmarshalJSON decodes a list or null. The error is that of a value which is no
// list of descriptors; a list that is too long is none.
func (l *DescriptorList) UnmarshalJSON(data []byte) error {
	l.List, l.Truncated = nil, false
	if string(data) == "null" {
		return nil
	}
	if len(data) == 0 || data[0] != '[' {
		return json.Unmarshal(data, &l.List) // For its error.
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		if len(l.List) >= l.Max {
			l.Truncated = true
			return nil
		}
		var d Descriptor
		if err := decoder.Decode(&d); err != nil {
			return err
		}
		l.List = append(l.List, d)
	}
	return nil
}
