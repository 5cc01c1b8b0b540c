package sigstore

import (
	"strings"
	"testing"

	in_toto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// readStrictly reads a signed statement as an envelope's is read.
func readStrictly(payload []byte, legacy bool) error {
	s, short, err := parseStatement(payload)
	if err != nil {
		return err
	}
	return checkStatement(payload, short, s.Predicate, legacy)
}

// TestCheckStatement holds the strict reading of signed statements to what
// cosign and sigstore-go take (protojson over in-toto/attestation's type).
func TestCheckStatement(t *testing.T) {
	t.Parallel()
	const head = `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[{"name":"n","digest":{"sha256":"00"}}]`
	for _, c := range []struct {
		name, text     string
		bundle, legacy bool
	}{
		{"object", head + `,"predicate":{"a":[1,"x",null,{"b":true}]}}`, true, true},
		{"no predicate", head + `}`, true, true},
		{"null predicate", head + `,"predicate":null}`, true, true},
		{"predicate is text", head + `,"predicate":"SPDXVersion: SPDX-2.3"}`, false, true},
		{"predicate is a number", head + `,"predicate":7}`, false, false},
		{"predicate is a list", head + `,"predicate":[]}`, false, false},
		{"unknown member", head + `,"x":1}`, false, false},
		{"another case", `{"_type":"https://in-toto.io/Statement/v1","PREDICATETYPE":"t","subject":[]}`, false, false},
		{"long s", `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","ſubject":[]}`, false, false},
		{"null subject", `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[null]}`, false, false},
		{"unknown member of a subject", `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[{"digest":{},"x":1}]}`,
			false, false},
		{"digest is a number", `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[{"digest":{"sha256":1}}]}`,
			false, false},
		{"not UTF-8", head + `,"predicate":{"a":"` + "\xff" + `"}}`, false, false},
		{"surrogate pair", head + `,"predicate":{"a":"\ud83d\ude00"}}`, true, true},
		{"half a pair", head + `,"predicate":{"a":"\ud83d"}}`, false, false},
		{"other half", head + `,"predicate":{"a":"\ude00\ud83d"}}`, false, false},
		{"escaped backslash", head + `,"predicate":{"a":"\\ud83d"}}`, true, true},
	} {
		for legacy, want := range map[bool]bool{false: c.bundle, true: c.legacy} {
			if err := readStrictly([]byte(c.text), legacy); (err == nil) != want {
				t.Errorf("%s (tag format %v): %v, want it taken %v", c.name, legacy, err, want)
			}
		}
	}
}

// TestManySubjects wants as many subjects as real statements have to be read, and
// a list that would only take memory not to be.
func TestManySubjects(t *testing.T) {
	t.Parallel()
	for count, read := range map[int]bool{1501: true, maxSubjects: true, maxSubjects + 1: false} {
		text := `{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[` +
			strings.Repeat(`{"digest":{"sha256":"00"}},`, count-1) + `{"digest":{"sha256":"00"}}]}`
		if _, err := ParseStatement([]byte(text)); (err == nil) != read {
			t.Errorf("%d subjects: %v, want them read %v", count, err, read)
		}
	}
}

// FuzzCheckStatement wants what the strict reading takes to be taken by protojson
// over the whole statement, which is what cosign and sigstore-go do.
func FuzzCheckStatement(f *testing.F) {
	for _, seed := range []string{
		`{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[{"name":"n","digest":{"sha256":"00"},` +
			`"annotations":{"k":"v"}}],"predicate":{"a":[1,"x",null]}}`,
		`{"_type":"https://in-toto.io/Statement/v1","predicate_type":"p","predicate":{"\ud83d\ude00":1e300}}`, `{"predicate":"text"}`,
		`{"predicate":{"a":"\u0000"}}`, `{"predicate":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if readStrictly(data, false) != nil {
			return
		}
		if err := protojson.Unmarshal(data, &in_toto.Statement{}); err != nil {
			t.Errorf("taken, and protojson says: %v", err)
		}
	})
}
