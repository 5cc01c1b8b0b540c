package inspect

import (
	"context"
	"fmt"
	"sort"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/registry"
)

// graceToCheck is how long signatures are checked at the least, also where
// fetching has used up the time for the run.
const graceToCheck = 2 * time.Second

// until is when checking ends for a run with this context: with the time for the
// run, and not before what was fetched had a chance.
func until(ctx context.Context) time.Time {
	end, ok := ctx.Deadline()
	if !ok {
		return time.Time{}
	}
	if least := time.Now().Add(graceToCheck); end.Before(least) {
		return least
	}
	return end
}

func (i *Inspection) setDeadline(end time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.end = end
}

func (i *Inspection) deadline() time.Time {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.end
}

// judge makes a report of what was gathered so far. It asks nothing of the
// network and may be called again under another policy; the inspection is only
// read, so a report can be made while gathering goes on. Signatures that were not
// checked by end, if that is a time, are said to be undecided.
func (i *Inspection) judge(end time.Time, policy *sigstore.VerifyOptions, asked report.Criteria) *report.Report {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.askedPolicy = asked.Policy
	r := &report.Report{
		SchemaVersion: report.SchemaVersion, Target: i.target, Criteria: asked,
		Signatures: []*report.Signature{}, Attestations: []*report.Signature{}, SBOMs: []*report.SBOM{},
		Diagnoses: []report.Diagnosis{}, Errors: append([]report.Problem{}, i.problems...), Lookups: append([]report.Lookup{}, i.probes...),
		TrustedRoot: policy.Root.Origin, Notes: append(append([]string(nil), i.notes...), policy.Notes...), Partial: !i.complete,
	}
	sortProbes(r.Lookups)
	sort.SliceStable(r.Errors, func(a, b int) bool { return r.Errors[a].Source.Reference < r.Errors[b].Source.Reference })
	i.account(r)
	byID, unchecked := map[string]*report.Signature{}, 0
	sboms := i.attachedSBOMs()
	for _, f := range i.sorted() {
		s := i.examine(f, policy, end)
		if s == nil {
			s = notChecked(f)
			unchecked++
		}
		count(s, f, asked, policy, sboms)
		i.countForPolicy(s, f, asked)
		byID[s.ID] = s
		if isAttestation(f, asked) {
			r.Attestations = append(r.Attestations, s)
		} else {
			r.Signatures = append(r.Signatures, s)
		}
	}
	if unchecked > 0 {
		r.Errors = append(r.Errors, report.Problem{Source: report.Source{Reference: i.target.Reference},
			Message: fmt.Sprintf("the time for the run ended before %d of %d signatures were checked; --timeout gives more", unchecked, len(i.found))})
	}
	i.judgeSBOMs(r, byID)
	for _, a := range i.artifacts {
		copied := *a
		copied.Signed = append([]string(nil), a.Signed...)
		r.Artifacts = append(r.Artifacts, copied)
	}
	sortArtifacts(r.Artifacts)
	i.linkSBOMs(r)
	drawVerdict(r)
	i.applyPolicy(r, policy)
	diagnose(r, i.context(r, policy))
	diagnosePolicy(r)
	addCommands(r)
	addNotes(r)
	r.Headline = headline(r)
	return r
}

// examine runs the checks of one signature, or returns what can be said of one
// whose bytes could not be had. It returns nil where end has passed.
func (i *Inspection) examine(f *found, policy *sigstore.VerifyOptions, end time.Time) *report.Signature {
	if i.examinedFor != policy {
		i.examined, i.examinedFor = map[string]*report.Signature{}, policy
	}
	if s, ok := i.examined[f.id]; ok {
		copied := *s
		return &copied
	}
	if !end.IsZero() && time.Now().After(end) {
		return nil
	}
	s := i.runChecks(f, policy)
	s.ID, s.Source, s.Artifact = f.id, f.source, f.artifactID
	if f.online != "" {
		s.Notes = append(s.Notes, f.online)
	}
	i.examined[f.id] = s
	copied := *s
	return &copied
}

