package sigstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	in_toto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"assay/inspect/internal/strictjson"
	"assay/inspect/report"
)

// PayloadTypeInToto is the DSSE payload type of an in-toto statement
// (in-toto/attestation, spec/v1/envelope.md).
const PayloadTypeInToto = "application/vnd.in-toto+json"

// Statement is an in-toto statement (in-toto/attestation, spec/v1/statement.md
// and the older v0.1).
type Statement struct {
	Type          string          `json:"_type"`
	PredicateType string          `json:"predicateType"`
	Subject       []Subject       `json:"subject"`
	Predicate     json.RawMessage `json:"predicate,omitempty"`
}

// Subject is what a statement is about.
type Subject struct {
	Name        string            `json:"name,omitempty"`
	Digest      map[string]string `json:"digest"`
	Annotations map[string]any    `json:"annotations,omitempty"`
}

// maxSubjects bounds the subjects of a statement: each takes many times its size
// in memory. sigstore-go reads 1,024 of a bundle.
const maxSubjects = 10_000

// ParseStatement reads a statement. A member that appears twice, or in two
// spellings that only differ in case, is refused: readers disagree on which of
// the two counts.
func ParseStatement(payload []byte) (*Statement, error) {
	s, _, err := parseStatement(payload)
	return s, err
}

// parseStatement also returns the statement without its predicate, of which SBOMs
// are many megabytes: the predicate is kept as the part of the payload that it
// is, and read no more often than it must be.
func parseStatement(payload []byte) (*Statement, []byte, error) {
	if err := strictjson.CheckNumbers(payload); err != nil {
		return nil, nil, err
	}
	list, ok := strictjson.Split(payload)
	if !ok {
		return nil, nil, errors.New("the payload is not an in-toto statement: it is no JSON object")
	}
	members := make(map[string]json.RawMessage, len(list))
	for _, member := range list {
		members[member.Name] = member.Value
	}
	predicate := members["predicate"]
	delete(members, "predicate")
	short, err := json.Marshal(members)
	if err != nil {
		return nil, nil, fmt.Errorf("the payload is not an in-toto statement: %w", err)
	}
	var subjects []json.RawMessage
	if err := json.Unmarshal(members["subject"], &subjects); err == nil && len(subjects) > maxSubjects {
		return nil, nil, fmt.Errorf("the statement has %d subjects, more than the %d that are read", len(subjects), maxSubjects)
	}
	var s Statement
	if err := json.Unmarshal(short, &s); err != nil {
		return nil, nil, fmt.Errorf("the payload is not an in-toto statement: %w", err)
	}
	if !strings.HasPrefix(s.Type, "https://in-toto.io/Statement/") {
		return nil, nil, fmt.Errorf("the payload is not an in-toto statement: its _type is %q", s.Type)
	}
	if s.PredicateType == "" {
		return nil, nil, errors.New("the statement has no predicateType")
	}
	s.Predicate = predicate
	return &s, short, nil
}

// checkStatement reads a signed statement as cosign and sigstore-go do, with the
// type of in-toto/attestation: members that it does not know, names in another
// case, a null where a value belongs, text that is not UTF-8 are errors. The
// predicate must be an object; in cosign's tag format it may be a string, as old
// versions wrote SBOMs. Of the predicate no tree is built, which would take many
// times its size.
//
// short is the statement without its predicate.
func checkStatement(payload, short []byte, predicate json.RawMessage, legacy bool) error {
	if !utf8.Valid(payload) {
		return errors.New("it is not UTF-8")
	}
	if at := loneSurrogate(payload); at >= 0 {
		return fmt.Errorf("half of a surrogate pair is escaped at byte %d, which is no character", at)
	}
	if len(predicate) > 0 && string(predicate[:min(len(predicate), 4)]) != "null" {
		if first := predicate[0]; first != '{' && (first != '"' || !legacy) {
			return errors.New("its predicate is not an object")
		}
	}
	if err := protojson.Unmarshal(short, &in_toto.Statement{}); err != nil {
		return errors.New(protoError(err, short))
	}
	return nil
}

// loneSurrogate returns where in a JSON text one half of a UTF-16 pair is escaped
// (\\uD800 to \\uDFFF) without the other half after it, or -1. encoding/json
// replaces it, stricter readers refuse the text.
func loneSurrogate(data []byte) int {
	unit := func(at int) (rune, bool) {
		if at+6 > len(data) || data[at] != '\\' || data[at+1] != 'u' {
			return 0, false
		}
		value, err := strconv.ParseUint(string(data[at+2:at+6]), 16, 16)
		return rune(value), err == nil
	}
	for at := 0; at < len(data); at++ {
		if data[at] != '\\' {
			continue
		}
		first, escaped := unit(at)
		if !escaped {
			at++ // The escaped character is no backslash of its own.
			continue
		}
		at += 5
		if !utf16.IsSurrogate(first) {
			continue
		}
		second, _ := unit(at + 1)
		if utf16.DecodeRune(first, second) == unicode.ReplacementChar {
			return at - 5
		}
		at += 6
	}
	return -1
}

// About returns the subjects of s whose digest is digest (algorithm:hex, in lower
// case as verifiers compare it).
func (s *Statement) About(digest string) []Subject {
	algorithm, value, _ := strings.Cut(digest, ":")
	var out []Subject
	for _, subject := range s.Subject {
		if got, ok := subject.Digest[algorithm]; ok && got == value {
			out = append(out, subject)
		}
	}
	return out
}

// aliases are cosign's short names of predicate types (sigstore/cosign,
// pkg/cosign/attestation and cmd/cosign/cli/options/predicate.go).
var aliases = map[string]string{
	"custom":           "https://cosign.sigstore.dev/attestation/v1",
	"slsaprovenance":   "https://slsa.dev/provenance/v0.2",
	"slsaprovenance02": "https://slsa.dev/provenance/v0.2",
	"slsaprovenance1":  "https://slsa.dev/provenance/v1",
	"spdx":             "https://spdx.dev/Document",
	"spdxjson":         "https://spdx.dev/Document",
	"cyclonedx":        "https://cyclonedx.org/bom",
	"link":             "https://in-toto.io/Link/v1",
	"vuln":             "https://cosign.sigstore.dev/attestation/vuln/v1",
	"openvex":          "https://openvex.dev/ns",
}

// PredicateURI returns the full type for one of cosign's aliases; anything else
// is returned as it is.
func PredicateURI(name string) string {
	if uri, ok := aliases[name]; ok {
		return uri
	}
	return name
}

// PredicateAlias returns the alias under which cosign knows a type, or the
// type itself.
func PredicateAlias(uri string) string {
	for _, alias := range []string{"spdxjson", "cyclonedx", "slsaprovenance1", "slsaprovenance", "vuln", "openvex", "link", "custom"} {
		if aliases[alias] == uri {
			return alias
		}
	}
	return uri
}

// BareStatement returns the entity of a statement that carries no signature.
func BareStatement(data []byte, s *Statement) *Entity {
	return &Entity{Format: report.FormatBareStatement, Payload: data, Statement: s, Envelope: &Envelope{PayloadType: PayloadTypeInToto},
		Raw: []report.RawPart{{Name: "statement", MediaType: PayloadTypeInToto, Bytes: data}}}
}
