package inspect

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/registry"
	"assay/registry/file"
	"assay/registry/layout"
)

// piece is one signature in a form that can be changed: a layer with its
// annotations, or a bundle.
type piece struct {
	form     evidence.Form
	layer    sigstore.Layer
	artifact sigstore.Artifact
}

func (p piece) read() *sigstore.Entity {
	switch p.form {
	case evidence.FormSignature:
		return sigstore.ReadSignature(p.layer)
	case evidence.FormAttestation:
		return sigstore.ReadAttestation(p.layer)
	default:
		return sigstore.ReadBundle(p.layer.Data)
	}
}

// piecesOf returns the signatures in the layout of a case.
func piecesOf(t *testing.T, c signedCase) []piece {
	t.Helper()
	dir := filepath.Join(testdata, "layouts", c.Layout)
	source, err := layout.Open(dir, false, registry.Limits{})
	if err != nil {
		if source, err = layout.Open(filepath.Join(testdata, "demo/layouts", c.Layout), false, registry.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	image, err := source.Manifest(ctx, c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	var out []piece
	take := func(m *registry.Manifest, tag evidence.Form) {
		for _, l := range m.Layers {
			data, err := source.Blob(ctx, l, nil)
			if err != nil {
				continue
			}
			form := evidence.FormOf(tag, l.MediaType)
			out = append(out, piece{form, sigstore.Layer{MediaType: l.MediaType, Annotations: l.Annotations, Data: data},
				sigstore.Artifact{Digest: image.Digest, Image: true}})
		}
	}
	for _, tag := range []evidence.Form{evidence.FormSignature, evidence.FormAttestation} {
		if m, err := source.Manifest(ctx, registry.ArtifactTag(image.Digest, string(tag))); err == nil {
			take(m, tag)
		}
	}
	referrers, _ := source.Referrers(ctx, image.Digest)
	for _, d := range referrers {
		if m, err := source.Manifest(ctx, d.Digest); err == nil {
			take(m, "")
		}
	}
	return out
}

// mutant is a changed piece with the field that was changed.
type mutant struct {
	field string
	piece piece
}

// mutants changes everything that can be changed in a piece: each annotation
// and each JSON value, removed, altered, and with single bits turned, down into
// base64; and single bits of the raw bytes.
func mutants(p piece, random *rand.Rand, bits int) []mutant {
	var out []mutant
	for _, name := range slices.Sorted(maps.Keys(p.layer.Annotations)) {
		without := clone(p)
		delete(without.layer.Annotations, name)
		out = append(out, mutant{name + " removed", without})
		for _, a := range alter(name, []byte(p.layer.Annotations[name]), random, bits) {
			q := clone(p)
			q.layer.Annotations[name] = string(a.value)
			out = append(out, mutant{a.field, q})
		}
	}
	for _, a := range alter("data", p.layer.Data, random, bits) {
		q := clone(p)
		q.layer.Data = a.value
		out = append(out, mutant{a.field, q})
	}
	return out
}

func clone(p piece) piece {
	q := p
	q.layer.Annotations = map[string]string{}
	maps.Copy(q.layer.Annotations, p.layer.Annotations)
	return q
}

// altered is a changed form of a value with the field that was changed.
type altered struct {
	field string
	value []byte
}

// alter returns changed forms of a value, in an order that depends on nothing
// but the arguments, so that every run tries the same mutants.
func alter(name string, value []byte, random *rand.Rand, bits int) []altered {
	var out []altered
	add := func(field string, changed []byte) { out = append(out, altered{field, changed}) }
	for range bits {
		if len(value) > 0 {
			add(name+" bit", turn(value, random))
		}
	}
	if decoded, err := base64.StdEncoding.DecodeString(string(value)); err == nil && len(decoded) > 8 {
		for range bits {
			add(name+" decoded bit", []byte(base64.StdEncoding.EncodeToString(turn(decoded, random))))
		}
	}
	var doc any
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if decoder.Decode(&doc) == nil {
		walkJSON(doc, name, func(path string, set func(any), old any) {
			for _, r := range replacements(old, random, bits) {
				set(r.with)
				if changed, err := json.Marshal(doc); err == nil && !sameJSON(changed, value) {
					add(path+" "+r.kind, changed)
				}
				set(old)
			}
		})
	}
	return out
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && fmt.Sprint(x) == fmt.Sprint(y)
}

func turn(value []byte, random *rand.Rand) []byte {
	out := bytes.Clone(value)
	out[random.IntN(len(out))] ^= 1 << random.IntN(8)
	return out
}

func walkJSON(v any, path string, visit func(path string, set func(any), old any)) {
	switch t := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(t)) {
			visit(path+"."+k, func(n any) {
				if _, gone := n.(removed); gone {
					delete(t, k)
				} else {
					t[k] = n
				}
			}, t[k])
			walkJSON(t[k], path+"."+k, visit)
		}
	case []any:
		for i := range t {
			visit(path+"[]", func(n any) {
				if _, gone := n.(removed); !gone {
					t[i] = n
				}
			}, t[i])
			walkJSON(t[i], path+"[]", visit)
		}
	}
}

// removed stands for a member that is taken out.
type removed struct{}

// replacement is what stands in for a JSON value, and what kind of change that is.
type replacement struct {
	kind string
	with any
}

func replacements(old any, random *rand.Rand, bits int) []replacement {
	out := []replacement{{"removed", removed{}}, {"null", nil}}
	switch t := old.(type) {
	case string:
		out = append(out, replacement{"empty", ""}, replacement{"longer", t + "A"})
		if i, err := json.Number(t).Int64(); err == nil {
			out = append(out, replacement{"plus one", strconv.FormatInt(i+1, 10)}, replacement{"minus one", strconv.FormatInt(i-1, 10)})
		}
		if decoded, err := base64.StdEncoding.DecodeString(t); err == nil && len(decoded) > 8 {
			for range bits {
				out = append(out, replacement{"decoded bit", base64.StdEncoding.EncodeToString(turn(decoded, random))})
			}
		}
	case json.Number:
		if i, err := t.Int64(); err == nil {
			out = append(out, replacement{"plus one", json.Number(strconv.FormatInt(i+1, 10))},
				replacement{"minus one", json.Number(strconv.FormatInt(i-1, 10))})
		}
	case map[string]any:
		out = append(out, replacement{"emptied", map[string]any{}})
	case []any:
		out = append(out, replacement{"emptied", []any{}}, replacement{"doubled", append(slices.Clone(t), t...)})
	}
	return out
}

// unsigned lists the fields that may change without the signature failing, with
// the reason: no signature covers them and nothing is taken from them.
var unsigned = []struct{ field, why string }{
	{`^dev\.sigstore\.cosign/chain`, "the chain to the trusted root is built from the root itself"},
	{`^dev\.sigstore\.cosign/rfc3161timestamp`, "a timestamp next to a log entry is only checked when asked for"},
	{`^predicateType`, "the annotation is not looked at; the statement's own type counts"},
	{`^dev\.cosignproject\.cosign/signature removed`, "an attestation's signature is in its envelope; the annotation is empty"},
	{`^dev\.cosignproject\.cosign/signature bit`,
		"unused bits of the last base64 letter, or a line break; what it decodes to is compared apart"},
	{`^org\.opencontainers|^dev\.cosignproject\.cosign/sigstore`, "annotations for people"},
	{`dev\.sigstore\.cosign/bundle(\.| bit)`, "spelling of the JSON around what the SET covers"},
	{`dev\.sigstore\.cosign/certificate (bit|removed)`,
		"text outside of the PEM block, or a certificate that a key signature does not need"},
	{`\.publicKey\.hint`, "the hint is not signed; the key given counts"},
	{`\.publicKey (null|emptied)`, "with a key given, the bundle need not name one"},
	{`\.timestampVerificationData`, "a timestamp that was not asked for: with a key, or next to an integrated time"},
	{`\.tlogEntries\[\]\.kindVersion`, "the body says its own kind, and that is what was logged"},
	{`\.tlogEntries\[\]\.inclusionPromise`, "a key signature needs no time, and the inclusion proof takes the place of the SET"},
	{`\.tlogEntries\[\]\.inclusionProof\.(logIndex|rootHash|treeSize)`,
		"of Rekor v2 the entry's own index counts, and the checkpoint's root and size; the flaw is shown"},
	{`\.tlogEntries\[\]\.(inclusionProof\.hashes|logIndex) (null|removed|emptied)`,
		"a tree of one entry has no hashes, and index 0 is what is meant where none is given"},
	{`\.x509CertificateChain\.certificates`, "issuers come from the trusted root; the leaf is compared apart"},
	{`\.keyid`, "the key ID of an envelope is not signed"},
	{`\.mediaType`, "another spelling of the same version"},
	{`^data\.signatures doubled`, "in cosign's tag format, without a log entry, any signature of the envelope may count"},
	{`^data bit`, "spelling of the JSON around what is signed"},
	{`^data\.signatures\[\]\.sig decoded|^data decoded`, "see the check on signed content"},
	{`\.content removed`, "protobuf's own member, not part of JSON"},
}

// allMutants has TestMutants try every mutant, as a nightly run does. Without it
// a sample is tried.
var allMutants = flag.Bool("all-mutants", false, "try every mutant of every signature, not a sample")

// bitsTurned is how many single bits are turned in each value.
const bitsTurned = 24

// mutatedCase is an accepted case with the mutants that are tried of it.
type mutatedCase struct {
	name    string
	verify  *sigstore.VerifyOptions
	mutants []mutantOf
}

// mutantOf is a mutant with the accepted signature it was made of.
type mutantOf struct {
	mutant
	original  *sigstore.Entity
	reference *report.Signature
	artifact  sigstore.Artifact
}

// TestMutants takes every accepted case and changes every field of it and many
// single bits: no mutant whose signed content differs may be verified, none may
// panic, and each field that may change is one that no signature covers.
//
// Unless -all-mutants is given, a sample is tried, the same in every run: some
// of every case, and every kind of change of every field at least once.
func TestMutants(t *testing.T) {
	t.Parallel()
	cases := mutatedCases(t)
	if !*allMutants {
		sample(t, cases)
	}
	var mu sync.Mutex
	total, accepted := 0, map[string]int{}
	t.Cleanup(func() {
		var fields []string
		for _, f := range slices.Sorted(maps.Keys(accepted)) {
			fields = append(fields, fmt.Sprintf("%s (%d)", f, accepted[f]))
		}
		t.Logf("%d mutants; still accepted, by field: %s", total, strings.Join(fields, "; "))
	})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fields := tryMutants(t, c)
			mu.Lock()
			defer mu.Unlock()
			total += len(c.mutants)
			for f, k := range fields {
				accepted[f] += k
			}
		})
	}
}

