package verifier

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"assay/inspect/internal/strictjson"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
)

// simpleSigning is the payload of cosign's layer signatures
// (containers/image, docs/containers-signature.5.md, "simple signing").
type simpleSigning struct {
	Critical struct {
		Identity struct {
			DockerReference string `json:"docker-reference"`
		} `json:"identity"`
		Image struct {
			DockerManifestDigest string `json:"docker-manifest-digest"`
		} `json:"image"`
		Type string `json:"type"`
	} `json:"critical"`
	Optional map[string]any `json:"optional"`
}

// checkContent reads what was signed and compares it with what was asked for.
func (e *verification) checkContent() {
	m := e.entity
	switch {
	case m.Format == report.FormatSimpleSigning:
		e.checkClaims()
	case m.Envelope != nil:
		e.checkStatement()
	case len(m.MessageDigest) > 0:
		e.checkMessageDigest()
	}
}

// maxClaims bounds simple signing claims, in bytes; real ones have some hundred.
const maxClaims = 1 << 20

func checkSize(claims []byte) error {
	if len(claims) > maxClaims {
		return fmt.Errorf("they have %d bytes, more than the %d that are read", len(claims), maxClaims)
	}
	return nil
}

func (e *verification) checkClaims() {
	m := e.entity
	var claims simpleSigning
	err := checkSize(m.Payload)
	if err == nil {
		err = strictjson.Check(m.Payload)
	}
	if err == nil {
		err = json.Unmarshal(m.Payload, &claims)
	}
	if err == nil && claims.Critical.Image.DockerManifestDigest == "" {
		err = errors.New("they name no image (critical.image.docker-manifest-digest)")
	}
	if err != nil {
		e.checks.Fail(report.CheckPayloadFormat, report.Required, report.Outcome{
			Reason: report.ReasonPayloadMalformed,
			Want:   "simple signing claims",
			Got:    primitive.Shorten(string(m.Payload), 40),
			Detail: err.Error(),
		})
		e.checks.Undecided(report.CheckClaimsDigest, report.Required, "the claims cannot be read")
		return
	}
	e.checks.Pass(report.CheckPayloadFormat, report.Required, report.Outcome{Got: claims.Critical.Type})
	required := !e.options.IgnoreClaims
	if got := claims.Critical.Image.DockerManifestDigest; got == e.artifact.Digest {
		e.checks.Pass(report.CheckClaimsDigest, required, report.Outcome{Want: e.artifact.Digest, Got: got})
	} else {
		e.checks.Fail(report.CheckClaimsDigest, required, report.Outcome{
			Reason: report.ReasonPayloadDigestMismatch,
			Want:   e.artifact.Digest,
			Got:    got,
			Detail: "the digest that was signed is not that of this image",
		})
	}
	e.checkReference(claims.Critical.Identity.DockerReference)
	e.checkAnnotations(claims.Optional)
}

// checkReference compares the name in the claims with the one asked for.
// cosign does not, so it decides nothing; policy.json does.
func (e *verification) checkReference(got string) {
	want := e.artifact.Repository
	if want == "" {
		e.checks.Skip(report.CheckClaimsReference,
			"there is no name to compare with: the image was read from disk, and no reference was given for it")
		return
	}
	name := got
	if i := strings.LastIndex(name, ":"); i > strings.LastIndex(name, "/") {
		name = name[:i]
	}
	name, _, _ = strings.Cut(name, "@")
	if name == want || "docker.io/"+name == want || strings.Replace(name, "index.docker.io/", "docker.io/", 1) == want {
		e.checks.Pass(report.CheckClaimsReference, report.Optional, report.Outcome{Want: want, Got: got})
		return
	}
	e.checks.Fail(report.CheckClaimsReference, report.Optional, report.Outcome{
		Reason: report.ReasonReferenceDiffers,
		Want:   want,
		Got:    got,
		Detail: "signed under another name; cosign does not compare it, a policy.json may",
	})
}

// checkAnnotations wants every annotation asked for, with its value, among the
// signed ones.
func (e *verification) checkAnnotations(have map[string]any) {
	if len(e.options.Annotations) == 0 {
		e.checks.Skip(report.CheckClaimsAnnotations, "none was asked for")
		return
	}
	if e.options.IgnoreClaims {
		e.checks.Skip(report.CheckClaimsAnnotations, "checking the claims was switched off")
		return
	}
	var keys []string
	for k := range e.options.Annotations {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		want := e.options.Annotations[k]
		got, ok := have[k]
		if ok && got == want {
			continue
		}
		found := "no annotation " + k
		if ok {
			found = fmt.Sprintf("%s=%v", k, got)
		}
		e.checks.Fail(report.CheckClaimsAnnotations, report.Required, report.Outcome{
			Reason: report.ReasonAnnotationMismatch,
			Want:   k + "=" + want,
			Got:    found,
			Detail: "signed annotations: " + describeAnnotations(have),
		})
		return
	}
	e.checks.Pass(report.CheckClaimsAnnotations, report.Required, report.Outcome{Got: describeAnnotations(have)})
}

