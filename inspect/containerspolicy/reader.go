package containerspolicy

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"assay/inspect/internal/strictjson"
)

// reader takes the members of an object and keeps the first thing that is
// wrong.
type reader struct {
	members map[string]json.RawMessage
	// names are those of the members, in their order.
	names []string
	err   error
}

// newReader reads an object; what is wrong with it as a whole is in err.
func newReader(data []byte) *reader {
	members, err := strictjson.Members(data)
	r := &reader{members: map[string]json.RawMessage{}, err: err}
	for _, m := range members {
		r.members[m.Name] = m.Value
		r.names = append(r.names, m.Name)
	}
	return r
}

// newTypedReader reads an object that names its type. podman reads the type by
// itself first, with other words for what is no object, and in any case of its
// name.
func newTypedReader(data []byte) *reader {
	r := newReader(data)
	var problem strictjson.Problem
	if errors.As(r.err, &problem) && len(r.names) == 0 {
		r.err = ownError{r.err}
	}
	for _, name := range r.names {
		if name != "type" && strings.EqualFold(name, "type") && r.err == nil {
			r.err = ownError{strictjson.Unknown(name)}
		}
	}
	return r
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = strictjson.Problem(fmt.Sprintf(format, args...))
	}
}

// own is fail with words that podman has otherwise.
func (r *reader) own(format string, args ...any) {
	if r.err == nil {
		r.err = ownError{fmt.Errorf(format, args...)}
	}
}

func (r *reader) decode(name string, to any) {
	raw, ok := r.members[name]
	if !ok || r.err != nil {
		return
	}
	if err := json.Unmarshal(raw, to); err != nil {
		r.err = at(name, err)
	}
}

func (r *reader) text(name string) string {
	var out string
	r.decode(name, &out)
	return out
}

// only refuses members that are not known.
func (r *reader) only(names ...string) {
	for _, name := range r.names {
		if !slices.Contains(names, name) {
			r.fail("%s", strictjson.Unknown(name))
		}
	}
}

// present counts the members that are written down.
func (r *reader) present(names ...string) int {
	n := 0
	for _, name := range names {
		if _, ok := r.members[name]; ok {
			n++
		}
	}
	return n
}

// within reads an object inside.
func (r *reader) within(data []byte, names ...string) *reader {
	inner := newReader(data)
	inner.only(names...)
	return inner
}

// keep takes over what is wrong inside.
func (r *reader) keep(inner *reader) {
	if r.err == nil {
		r.err = inner.err
	}
}

// source reads PREFIXPath, PREFIXPaths, PREFIXData and, where several is "s",
// PREFIXDatas. An empty list counts as an error for the latter kind of
// requirement.
func (r *reader) source(prefix, several string) KeySource {
	var out KeySource
	r.decode(prefix+"Path", &out.Path)
	r.decode(prefix+"Paths", &out.Paths)
	r.decode(prefix+"Data", &out.Data)
	if several == "" {
		return out
	}
	r.decode(prefix+"Datas", &out.Datas)
	for _, list := range []struct {
		name  string
		empty bool
	}{{prefix + "Paths", len(out.Paths) == 0}, {prefix + "Datas", len(out.Datas) == 0}} {
		if _, written := r.members[list.name]; written && list.empty {
			// podman writes some of these names in its own way.
			r.fail("%q contains no entries", strings.Replace(list.name, "PublicKey", "Publickey", 1))
		}
	}
	return out
}

// identity reads a rule for names; where none is written down it is
// matchRepoDigestOrExact.
func (r *reader) identity(name string) Identity {
	raw, ok := r.members[name]
	if !ok || r.err != nil {
		return Identity{Type: MatchRepoDigestOrExact}
	}
	out, err := parseIdentity(raw)
	if err != nil {
		r.err = at(name, err)
	}
	return out
}
