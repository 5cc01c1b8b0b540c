package report

// All returns the signatures and then the attestations, in a new slice.
func (r *Report) All() []*Signature {
	return append(append([]*Signature(nil), r.Signatures...), r.Attestations...)
}

// ByID returns the signature or attestation with this ID, or nil.
func (r *Report) ByID(id string) *Signature {
	for _, s := range r.All() {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Deciding returns the signatures and attestations from which the verdict is
// drawn, in the order of the report.
func (r *Report) Deciding() []*Signature {
	var out []*Signature
	for _, s := range r.All() {
		if s.Deciding {
			out = append(out, s)
		}
	}
	return out
}

// OwnAttestations returns the signed attestations of the target itself, of
// whatever predicate type.
func (r *Report) OwnAttestations() []*Signature {
	var out []*Signature
	for _, s := range r.Attestations {
		if s.Subject == r.Target.Digest && s.Format != FormatBareStatement {
			out = append(out, s)
		}
	}
	return out
}

// Primary returns the signature that explains the verdict: the one of the first
// diagnosis where the image is not verified, else of those that decide the one
// with the best verdict, else the first of all; nil where there is none.
func (r *Report) Primary() *Signature {
	if len(r.Diagnoses) > 0 && r.Verdict != VerdictVerified {
		if s := r.ByID(r.Diagnoses[0].Signature); s != nil {
			return s
		}
	}
	for _, v := range []Verdict{VerdictVerified, VerdictUnpinned, VerdictFailed} {
		for _, s := range r.Deciding() {
			if s.Verdict == v {
				return s
			}
		}
	}
	if all := r.All(); len(all) > 0 {
		return all[0]
	}
	return nil
}

// Explanation returns the diagnosis to show with a signature: its own, else the
// first one where that concerns the image as a whole. Without a signature it is
// the first one. It is nil where there is none, where the image is verified, which
// no diagnosis of another signature explains, and while artifacts are on their way.
func (r *Report) Explanation(of *Signature) *Diagnosis {
	for n := range r.Diagnoses {
		if of != nil && r.Diagnoses[n].Signature == of.ID {
			return &r.Diagnoses[n]
		}
	}
	if len(r.Diagnoses) == 0 || r.Verdict == VerdictVerified || r.Partial {
		return nil
	}
	if first := &r.Diagnoses[0]; of == nil || first.Signature == "" {
		return first
	}
	return nil
}

// ExitCode returns the exit code of the process for the report's verdict.
func (r *Report) ExitCode() int { return r.Verdict.ExitCode() }

// ExitCode returns the exit code for a verdict, as the command line promises it:
// 0 verified, or nothing was asked to be verified and nothing is broken; 1
// something could not be read; 10 unsigned; 12 signed, and not acceptably.
func (v Verdict) ExitCode() int {
	switch v {
	case VerdictVerified, VerdictUnpinned, VerdictUnchecked:
		return 0
	case VerdictUnsigned:
		return 10
	case VerdictFailed:
		return 12
	default:
		return 1
	}
}
