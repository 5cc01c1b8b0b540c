package sigstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"assay/inspect/report"
)

// PredicateCosignSign is the predicate type of a signature made by cosign v3.
const PredicateCosignSign = "https://sigstore.dev/cosign/sign/v1"

// payloadTypeInToto is the DSSE payload type of an in-toto statement
// (in-toto/attestation, spec/v1/envelope.md).
const payloadTypeInToto = "application/vnd.in-toto+json"

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

// ParseStatement reads a statement. A member that stands twice, or in two
// spellings that only differ in case, is refused: readers disagree on which of
// the two counts.
func ParseStatement(payload []byte) (*Statement, error) {
	if err := checkKeys(payload); err != nil {
		return nil, err
	}
	var s Statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, fmt.Errorf("the payload is not an in-toto statement: %w", err)
	}
	if !strings.HasPrefix(s.Type, "https://in-toto.io/Statement/") {
		return nil, fmt.Errorf("the payload is not an in-toto statement: its _type is %q", s.Type)
	}
	if s.PredicateType == "" {
		return nil, errors.New("the statement has no predicateType")
	}
	return &s, nil
}

// About returns the subjects of s whose digest is digest (algorithm:hex).
func (s *Statement) About(digest string) []Subject {
	algorithm, value, _ := strings.Cut(digest, ":")
	var out []Subject
	for _, subject := range s.Subject {
		if got, ok := subject.Digest[algorithm]; ok && strings.EqualFold(got, value) {
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

// BareStatement returns the material of a statement that nobody signed.
func BareStatement(data []byte, s *Statement) *Material {
	return &Material{Format: report.FormatBareStatement, Payload: data, Statement: s, Envelope: &Envelope{PayloadType: payloadTypeInToto},
		Raw: []report.RawPart{{Name: "statement", MediaType: payloadTypeInToto, Bytes: data}}}
}