func describeAnnotations(have map[string]any) string {
	if len(have) == 0 {
		return none
	}
	var out []string
	for k, v := range have {
		out = append(out, fmt.Sprintf("%s=%v", k, v))
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}

func (e *verification) checkStatement() {
	m := e.entity
	if m.Statement == nil {
		if !e.checks.Failed(report.CheckStatementSubject) {
			e.checks.Undecided(report.CheckStatementSubject, report.Required, "the statement cannot be read")
		}
		return
	}
	// sigstore-go compares the subject of a bundle whatever was asked for.
	required := !e.options.IgnoreClaims || !m.IsLegacy()
	about := m.Statement.About(e.artifact.Digest)
	if len(about) > 0 {
		detail := ""
		if n := len(m.Statement.Subject); n > 1 {
			detail = fmt.Sprintf("one of %d subjects", n)
		}
		e.checks.Pass(report.CheckStatementSubject, required, report.Outcome{
			Want:   e.artifact.Digest,
			Got:    e.artifact.Digest,
			Detail: detail,
		})
	} else {
		e.checks.Fail(report.CheckStatementSubject, required, report.Outcome{
			Reason: report.ReasonDSSESubjectMismatch,
			Want:   e.artifact.Digest,
			Got:    describeSubjects(m.Statement.Subject),
			Detail: "this image is not among the digests that the statement is about",
		})
	}
	e.checkPredicate()
	// Only the first subject that names the image counts (sigstore/cosign,
	// IntotoSubjectClaimVerifier).
	have := map[string]any{}
	if len(about) > 0 {
		have = about[0].Annotations
	}
	e.checkAnnotations(have)
}

func describeSubjects(subjects []sigstore.Subject) string {
	if len(subjects) == 0 {
		return "no subject"
	}
	var out []string
	for _, s := range subjects {
		for algorithm, value := range s.Digest {
			out = append(out, strings.TrimSpace(s.Name+" "+algorithm+":"+value))
		}
		if len(out) >= 4 {
			out = append(out, fmt.Sprintf("and more, %d in all", len(subjects)))
			break
		}
	}
	return strings.Join(out, ", ")
}

// checkPredicate compares the predicate type with the one asked for. An
// attestation of another type is no worse for it, but does not count; the
// engine says that for the image as a whole.
func (e *verification) checkPredicate() {
	got := e.entity.Statement.PredicateType
	want := e.options.PredicateType
	if want == "" || want == got {
		e.checks.Pass(report.CheckStatementPredicate, report.Optional, report.Outcome{Want: want, Got: got})
		return
	}
	e.checks.Fail(report.CheckStatementPredicate, report.Optional, report.Outcome{
		Reason: report.ReasonPredicateTypeMismatch,
		Want:   want,
		Got:    got,
		Detail: "not the type asked for",
	})
}

// checkMessageDigest compares a bundle's hint about the signed bytes with the
// file.
func (e *verification) checkMessageDigest() {
	hash, known := primitive.Hash(e.entity.MessageAlgorithm)
	algorithm, value, ok := primitive.ParseDigest(e.artifact.Digest)
	if known && e.artifact.Bytes != nil {
		value, algorithm, ok = primitive.Digest(hash, e.artifact.Bytes), hash, true
	}
	got := fmt.Sprintf("%s:%x", e.entity.MessageAlgorithm, e.entity.MessageDigest)
	switch {
	case !known || !ok || algorithm != hash:
		// Verifiers compare the two values without their algorithms.
		e.checks.Undecided(report.CheckPayloadDigest, report.Required,
			"the bundle gives the digest as "+got+" and the file's is "+e.artifact.Digest+
				"; without the file itself the two cannot be compared")
	case string(value) == string(e.entity.MessageDigest):
		e.checks.Pass(report.CheckPayloadDigest, report.Required, report.Outcome{Want: e.artifact.Digest, Got: got})
	default:
		e.checks.Fail(report.CheckPayloadDigest, report.Required, report.Outcome{
			Reason: report.ReasonPayloadDigestMismatch,
			Want:   e.artifact.Digest,
			Got:    got,
			Detail: "the digest that the bundle is about is not that of this file",
		})
	}
}

// signedClaims renders what was signed for the report.
func signedClaims(m *sigstore.Entity) json.RawMessage {
	if m.Format == report.FormatSimpleSigning {
		if json.Valid(m.Payload) {
			return m.Payload
		}
		return nil
	}
	if m.Statement == nil {
		return nil
	}
	short := *m.Statement
	short.Predicate = nil
	out, err := json.Marshal(short)
	if err != nil {
		return nil
	}
	return out
}

func subjects(m *sigstore.Entity, digest string) []report.StatementSubject {
	matching := map[string]bool{}
	for _, s := range m.Statement.About(digest) {
		matching[fmt.Sprint(s.Name, s.Digest)] = true
	}
	out := []report.StatementSubject{}
	for _, s := range m.Statement.Subject {
		out = append(out, report.StatementSubject{Name: s.Name, Digest: s.Digest, Matches: matching[fmt.Sprint(s.Name, s.Digest)]})
	}
	return out
}