// notChecked is a signature for which there was no time.
func notChecked(f *found) *report.Signature {
	var checks report.Checklist
	checks.Undecided(report.CheckArtifactBlob, report.Required, "the time for the run ended before this signature was checked")
	s := &report.Signature{Format: formatOf(f.kind), Subject: f.artifact.Digest, Verdict: report.VerdictFailed, Checks: checks}
	s.ID, s.Source, s.Artifact = f.id, f.source, f.artifactID
	return s
}

// runChecks runs the checks that belong to the kind of signature.
func (i *Inspection) runChecks(f *found, policy *sigstore.VerifyOptions) (s *report.Signature) {
	defer func() {
		// Certificates, tokens and packets are read by many parsers. Where one
		// breaks down over a signature, the others still have their report.
		if r := recover(); r != nil {
			var checks report.Checklist
			checks.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonBundleMalformed, Want: "a signature that can be read", Got: "one over which assay broke down", Detail: fmt.Sprint(r),
			})
			s = &report.Signature{Format: formatOf(f.kind), Subject: f.artifact.Digest, Verdict: report.VerdictFailed, Checks: checks}
		}
	}()
	switch {
	case f.kind == "openpgp":
		return i.examineOpenPGP(f, policy)
	case f.kind == "statement":
		return verifier.VerifyBareStatement(f.material, f.artifact, policy)
	case f.material != nil:
		s = verifier.Verify(f.material, f.artifact, policy)
		var checks report.Checklist
		checks.Pass(report.CheckArtifactBlob, report.Required, report.Outcome{Got: f.source.Digest})
		s.Checks = append(checks, s.Checks...)
		return s
	}
	return &report.Signature{Format: formatOf(f.kind), Subject: f.artifact.Digest, Verdict: report.VerdictFailed, Checks: f.flaws}
}

func formatOf(kind string) report.Format {
	switch kind {
	case "sig":
		return report.FormatSimpleSigning
	case "att":
		return report.FormatDSSE
	case "statement":
		return report.FormatBareStatement
	}
	return report.FormatBundleUnknown
}

// isAttestation tells the two lists of the report apart. A bundle that cannot
// be read is taken for what was asked for.
func isAttestation(f *found, asked report.Criteria) bool {
	switch {
	case f.kind == "att" || f.kind == "statement":
		return true
	case f.kind == "sig" || f.kind == "openpgp":
		return false
	case f.material == nil || f.material.Statement == nil:
		return asked.PredicateType != ""
	default:
		return !f.material.Signs()
	}
}

// attachedSBOMs are the digests of the manifests with which SBOMs are attached
// to the target: that of cosign's tag, at which cosign looks, and only where
// there is none those of referrers.
func (i *Inspection) attachedSBOMs() map[string]bool {
	tagged, referrers := map[string]bool{}, map[string]bool{}
	for _, a := range i.artifacts {
		switch {
		case a.Kind != report.KindSBOM || a.Subject != i.target.Digest || a.Source.Digest == "":
		case a.Source.Store == report.StoreTag || a.Source.Store == report.StoreLayout:
			tagged[a.Source.Digest] = true
		default:
			referrers[a.Source.Digest] = true
		}
	}
	if len(tagged) > 0 {
		return tagged
	}
	return referrers
}

