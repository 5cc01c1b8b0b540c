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

// descriptorLimit is how many descriptors a list may have under the limits: who
// wants to see more referrers sees them where they are listed under a tag too.
func (l Limits) descriptorLimit() int { return max(maxDescriptors, l.Referrers) }

func tooManyDescriptors(most int) error {
	return fmt.Errorf("a list in it has more than %d descriptors", most)
}

// descriptorList decodes a list of descriptors up to a bound that is set before.
type descriptorList struct {
	most int
	list []Descriptor
	// more says that the list has more than most; they were not decoded.
	more bool
}

// UnmarshalJSON decodes a list or null. The error is that of a value which is no
// list of descriptors; a list that is too long is none.
func (l *descriptorList) UnmarshalJSON(data []byte) error {
	l.list, l.more = nil, false
	if string(data) == "null" {
		return nil
	}
	if len(data) == 0 || data[0] != '[' {
		return json.Unmarshal(data, &l.list) // For its error.
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		if len(l.list) >= l.most {
			l.more = true
			return nil
		}
		var d Descriptor
		if err := decoder.Decode(&d); err != nil {
			return err
		}
		l.list = append(l.list, d)
	}
	return nil
}
