package containerspolicy

import (
	"encoding/json"
	"fmt"
	"strconv"

	"assay/inspect/internal/strictjson"
	"assay/inspect/report"
)

// Policy is a policy.json.
type Policy struct {
	// File is where it was read from.
	File string
	// Default are the requirements where no scope applies.
	Default []Requirement
	// Transports are the requirements by transport (docker, oci, …) and scope;
	// the empty scope is the transport's default.
	Transports map[report.Transport]map[string][]Requirement
}

// The types of requirement.
const (
	TypeAcceptAnything  report.RequirementType = "insecureAcceptAnything"
	TypeReject          report.RequirementType = "reject"
	TypeSignedBy        report.RequirementType = "signedBy"
	TypeSignedBaseLayer report.RequirementType = "signedBaseLayer"
	TypeSigstoreSigned  report.RequirementType = "sigstoreSigned"
)

// Requirement is one condition; all of a scope must be met.
type Requirement struct {
	Type report.RequirementType
	// KeyType is that of signedBy; only GPGKeys is implemented anywhere.
	KeyType  string
	Keys     KeySource
	Rekor    KeySource
	Fulcio   *Fulcio
	PKI      *PKI
	Identity Identity
}

// KeySource says where keys or certificates are. At most one field is set.
type KeySource struct {
	Path  string
	Paths []string
	Data  []byte
	Datas [][]byte

	// files holds what Path and Paths name, once it was read.
	files keyFiles
}

// IsSet reports whether any field is set.
func (k KeySource) IsSet() bool { return k.count() > 0 }

func (k KeySource) count() int {
	n := 0
	for _, set := range []bool{k.Path != "", k.Paths != nil, k.Data != nil, k.Datas != nil} {
		if set {
			n++
		}
	}
	return n
}

// Fulcio asks for a certificate of a Fulcio authority.
type Fulcio struct {
	CA           KeySource
	OIDCIssuer   string
	SubjectEmail string
}

// PKI asks for a certificate of any authority.
type PKI struct {
	Roots, Intermediates          KeySource
	SubjectEmail, SubjectHostname string
}

// Parse reads a policy. An error is a [SyntaxErrors]: what podman would refuse it for,
// and what else is wrong.
func Parse(file string, data []byte) (*Policy, error) {
	d := &draft{data: data, policy: &Policy{File: file, Transports: map[report.Transport]map[string][]Requirement{}}}
	d.top()
	if len(d.errors) > 0 {
		return nil, d.errors
	}
	return d.policy, nil
}

// maxRequirements bounds a list of requirements.
const maxRequirements = 1000

func parseRequirements(data []byte) ([]Requirement, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, strictjson.Problem("List of verification policy requirements must not be empty")
	}
	if len(list) > maxRequirements {
		return nil, ownError{fmt.Errorf("more than %d requirements", maxRequirements)}
	}
	out := make([]Requirement, len(list))
	for n, raw := range list {
		r, err := parseRequirement(raw)
		if err != nil {
			return nil, at(strconv.Itoa(n), err)
		}
		out[n] = r
	}
	return out, nil
}

func parseRequirement(data []byte) (Requirement, error) {
	r := newTypedReader(data)
	if r.err != nil {
		return Requirement{}, r.err
	}
	out := Requirement{Type: report.RequirementType(r.text("type"))}
	switch out.Type {
	case TypeAcceptAnything, TypeReject:
		r.only("type")
	case TypeSignedBy:
		r.only("type", "keyType", "keyPath", "keyPaths", "keyData", "signedIdentity")
		parseSignedBy(r, &out)
	case TypeSignedBaseLayer:
		r.only("type", "baseLayerIdentity")
		if r.members["baseLayerIdentity"] == nil {
			r.fail(`Key "baseLayerIdentity" missing in a JSON object`)
			break
		}
		out.Identity = r.identity("baseLayerIdentity")
	case TypeSigstoreSigned:
		r.only("type", "keyPath", "keyPaths", "keyData", "keyDatas", "fulcio", "rekorPublicKeyPath", "rekorPublicKeyPaths",
			"rekorPublicKeyData", "rekorPublicKeyDatas", "pki", "signedIdentity")
		parseSigstoreSigned(r, &out)
	default:
		r.fail("Unknown policy requirement type %q", out.Type)
	}
	return out, r.err
}