// mutatedCases returns the accepted cases with all their mutants.
func mutatedCases(t *testing.T) []*mutatedCase {
	t.Helper()
	bits := bitsTurned
	if !*allMutants {
		bits = 1
	}
	var out []*mutatedCase
	for _, c := range readCases(t) {
		if c.Expected != "accept" {
			continue
		}
		o := c.options()
		loaded, err := criteria.Load(t.Context(), o.Criteria, criteria.Options{Inputs: new(file.Inputs), Now: o.Now, Root: o.Root})
		if err != nil {
			t.Fatalf("%s: %v", c.Case, err)
		}
		pieces := piecesOf(t, c)
		random := rand.New(rand.NewPCG(1, uint64(len(pieces))))
		mutated := &mutatedCase{name: c.Case, verify: loaded.Verify}
		for _, p := range pieces {
			original := p.read()
			reference := verifier.Verify(original, p.artifact, loaded.Verify)
			if reference.Verdict != report.VerdictVerified {
				continue
			}
			for _, m := range mutants(p, random, bits) {
				mutated.mutants = append(mutated.mutants, mutantOf{m, original, reference, p.artifact})
			}
		}
		out = append(out, mutated)
	}
	return out
}

// samplePerCase is how many mutants of each case are in the sample at the least.
const samplePerCase = 12

