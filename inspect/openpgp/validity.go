package openpgp

import (
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// checkValidity wants key and signature to be neither expired nor revoked, and
// says how things stood at the time that the signature claims.
func (e *examination) checkValidity() {
	sig := e.material.signature()
	if e.key == nil || sig == nil {
		e.skip(report.KeyValidity, "the key is not at hand")
		return
	}
	now, made := e.policy.Now, sig.CreationTime
	primary, identity := e.key.Entity.PrimarySelfSignature()
	subkey := e.key.PublicKey != e.key.Entity.PrimaryKey
	if primary == nil || subkey && e.key.SelfSignature == nil {
		e.undecided(report.KeyValidity, "the key has no self-signature that would say how long it is valid")
		return
	}
	claimed := "it says that it was made on " + stamp(made) + ", which nobody vouches for"
	primaryKey := &openpgp.Key{Entity: e.key.Entity, PublicKey: e.key.Entity.PrimaryKey, SelfSignature: primary}
	end := earliest(expiry(primaryKey), expiry(e.key))
	switch {
	case e.key.Entity.Revoked(now) || subkey && e.key.Revoked(now) || identity != nil && identity.Revoked(now):
		e.fail(report.KeyValidity, true, "openpgp-key-revoked", "a key that is not revoked", "revoked "+e.revocation(), claimed)
	case e.key.Entity.PrimaryKey.KeyExpired(primary, now) || subkey && e.key.PublicKey.KeyExpired(e.key.SelfSignature, now):
		got, when := "ended "+stamp(end), "the key was valid then: "
		if end.IsZero() || e.key.PublicKey.CreationTime.After(now) {
			got = "begins " + stamp(e.key.PublicKey.CreationTime)
		}
		if !end.IsZero() && made.After(end) || made.Before(e.key.PublicKey.CreationTime) {
			when = "the key was not valid even then: "
		}
		e.fail(report.KeyValidity, true, "openpgp-key-expired", "a key that is valid now", got, when+claimed)
	case sig.SigExpired(now) || primary.SigExpired(now):
		e.fail(report.KeyValidity, true, "openpgp-signature-expired", "a signature that has not ended", "ended or not begun; made "+stamp(made), claimed)
	case e.unknownNotation() != "":
		e.fail(report.KeyValidity, true, "openpgp-notation-unknown", "notations that are known", e.unknownNotation(), "it is marked critical, and nobody here knows what it means")
	default:
		got := "valid, no end"
		if !end.IsZero() {
			got = "valid until " + stamp(end)
		}
		e.pass(report.KeyValidity, "", got, claimed)
	}
}

// revocation says when the key was revoked, and why.
func (e *examination) revocation() string {
	all := append(append([]*packet.Signature(nil), e.key.Entity.Revocations...), e.key.Revocations...)
	if _, identity := e.key.Entity.PrimarySelfSignature(); identity != nil {
		all = append(all, identity.Revocations...)
	}
	if len(all) == 0 {
		return ""
	}
	r := all[0]
	text := stamp(r.CreationTime)
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
var revocationReasons = map[packet.ReasonForRevocation]string{packet.NoReason: "no reason given", packet.KeySuperseded: "superseded by another key",
	packet.KeyCompromised: "the key was compromised", packet.KeyRetired: "no longer used", 32: "the user ID is no longer valid"}

func (e *examination) unknownNotation() string {
	for _, sig := range []*packet.Signature{e.material.signature(), e.key.SelfSignature} {
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