// keyTypes are the values that a policy may have; all but the first are
// refused when they are met.
var keyTypes = map[string]bool{"GPGKeys": true, "signedByGPGKeys": true, "X509Certificates": true, "signedByX509CAs": true}

func parseSignedBy(r *reader, out *Requirement) {
	out.KeyType = r.text("keyType")
	_, typed := r.members["keyType"]
	if typed && !keyTypes[out.KeyType] {
		r.fail("Unrecognized keyType value %q", out.KeyType)
	}
	out.Keys = r.source("key", "")
	switch written := r.present("keyPath", "keyPaths", "keyData"); {
	case written == 0:
		r.fail("Exactly one of keyPath, keyPaths and keyData must be specified, none of them present")
	case written > 1:
		r.fail("Exactly one of keyPath, keyPaths and keyData must be specified, more than one present")
	case !typed:
		r.fail("invalid keyType %q", out.KeyType)
	case out.Keys.count() != 1:
		r.fail("exactly one of keyPath, keyPaths and keyData must be specified")
	}
	out.Identity = r.identity("signedIdentity")
}

func parseSigstoreSigned(r *reader, out *Requirement) {
	out.Keys, out.Rekor = r.source("key", "s"), r.source("rekorPublicKey", "s")
	if raw := r.members["fulcio"]; raw != nil {
		out.Fulcio = parseFulcio(r, raw)
	}
	if raw := r.members["pki"]; raw != nil {
		out.PKI = parsePKI(r, raw)
	}
	out.Identity = r.identity("signedIdentity")
	if r.err != nil {
		return
	}
	signers := out.Keys.count()
	for _, set := range []bool{out.Fulcio != nil, out.PKI != nil} {
		if set {
			signers++
		}
	}
	switch {
	case signers != 1:
		r.fail("exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio, and pki must be specified")
	case out.Rekor.count() > 1:
		r.fail("at most one of rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas can be used " +
			"simultaneously")
	case out.Fulcio != nil && !out.Rekor.IsSet():
		r.fail("At least one of rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas must be specified " +
			"if fulcio is used")
	case out.PKI != nil && out.Rekor.IsSet():
		r.fail("rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas are not supported for pki")
	}
}

func parseFulcio(outer *reader, data []byte) *Fulcio {
	r := outer.within(data, "caPath", "caData", "oidcIssuer", "subjectEmail")
	f := &Fulcio{CA: r.source("ca", ""), OIDCIssuer: r.text("oidcIssuer"), SubjectEmail: r.text("subjectEmail")}
	switch {
	case r.err != nil:
	case f.CA.count() > 1:
		r.fail("caPath and caData cannot be used simultaneously")
	case f.CA.count() == 0:
		r.fail("At least one of caPath and caData must be specified")
	case f.OIDCIssuer == "":
		r.fail("oidcIssuer not specified")
	case f.SubjectEmail == "":
		r.fail("subjectEmail not specified")
	}
	outer.keep(r)
	return f
}

func parsePKI(outer *reader, data []byte) *PKI {
	r := outer.within(data, "caRootsPath", "caRootsData", "caIntermediatesPath", "caIntermediatesData", "subjectEmail", "subjectHostname")
	p := &PKI{Roots: r.source("caRoots", ""), Intermediates: r.source("caIntermediates", ""), SubjectEmail: r.text("subjectEmail"),
		SubjectHostname: r.text("subjectHostname")}
	switch {
	case r.err != nil:
	case p.Roots.count() > 1:
		r.fail("caRootsPath and caRootsData cannot be used simultaneously")
	case p.Roots.count() == 0:
		r.fail("At least one of caRootsPath and caRootsData must be specified")
	case p.Intermediates.count() > 1:
		r.fail("caIntermediatesPath and caIntermediatesData cannot be used simultaneously")
	case p.SubjectEmail == "" && p.SubjectHostname == "":
		r.fail("At least one of subjectEmail, subjectHostname must be specified")
	}
	outer.keep(r)
	return p
}
