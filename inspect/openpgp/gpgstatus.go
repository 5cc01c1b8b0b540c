package openpgp

import (
	"crypto"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// GPGStatus is what gpg has against a signature, where it is sure which one
// thing that is (GnuPG, doc/DETAILS: ERRSIG, BADSIG and the like).
type GPGStatus int

// The statuses. GPGUnknown also stands for a signature that gpg accepts or of
// which it has several things to say.
const (
	GPGUnknown GPGStatus = iota
	GPGNoKey
	GPGBadSignature
	GPGWrongKeyUse
	GPGHashRefused
	GPGOlderThanKey
	GPGKeyExpired
	GPGKeyRevoked
	GPGSignatureExpired
)

// against notes that gpg has this against the signature.
func (e *verification) against(s GPGStatus) { e.gpg = append(e.gpg, s) }

// gpgStatus is the one thing that gpg has against the signature. A message that
// is not one signature over one content is read in too many ways to tell.
func (e *verification) gpgStatus() GPGStatus {
	if len(e.gpg) != 1 || e.message.flawed() || len(e.message.signatures) != 1 {
		return GPGUnknown
	}
	return e.gpg[0]
}

// valueFits reports whether the signature fits the content where the first
// bytes of the hash that it names are left aside, as gpg leaves them.
func (e *verification) valueFits(sig *packet.Signature) bool {
	if old := e.message.v3; old != nil {
		return old.verifyValue(e.key.PublicKey, old.sum(e.message.Payload)) == nil
	}
	named := *sig
	hash, err := named.PrepareVerify()
	if err != nil {
		return false
	}
	hash.Write(e.message.Payload)
	again, err := named.PrepareVerify()
	if err != nil {
		return false
	}
	again.Write(e.message.Payload)
	again.Write(named.HashSuffix)
	named.HashTag = [2]byte(again.Sum(nil))
	return e.key.PublicKey.VerifySignature(hash, &named) == nil
}

// broken reports whether gpg, like every reader here, refuses a hash.
func broken(h crypto.Hash) bool { return h == crypto.MD5 }
