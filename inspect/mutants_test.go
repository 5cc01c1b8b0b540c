package inspect

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/inspect/criteria"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/registry/file"
)

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
