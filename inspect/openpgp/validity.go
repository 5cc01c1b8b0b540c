package openpgp

import (
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// disputed is what a detail begins with where the builds of podman differ: most
// verify with gpgme, some with Go's own OpenPGP.
const disputed = "depends on podman's OpenPGP library: "

// checkValidity wants key and signature to be neither expired nor revoked, and
// says how things stood at the time that the signature claims.
func (e *verification) checkValidity() {
	sig := e.message.signature()
	if e.key == nil || sig == nil {
		e.checks.Skip(report.CheckKeyValidity, "the key is not available")
		return
	}
	now, made := e.options.Now, sig.CreationTime
	primary, identity := e.key.Entity.PrimarySelfSignature()
	subkey := e.isSubkey()
	if primary == nil || subkey && e.key.SelfSignature == nil {
		e.checks.Undecided(report.CheckKeyValidity, report.Required, "the key has no self-signature, which would say how long it is valid")
		return
	}
	claimed := "it says that it was made on " + formatTime(made) + ", which no trusted source confirms"
	begins := e.key.PublicKey.CreationTime
	e.gpgTimes(sig, primary)
	switch {
	case e.keyRevoked():
		if !e.key.Entity.Revoked(now) && !e.key.Revoked(now) {
			claimed = disputed + "gpgme respects a revocation dated in the future, Go's own library does not until then; " + claimed
		}
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPKeyRevoked,
			Want:   "a key that is not revoked",
			Got:    "revoked " + e.revocation(),
			Detail: claimed,
		})
	case identity != nil && identity.Revoked(now):
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPKeyRevoked,
			Want:   "a key whose user ID is not revoked",
			Got:    "revoked " + e.revocation(),
			Detail: disputed + "gpgme accepts a key whose only user ID is revoked, Go's own library does not; " + claimed,
		})
	case e.key.Entity.PrimaryKey.KeyExpired(primary, now) || subkey && e.key.PublicKey.KeyExpired(e.key.SelfSignature, now):
		e.failExpired(primary, made, claimed)
	case made.Before(begins):
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPSignatureOlderThanKey,
			Want:   "a signature made after its key, which is valid from " + formatTime(begins),
			Got:    "made " + formatTime(made),
			Detail: disputed + "gpgme, which distributions use, refuses a signature that is older than its key, Go's own library " +
				"accepts it; " + claimed,
		})
	case made.After(now):
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPSignatureExpired,
			Want:   "a signature that is already valid",
			Got:    "made " + formatTime(made),
			Detail: disputed + "gpgme accepts a signature dated in the future, Go's own library does not; " + claimed,
		})
	case sig.SigExpired(now):
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPSignatureExpired,
			Want:   "a signature that has not expired",
			Got:    "expired; made " + formatTime(made),
			Detail: claimed,
		})
	case e.selfExpired(primary):
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPSignatureExpired,
			Want:   "a key whose self-signature is valid now",
			Got:    "it has expired or is not valid yet",
			Detail: disputed + "gpgme does not look at when a self-signature expires, Go's own library does; " + claimed,
		})
	case e.unknownNotation() != "":
		e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPNotationUnknown,
			Want:   "notations that are known",
			Got:    e.unknownNotation(),
			Detail: "it is marked critical, and assay does not recognise it",
		})
	default:
		got := "valid, no end"
		if end := e.keyEnd(primary); !end.IsZero() {
			got = "valid until " + formatTime(end)
		}
		e.checks.Pass(report.CheckKeyValidity, report.Required, report.Outcome{Got: got, Detail: claimed})
	}
}

