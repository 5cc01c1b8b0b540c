package containerspolicy

import (
	"errors"
	"fmt"
	"io/fs"

	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/registry/file"
)

// Load returns what a source names, each file whole, as ReadFiles has read it.
// The error is worded as the operating system has it, which is what podman
// prints.
func (k KeySource) Load() ([][]byte, error) {
	out := [][]byte{}
	for _, path := range k.paths() {
		data, err := k.files.get(path)
		switch {
		case err != nil && (errors.Is(err, file.ErrNotRegular) || !errors.As(err, new(*fs.PathError))):
			return nil, ownError{err}
		case err != nil:
			return nil, err
		}
		out = append(out, data)
	}
	if k.Data != nil {
		out = append(out, k.Data)
	}
	return append(out, k.Datas...), nil
}

// Name says where the n-th part of a source comes from.
func (k KeySource) Name(n int) string {
	switch {
	case k.Path != "":
		return k.Path
	case n < len(k.Paths):
		return k.Paths[n]
	}
	return "the policy itself"
}

// keyring reads the OpenPGP keys of a requirement.
func (k KeySource) keyring() (*openpgp.Keyring, error) {
	parts, err := k.Load()
	if err != nil {
		return nil, err
	}
	out := &openpgp.Keyring{}
	var unusable error
	keys := 0
	for n, data := range parts {
		if openpgp.IsKey(data) {
			keys++
		}
		if len(data) == 0 || unusable != nil {
			continue
		}
		one, err := openpgp.ReadKeys(data, k.Name(n))
		if err != nil {
			unusable = err
			continue
		}
		out.Merge(one)
	}
	switch {
	case unusable != nil && keys > 0:
		// gpg may find a key there all the same.
		return nil, ownError{unusable}
	case unusable != nil:
		return nil, noKeyError{unusable}
	case out.Len() == 0:
		return nil, noKeyError{errors.New("it is empty")}
	}
	return out, nil
}

// noKeyError is a source in which there is no OpenPGP key at all.
type noKeyError struct{ error }

// keyMessage is what podman prints of keys that cannot be used.
func keyMessage(err error) string {
	if errors.As(err, new(noKeyError)) {
		return "No public keys imported"
	}
	return printed(err)
}

// signedBy wants an OpenPGP signature by one of the requirement's keys.
func (e *evaluation) signedBy(r Requirement, out *report.PolicyRequirement) {
	if e.readError != "" {
		out.Message, out.Reason = e.printed, "the signatures cannot be read: "+e.readError
		return
	}
	ring, err := r.Keys.keyring()
	for _, s := range e.signatures {
		if s.openpgp == nil {
			// Signatures of other kinds are not counted here, not even to say
			// that there are some.
			continue
		}
		result := report.PolicySignature{Signature: s.id}
		switch {
		case r.KeyType != "GPGKeys":
			result.Message = fmt.Sprintf("Unimplemented %q value %q", "keyType", r.KeyType)
			result.Checks = refused(report.Outcome{
				Reason: report.ReasonRequirementNotImplemented,
				Want:   "keyType GPGKeys",
				Got:    r.KeyType,
				Detail: "no program implements this type of key",
			})
		case err != nil:
			result.Message = keyMessage(err)
			result.Checks = refused(report.Outcome{
				Reason: report.ReasonPolicyKeyUnreadable,
				Want:   r.Keys.describe(),
				Got:    "no usable key",
				Detail: err.Error(),
			})
		default:
			e.verifyOpenPGP(r, ring, s.openpgp, &result)
		}
		out.Signatures = append(out.Signatures, result)
	}
	reason := "nothing in the stores that this policy engine reads is an OpenPGP signature of " + e.image.Digest
	if e.image.Transport != report.TransportDocker {
		reason = "this policy engine reads no signatures of an image on disk"
	}
	conclude(out, "A signature was required, but no signature exists", reason)
}

// refused is the one check of a requirement that no signature can meet.
func refused(o report.Outcome) report.Checklist {
	var out report.Checklist
	out.Fail(report.CheckKeyMatch, report.Required, o)
	return out.UnderPolicy()
}

func (e *evaluation) verifyOpenPGP(r Requirement, ring *openpgp.Keyring, m *openpgp.Material, result *report.PolicySignature) {
	signed, status := openpgp.VerifyAsGPG(m, openpgp.Artifact{Digest: e.image.Digest, Manifest: e.image.Manifest}, openpgp.VerifyOptions{
		Keys: ring, Now: e.now,
		Identity: func(name string) (string, string) { return r.Identity.Accepts(e.image.Name, name) },
	})
	result.Checks = report.Checklist(signed.Checks).UnderPolicy()
	result.Accepted = signed.Verdict == report.VerdictVerified
	if !result.Accepted {
		result.Message = openpgpMessage(m, signed, status)
	}
}