// sample leaves of the mutants of each case some that are spread over it, and
// those that change a field in a way in which no case before does.
func sample(t *testing.T, cases []*mutatedCase) {
	t.Helper()
	seen := map[string]bool{}
	for n, c := range cases {
		if len(c.mutants) == 0 {
			t.Errorf("case %s has no mutants", c.name)
		}
		every := max(len(c.mutants)/samplePerCase, 1)
		var kept []mutantOf
		for i, m := range c.mutants {
			change := string(m.piece.form) + " " + m.field
			if seen[change] && i%every != n%every {
				continue
			}
			seen[change] = true
			kept = append(kept, m)
		}
		c.mutants = kept
	}
}

// tryMutants verifies the mutants of a case and counts, by field, those that are
// still verified.
func tryMutants(t *testing.T, c *mutatedCase) map[string]int {
	t.Helper()
	accepted := map[string]int{}
	for _, m := range c.mutants {
		changed := m.piece.read()
		result := verifier.Verify(changed, m.artifact, c.verify)
		if result.Verdict != report.VerdictVerified {
			continue
		}
		accepted[m.field]++
		wantUnsignedChange(t, m, changed, result)
	}
	return accepted
}

// wantUnsignedChange wants a mutant that is still verified to differ in nothing
// that is signed.
func wantUnsignedChange(t *testing.T, m mutantOf, changed *sigstore.Entity, result *report.Signature) {
	t.Helper()
	sameSource := result.TimeSource == m.reference.TimeSource && result.TimeSource != report.TimeClaimed
	if sameSource && !result.Time.Equal(m.reference.Time) {
		t.Errorf("%s: the time of signing differs, and yet it is verified", m.field)
	}
	if !bytes.Equal(changed.Payload, m.original.Payload) {
		t.Errorf("%s: the signed payload differs, and yet it is verified", m.field)
	}
	if !bytes.Equal(changed.Signature, m.original.Signature) {
		t.Errorf("%s: the signature differs, and yet it is verified", m.field)
	}
	if !sameLeaf(changed, m.original) {
		t.Errorf("%s: the certificate differs, and yet it is verified", m.field)
	}
	if !listed(m.field) {
		t.Errorf("%s changed, and it is still verified; no reason is known why it may", m.field)
	}
}

func sameLeaf(a, b *sigstore.Entity) bool {
	if a.Certificate == nil || b.Certificate == nil {
		return a.Certificate == b.Certificate
	}
	return a.Certificate.Equal(b.Certificate)
}

func listed(field string) bool {
	for _, u := range unsigned {
		if regexp.MustCompile(u.field).MatchString(field) {
			return true
		}
	}
	return false
}
