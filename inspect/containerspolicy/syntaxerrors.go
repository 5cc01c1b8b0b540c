package containerspolicy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"assay/inspect/internal/strictjson"
	"assay/inspect/report"
)

// SyntaxError is one thing that is wrong with a policy.
type SyntaxError struct {
	// Line is that of the file, from 1, in which the scope begins; zero where
	// the file as a whole is meant.
	Line int
	// Where is the part of the file, as transports/docker/SCOPE/0.
	Where string
	Err   error
}

// Place says where it is, by line and part of the file as far as they are known.
func (m SyntaxError) Place() string {
	switch {
	case m.Line == 0:
		return m.Where
	case m.Where == "":
		return fmt.Sprintf("line %d", m.Line)
	}
	return fmt.Sprintf("line %d, %s", m.Line, m.Where)
}

// String says where and what.
func (m SyntaxError) String() string {
	if place := m.Place(); place != "" {
		return place + ": " + m.Err.Error()
	}
	return m.Err.Error()
}

// SyntaxErrors is what is wrong with a policy, in the order of the file. podman
// tells of the first.
type SyntaxErrors []SyntaxError

// Error tells of the first error, and how many there are.
func (m SyntaxErrors) Error() string {
	switch n := len(m) - 1; n {
	case 0:
		return m[0].String()
	case 1:
		return m[0].String() + " (and one more error)"
	default:
		return fmt.Sprintf("%s (and %d more errors)", m[0], n)
	}
}

// parseError is an error with its place in what is being read.
type parseError struct {
	where string
	err   error
}

func (e *parseError) Error() string { return e.where + ": " + e.err.Error() }
func (e *parseError) Unwrap() error { return e.err }

// scopeError is a scope that cannot be one, with why, which podman does not tell.
type scopeError struct {
	error
	why string
}

func (e scopeError) Error() string { return e.error.Error() + " (" + e.why + ")" }
func (e scopeError) Unwrap() error { return e.error }

func at(where string, err error) error {
	if err == nil {
		return nil
	}
	return &parseError{where, err}
}

// maxErrors is up to how many errors are told.
const maxErrors = 50

// draft is a policy that is being read.
type draft struct {
	data   []byte
	policy *Policy
	errors SyntaxErrors
}

// note notes what is wrong with what begins at offset.
func (d *draft) note(offset int, where string, err error) {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset += int(syntax.Offset)
	}
	for {
		// A place inside lengthens the place.
		placed, ok := err.(*parseError) //nolint:errorlint // Each layer is taken off one by one.
		if !ok {
			break
		}
		where, err = where+"/"+placed.where, placed.err
	}
	line := 0
	if offset > 0 {
		line = 1 + bytes.Count(d.data[:min(offset, len(d.data))], []byte("\n"))
	}
	if len(d.errors) < maxErrors {
		d.errors = append(d.errors, SyntaxError{line, where, err})
	}
}

func (d *draft) top() {
	members, err := strictjson.Members(d.data)
	if err != nil {
		d.note(0, "", err)
		return
	}
	defaulted := false
	for _, m := range members {
		switch m.Name {
		case "default":
			defaulted = true
			d.policy.Default = d.requirements(m.NameEnd, "default", m.Value)
		case "transports":
			d.transports(m)
		default:
			d.note(m.NameEnd, "", strictjson.Unknown(m.Name))
		}
	}
	if !defaulted {
		d.note(0, "", strictjson.Problem("Default policy is missing"))
	}
}

func (d *draft) transports(top strictjson.Member) {
	transports, err := strictjson.Members(top.Value)
	if err != nil {
		d.note(top.NameEnd, top.Name, err)
		return
	}
	for _, t := range transports {
		d.scopes(top.ValueStart, "transports/"+t.Name, t)
	}
}

// scopes reads those of a transport, which is in an object that begins at
// base.
func (d *draft) scopes(base int, where string, transport strictjson.Member) {
	scopes, err := strictjson.Members(transport.Value)
	if err != nil {
		d.note(base+transport.NameEnd, where, err)
		return
	}
	out := map[string][]Requirement{}
	d.policy.Transports[report.Transport(transport.Name)] = out
	base += transport.ValueStart
	for _, s := range scopes {
		if why := invalidScope(report.Transport(transport.Name), s.Name); why != "" {
			d.note(base+s.NameEnd, where, scopeError{strictjson.Unknown(s.Name), why})
			continue
		}
		out[s.Name] = d.requirements(base+s.NameEnd, where+"/"+s.Name, s.Value)
	}
}

func (d *draft) requirements(offset int, where string, data []byte) []Requirement {
	out, err := parseRequirements(data)
	if err != nil {
		d.note(offset, where, err)
	}
	return out
}