// count says whether a signature is among those that decide the verdict. sboms
// are the manifests of attached SBOMs.
func count(s *report.Signature, f *found, asked report.Criteria, policy *sigstore.VerifyOptions, sboms map[string]bool) {
	s.Deciding, s.NotDecidingBecause = false, ""
	attestation := isAttestation(f, asked)
	switch {
	case f.role == roleFile && (asked.PredicateType == "" || s.PredicateType == "" || s.PredicateType == policy.PredicateType):
		s.Deciding = true
	case asked.Attachment == "sbom":
		if f.role == roleAttachment && f.kind != "statement" && !attestation && sboms[f.artifact.Digest] {
			s.Deciding = true
			return
		}
		s.NotDecidingBecause = "the signature of the attached SBOM was asked for"
	case f.role == rolePlatform:
		s.NotDecidingBecause = "signs the manifest of " + f.platform + ", not the index that was asked for"
	case f.role == roleAttachment:
		s.NotDecidingBecause = "signs something attached to the image, not the image"
	case f.role == roleContent:
		s.NotDecidingBecause = "is what this reference holds, not a signature of it"
	case f.kind == "statement":
		s.NotDecidingBecause = "a statement that nobody signed"
	case asked.PredicateType != "" && !attestation && s.PredicateType != policy.PredicateType:
		s.NotDecidingBecause = "attestations of type " + asked.PredicateType + " were asked for"
	case asked.PredicateType != "" && s.PredicateType != "" && s.PredicateType != policy.PredicateType:
		s.NotDecidingBecause = "an attestation of another type than " + asked.PredicateType
	case asked.PredicateType == "" && attestation:
		s.NotDecidingBecause = "an attestation; a signature was asked for (--type asks for attestations)"
	default:
		s.Deciding = true
	}
}

// cost is what was asked so far of the registry and of signature stores.
func (i *Inspection) cost() registry.RequestLog {
	log := i.source.Log()
	add := func(other registry.RequestLog) {
		log.Requests = append(log.Requests, other.Requests...)
		log.Bytes += other.Bytes
		log.Depth = max(log.Depth, other.Depth)
	}
	if i.signatures != i.source {
		add(i.signatures.Log())
	}
	if l := i.stores.lookaside; l != nil {
		add(l.Log())
	}
	return log
}

// account copies what the run has cost so far.
func (i *Inspection) account(r *report.Report) {
	if i.source == nil {
		return
	}
	log := i.cost()
	r.Fetched = report.Fetched{Requests: len(log.Requests), Bytes: log.Bytes, Depth: log.Depth}
	for _, q := range log.Requests {
		r.Requests = append(r.Requests, report.Request{Method: q.Method, URL: q.URL, Status: q.Status, Bytes: q.Bytes,
			Started: q.Started, Duration: q.Duration, Problem: q.Problem})
	}
}

var storeOrder = map[report.Store]int{report.StoreTag: 0, report.StoreReferrer: 1, report.StoreReferrerTag: 2, report.StoreIndexChild: 3,
	report.StoreExtension: 4, report.StoreLookaside: 5, report.StoreFile: 6}

func sortProbes(probes []report.Lookup) {
	sort.SliceStable(probes, func(a, b int) bool {
		pa, pb := probes[a], probes[b]
		if pa.Subject != pb.Subject {
			return pa.Subject < pb.Subject
		}
		if pa.Store != pb.Store {
			return storeOrder[pa.Store] < storeOrder[pb.Store]
		}
		return pa.Reference < pb.Reference
	})
}

// sortArtifacts puts the tree into a steady order, parents before children:
// what arrives first on the network must not decide what a reader sees first.
func sortArtifacts(all []report.Artifact) {
	children := map[string][]report.Artifact{}
	known := map[string]bool{}
	for _, a := range all {
		known[a.ID] = true
	}
	var roots []report.Artifact
	for _, a := range all {
		if a.Parent != "" && a.Parent != a.ID && known[a.Parent] {
			children[a.Parent] = append(children[a.Parent], a)
		} else {
			roots = append(roots, a)
		}
	}
	kinds := map[report.Kind]int{report.KindSignature: 0, report.KindAttestation: 1, report.KindSBOM: 2, report.KindOther: 3, report.KindImage: 4, report.KindIndex: 5}
	out := all[:0]
	placed := map[string]bool{}
	var place func(list []report.Artifact)
	place = func(list []report.Artifact) {
		sort.SliceStable(list, func(i, j int) bool {
			if list[i].Kind != list[j].Kind {
				return kinds[list[i].Kind] < kinds[list[j].Kind]
			}
			if list[i].Title != list[j].Title {
				return list[i].Title < list[j].Title
			}
			return list[i].ID < list[j].ID
		})
		for _, a := range list {
			if placed[a.ID] {
				continue
			}
			placed[a.ID] = true
			out = append(out, a)
			place(children[a.ID])
		}
	}
	place(roots)
}
