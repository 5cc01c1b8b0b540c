package verifier

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
)

// checkInclusion computes the tree's root from the proof.
func (e *verification) checkInclusion(required bool) {
	entry := e.entry
	if entry.Proof == nil {
		switch {
		case e.entity.IsLegacy():
			e.checks.Skip(report.CheckLogInclusion, "cosign's tag format carries a SET and no proof")
		case e.entity.Format == report.FormatBundle01 && len(entry.SET) > 0:
			e.checks.Skip(report.CheckLogInclusion, "a bundle of version 0.1 may carry the SET alone")
		case len(entry.SET) > 0 && e.anyProof():
			e.checks.Skip(report.CheckLogInclusion, "another entry of the bundle has one, and this one has a SET")
		default:
			// A bundle that has log entries and no proof is refused also where
			// the log is left out (sigstore-go, bundle.NewBundle).
			required = required || e.entity.Format != report.FormatBundle01 && !e.anyProof()
			e.checks.Fail(report.CheckLogInclusion, required, report.Outcome{
				Reason: report.ReasonInclusionProofMissing,
				Want:   "an inclusion proof",
				Got:    none,
			})
		}
		return
	}
	proof := entry.Proof
	computed, err := rekor.ComputedRoot(entry)
	if err != nil {
		e.checks.Fail(report.CheckLogInclusion, required, report.Outcome{
			Reason: report.ReasonInclusionProofInvalid,
			Want:   "root " + hex.EncodeToString(proof.RootHash),
			Got:    "none can be computed",
			Detail: err.Error(),
		})
		return
	}
	checkpoint, _ := rekor.ParseCheckpoint(proof.Checkpoint)
	if entry.IsV2() && checkpoint != nil {
		e.checkInclusionV2(checkpoint, computed, required)
		return
	}
	switch {
	case rekor.SameRoot(computed, proof.RootHash):
		e.checks.Pass(report.CheckLogInclusion, required, report.Outcome{
			Got:    fmt.Sprintf("entry %d of %d", proof.LogIndex, proof.TreeSize),
			Detail: "root " + hex.EncodeToString(computed),
		})
	case checkpoint != nil && rekor.SameRoot(computed, checkpoint.RootHash):
		e.checks.Fail(report.CheckLogInclusion, required, report.Outcome{
			Reason: report.ReasonInclusionProofRootMismatch,
			Want:   hex.EncodeToString(checkpoint.RootHash),
			Got:    hex.EncodeToString(proof.RootHash),
			Detail: "the hashes lead to the checkpoint's root; the proof names another",
		})
	default:
		e.checks.Fail(report.CheckLogInclusion, required, report.Outcome{
			Reason: report.ReasonInclusionProofInvalid,
			Want:   hex.EncodeToString(proof.RootHash),
			Got:    hex.EncodeToString(computed),
			Detail: "the root that the proof names is not the one that its hashes lead to",
		})
	}
}

// anyProof reports whether any log entry has an inclusion proof. A bundle must
// have one, and not every entry (sigstore-go, bundle.NewBundle).
func (e *verification) anyProof() bool {
	return slices.ContainsFunc(e.entity.Entries, func(entry *rekor.Entry) bool { return entry.Proof != nil })
}