// gpgTimes notes what gpg has against times and revocations.
func (e *verification) gpgTimes(sig, primary *packet.Signature) {
	now, begins := e.options.Now, e.key.PublicKey.CreationTime
	if sig.CreationTime.Before(begins) {
		e.against(GPGOlderThanKey)
	}
	if !sig.CreationTime.After(now) && sig.SigExpired(now) {
		e.against(GPGSignatureExpired)
	}
	if end := e.keyEnd(primary); !end.IsZero() && end.Before(now) {
		e.against(GPGKeyExpired)
	}
	if begins.After(now) || e.key.Entity.PrimaryKey.CreationTime.After(now) {
		// gpg does not take such a key into its ring.
		e.against(GPGUnknown)
	}
	if e.keyRevoked() {
		e.against(GPGKeyRevoked)
	}
}

func (e *verification) isSubkey() bool { return e.key.PublicKey != e.key.Entity.PrimaryKey }

// keyRevoked reports whether the key or the primary key that it belongs to was
// revoked, on whatever day: gpg heeds a revocation from the future too.
func (e *verification) keyRevoked() bool {
	return len(e.key.Entity.Revocations) > 0 || e.isSubkey() && len(e.key.Revocations) > 0
}

// keyEnd is when the key ends, by itself or with its primary key; zero means
// never.
func (e *verification) keyEnd(primary *packet.Signature) time.Time {
	return earliest(expiry(&openpgp.Key{Entity: e.key.Entity, PublicKey: e.key.Entity.PrimaryKey, SelfSignature: primary}), expiry(e.key))
}

// selfExpired reports whether one of the signatures that make the key one has
// ended or not begun.
func (e *verification) selfExpired(primary *packet.Signature) bool {
	all := []*packet.Signature{primary}
	if e.isSubkey() {
		all = append(all, e.key.SelfSignature, e.key.SelfSignature.EmbeddedSignature)
	}
	return slices.ContainsFunc(all, func(s *packet.Signature) bool { return s != nil && s.SigExpired(e.options.Now) })
}

// failExpired says of a key that has ended or not begun when that was, and
// whether it was valid when the signature claims to be made.
func (e *verification) failExpired(primary *packet.Signature, made time.Time, claimed string) {
	begins, end := e.key.PublicKey.CreationTime, e.keyEnd(primary)
	got, when := "expired "+formatTime(end), "the key was valid then: "
	if end.IsZero() || begins.After(e.options.Now) {
		got = "valid from " + formatTime(begins)
	}
	if !end.IsZero() && made.After(end) || made.Before(begins) {
		when = "the key was not valid even then: "
	}
	e.checks.Fail(report.CheckKeyValidity, report.Required, report.Outcome{
		Reason: report.ReasonOpenPGPKeyExpired,
		Want:   "a key that is valid now",
		Got:    got,
		Detail: when + claimed,
	})
}

// revocation says when the key was revoked, and why.
func (e *verification) revocation() string {
	all := append(append([]*packet.Signature(nil), e.key.Entity.Revocations...), e.key.Revocations...)
	if _, identity := e.key.Entity.PrimarySelfSignature(); identity != nil {
		all = append(all, identity.Revocations...)
	}
	if len(all) == 0 {
		return ""
	}
	r := all[0]
	text := formatTime(r.CreationTime)
	if r.RevocationReason != nil {
		text += ", " + revocationReasons[*r.RevocationReason]
	}
	if r.RevocationReasonText != "" {
		text += ": " + r.RevocationReasonText
	}
	return text
}

// revocationReasons names the reasons for which a key is revoked (RFC 9580,
// section 5.2.3.31).
var revocationReasons = map[packet.ReasonForRevocation]string{packet.NoReason: "no reason given",
	packet.KeySuperseded:  "superseded by another key",
	packet.KeyCompromised: "the key was compromised", packet.KeyRetired: "no longer used", 32: "the user ID is no longer valid"}

func (e *verification) unknownNotation() string {
	for _, sig := range []*packet.Signature{e.message.signature(), e.key.SelfSignature} {
		if sig == nil {
			continue
		}
		for _, n := range sig.Notations {
			if n.IsCritical {
				return n.Name
			}
		}
	}
	return ""
}

// earliest returns the earlier of two times of which zero means never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