// checkInclusionV2 compares the computed root with the checkpoint's. Index, size
// and root that a proof also names decide nothing in Rekor v2
// (sigstore/rekor-tiles, verify.VerifyLogEntry).
func (e *verification) checkInclusionV2(checkpoint *rekor.Checkpoint, computed []byte, required bool) {
	entry, proof := e.entry, e.entry.Proof
	if !rekor.SameRoot(computed, checkpoint.RootHash) {
		e.checks.Fail(report.CheckLogInclusion, required, report.Outcome{
			Reason: report.ReasonInclusionProofInvalid,
			Want:   hex.EncodeToString(checkpoint.RootHash),
			Got:    hex.EncodeToString(computed),
			Detail: "the checkpoint's root is not the one that the proof's hashes lead to",
		})
		return
	}
	e.checks.Pass(report.CheckLogInclusion, required, report.Outcome{
		Got:    fmt.Sprintf("entry %d of %d", entry.LogIndex, checkpoint.Size),
		Detail: "root " + hex.EncodeToString(computed),
	})
	for _, differs := range []struct {
		reason          report.Reason
		what, want, got string
	}{
		{report.ReasonProofIndexDiffers, "index", strconv.FormatInt(entry.LogIndex, 10), strconv.FormatInt(proof.LogIndex, 10)},
		{report.ReasonProofRootDiffers, "root", hex.EncodeToString(checkpoint.RootHash), hex.EncodeToString(proof.RootHash)},
		{report.ReasonProofSizeDiffers, "tree size", strconv.FormatInt(checkpoint.Size, 10), strconv.FormatInt(proof.TreeSize, 10)},
	} {
		if differs.want != differs.got {
			e.checks.Fail(report.CheckBundleFormat, report.Optional, report.Outcome{
				Reason: differs.reason,
				Want:   differs.want,
				Got:    differs.got,
				Detail: "the proof names another " + differs.what + "; verifiers go by entry and checkpoint",
			})
		}
	}
}

// checkCheckpoint checks that the log signed the root.
func (e *verification) checkCheckpoint(log *trust.Log, required bool) {
	proof := e.entry.Proof
	if proof == nil {
		e.checks.Skip(report.CheckLogCheckpoint, "there is no inclusion proof")
		return
	}
	if proof.Checkpoint == "" {
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointMissing,
			Want:   "a checkpoint",
			Got:    none,
			Detail: "without the log's signature on the root, a proof shows nothing",
		})
		return
	}
	checkpoint, err := rekor.ParseCheckpoint(proof.Checkpoint)
	if err != nil {
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointSignatureInvalid,
			Want:   "a checkpoint",
			Got:    primitive.Shorten(proof.Checkpoint, 40),
			Detail: err.Error(),
		})
		return
	}
	if log == nil {
		e.checks.Undecided(report.CheckLogCheckpoint, required, "the log is not in the trusted root, so there is no key to check with")
		return
	}
	computed, _ := rekor.ComputedRoot(e.entry)
	if !e.entry.IsV2() && !rekor.SameRoot(checkpoint.RootHash, proof.RootHash) && rekor.SameRoot(computed, proof.RootHash) {
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointRootMismatch,
			Want:   hex.EncodeToString(proof.RootHash),
			Got:    hex.EncodeToString(checkpoint.RootHash),
			Detail: "the root of the proof is not the root in the checkpoint",
		})
		return
	}
	if !e.entry.IsV2() && checkpoint.Size != proof.TreeSize {
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointRootMismatch,
			Want:   strconv.FormatInt(proof.TreeSize, 10),
			Got:    strconv.FormatInt(checkpoint.Size, 10),
			Detail: "the tree sizes of proof and checkpoint differ",
		})
		return
	}
	signed, err := checkpoint.SignedBy(e.options.Root.Logs, e.entry.LogID)
	switch {
	case errors.Is(err, rekor.ErrUnknownLog):
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointUnknownLog,
			Want:   "one of " + knownLogs(e.options.Root.Logs),
			Got:    checkpoint.Origin,
			Detail: err.Error(),
		})
	case err != nil:
		e.checks.Fail(report.CheckLogCheckpoint, required, report.Outcome{
			Reason: report.ReasonCheckpointSignatureInvalid,
			Want:   "a signature by " + logName(log),
			Got:    "one that does not verify",
			Detail: err.Error(),
		})
	default:
		e.checks.Pass(report.CheckLogCheckpoint, required, report.Outcome{
			Got:    checkpoint.Origin,
			Detail: fmt.Sprintf("tree of %d entries, signed by %s", checkpoint.Size, logName(signed)),
		})
	}
}
