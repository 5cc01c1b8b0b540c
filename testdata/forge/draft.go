package forge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Media types, annotations and types that cosign writes.
const (
	inToto        = "application/vnd.in-toto+json"
	typeManifest  = "application/vnd.oci.image.manifest.v1+json"
	typeIndex     = "application/vnd.oci.image.index.v1+json"
	typeConfig    = "application/vnd.oci.image.config.v1+json"
	typeEmpty     = "application/vnd.oci.empty.v1+json"
	typeSimple    = "application/vnd.dev.cosign.simplesigning.v1+json"
	typeEnvelope  = "application/vnd.dsse.envelope.v1+json"
	typeBundle    = "application/vnd.dev.sigstore.bundle.v0.3+json"
	predicateSign = "https://sigstore.dev/cosign/sign/v1"
	predicateOwn  = "https://cosign.sigstore.dev/attestation/v1"
)

// Place is where a signature is put, and so its format.
type Place string

// The places: a layer of a .sig tag, of an .att tag, or a bundle as a referrer
// that is asked for by cosign verify, or by cosign verify-attestation.
const (
	Sig       Place = "sig"
	Att       Place = "att"
	Bundle    Place = "bundle"
	AttBundle Place = "attbundle"
)

// Draft is one signature to be made. Every hook takes what the step made and
// returns what goes on in its place; later steps are right for what it returned.
type Draft struct {
	Place   Place
	Keyless bool
	// Key signs, where not the user's key or the leaf's.
	Key  *Key
	Leaf Leaf
	// Attach is the certificate that is attached, where not the leaf's own; with
	// Keyless false one is attached beside the key.
	Attach func(*World, *authority) []byte
	Chain  func(*World) []byte
	// Entries are the log entries; one good one of the usual kind when nil.
	Entries []Entry
	Stamps  []Stamp
	// StampOver picks what is stamped: "" the usual, else sig, payload, env.
	StampOver string
	// ChainInBundle puts a certificate chain there in place of one certificate.
	ChainInBundle bool
	// At attaches it where another format belongs: Sig, Att or, as a referrer, Bundle.
	At Place
	// Child signs the one platform of an image that is an index, in place of the
	// index; AboutChild lets what is signed speak of it all the same.
	Child, AboutChild bool
	// MessageSignature makes a bundle without an envelope, over the manifest.
	MessageSignature bool

	Payload, Envelope, Annotation, BundleJSON, StampJSON hook
	SignatureBytes                                       hook
	// Text hooks change annotations of the layer, Certificate before the log sees it.
	SignatureText, CertificateText hook
	PayloadType, PredicateType     string
	StatementType                  string
	Optional                       map[string]any
	// Layer and Manifest change the layer's descriptor and the manifest; Subject
	// the digest that is signed about.
	Layer    hook
	Manifest hook
	Subject  string
}

type hook func([]byte) []byte

func (h hook) run(data []byte) []byte {
	if h == nil {
		return data
	}
	return h(data)
}

// made is one signature as it is put into a manifest.
type made struct {
	blob        []byte
	mediaType   string
	annotations map[string]string
	predicate   string
	isBundle    bool
	draft       Draft
}

// pae is what a DSSE signature covers (DSSE 1.0).
func pae(payload []byte) []byte { return paeOf(inToto, payload) }

func paeOf(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// sign makes the signature of an image's digest.
func (w *World) sign(d Draft, digest string) made {
	signer := d.Key
	if signer == nil {
		signer = w.User
	}
	parts := signedParts{verifier: signer.PEM(), rawVerifier: signer.der()}
	var leaf *authority
	if d.Keyless {
		leaf = w.issue(d.Leaf)
		if d.Key == nil {
			signer = leaf.key
		}
		parts.verifier, parts.rawVerifier, parts.isCert = certPEM(leaf.cert.Raw), leaf.cert.Raw, true
	}
	if d.Subject != "" {
		digest = d.Subject
	}
	m := made{annotations: map[string]string{}, draft: d, predicate: d.predicateType()}
	switch {
	case d.MessageSignature:
		parts.payload = d.Payload.run(imageManifest())
		parts.signature = d.SignatureBytes.run(signer.message(parts.payload))
	case d.Place == Sig:
		parts.payload = d.Payload.run(claimsOf(digest, d.Optional))
		parts.signature = d.SignatureBytes.run(signer.message(parts.payload))
		m.blob, m.mediaType = parts.payload, typeSimple
		m.annotations["dev.cosignproject.cosign/signature"] = string(d.SignatureText.run([]byte(b64(parts.signature))))
	default:
		d.seal(&parts, signer, digest)
		m.blob, m.mediaType = parts.envelope, typeEnvelope
		m.annotations["dev.cosignproject.cosign/signature"] = ""
		m.annotations["predicateType"] = m.predicate
	}
	if d.Place == Bundle || d.Place == AttBundle {
		m.isBundle, m.mediaType = true, typeBundle
		m.blob = d.BundleJSON.run(splice(must(w.bundle(d, parts, leaf)), parts.envelope))
		return m
	}
	w.annotate(&m, d, parts, leaf)
	return m
}

func (d Draft) predicateType() string {
	switch {
	case d.PredicateType != "":
		return d.PredicateType
	case d.Place == Bundle:
		return predicateSign
	}
	return predicateOwn
}

// claimsOf is a simple signing payload.
func claimsOf(digest string, optional map[string]any) []byte {
	claims := map[string]any{"critical": map[string]any{
		"identity": map[string]any{"docker-reference": "forge.test/image"},
		"image":    map[string]any{"docker-manifest-digest": digest}, "type": "cosign container image signature",
	}, "optional": nil}
	if optional != nil {
		claims["optional"] = optional
	}
	return must(claims)
}

// seal makes the statement and the envelope around it.
func (d Draft) seal(parts *signedParts, signer *Key, digest string) {
	kind, predicate := "https://in-toto.io/Statement/v1", any(map[string]any{})
	if d.Place == Att {
		kind, predicate = "https://in-toto.io/Statement/v0.1", map[string]any{"Data": "x", "Timestamp": "2026-03-01T12:00:00Z"}
	}
	if d.StatementType != "" {
		kind = d.StatementType
	}
	subject := map[string]any{"name": "forge.test/image", "digest": map[string]any{"sha256": digest[len("sha256:"):]}}
	if d.Optional != nil {
		subject["annotations"] = d.Optional
	}
	parts.payload = d.Payload.run(must(map[string]any{
		"_type": kind, "predicateType": d.predicateType(), "subject": []any{subject}, "predicate": predicate,
	}))
	payloadType := inToto
	if d.PayloadType != "" {
		payloadType = d.PayloadType
	}
	parts.signature = d.SignatureBytes.run(signer.message(paeOf(payloadType, parts.payload)))
	signatures := []any{map[string]any{"keyid": "", "sig": b64(parts.signature)}}
	parts.envelope = d.Envelope.run(must(map[string]any{"payloadType": payloadType, "payload": b64(parts.payload),
		"signatures": signatures}))
}

// annotate adds what the tag format keeps beside a signature.
func (w *World) annotate(m *made, d Draft, parts signedParts, leaf *authority) {
	if leaf != nil {
		m.annotations["dev.sigstore.cosign/certificate"] = string(d.CertificateText.run(certPEM(leaf.cert.Raw)))
		m.annotations["dev.sigstore.cosign/chain"] = string(certPEM(w.Intermediate.cert.Raw, w.Root.cert.Raw))
	}
	if d.Attach != nil {
		m.annotations["dev.sigstore.cosign/certificate"] = string(d.Attach(w, leaf))
	}
	if d.Chain != nil {
		m.annotations["dev.sigstore.cosign/chain"] = string(d.Chain(w))
	}
	for _, e := range d.entries() {
		if e.Kind == "" {
			continue
		}
		m.annotations["dev.sigstore.cosign/bundle"] = string(d.Annotation.run(w.enter(e, d, parts).annotation()))
	}
	for _, s := range d.Stamps {
		over := parts.signature
		if (d.Place == Att && d.StampOver == "") || d.StampOver == "env" {
			over = parts.envelope
		}
		if d.StampOver == "payload" {
			over = parts.payload
		}
		m.annotations["dev.sigstore.cosign/rfc3161timestamp"] = string(
			d.StampJSON.run(must(map[string]any{"SignedRFC3161Timestamp": b64(w.stamp(s, over))})))
	}
	for name, text := range m.annotations {
		if text == "\x00" { // A hook that takes its annotation away.
			delete(m.annotations, name)
		}
	}
}

// entries are the entries to be made.
func (d Draft) entries() []Entry {
	if d.Entries != nil {
		return d.Entries
	}
	return []Entry{{Kind: map[Place]string{Sig: "hashedrekord", Att: "dsse", Bundle: "dsse", AttBundle: "dsse"}[d.Place]}}
}

// enter logs an entry about the signature, or about another one.
func (w *World) enter(e Entry, d Draft, parts signedParts) logged {
	if e.Other {
		signer := w.OtherUser
		other := Draft{Place: d.Place, Payload: func(p []byte) []byte { return append(p, ' ') }}
		if d.Place == Sig {
			parts.payload = append(parts.payload[:len(parts.payload):len(parts.payload)], ' ')
			parts.signature = signer.message(parts.payload)
		} else {
			other.seal(&parts, signer, "sha256:"+hex.EncodeToString(make([]byte, sha256.Size)))
		}
	}
	if e.Key != nil {
		parts.verifier = e.Key
	}
	if e.Signature != nil {
		parts.signature = e.Signature
	}
	return w.log(e, parts.body(e.Kind))
}

// bundle is a sigstore bundle v0.3 of the signature.
func (w *World) bundle(d Draft, parts signedParts, leaf *authority) map[string]any {
	material := map[string]any{}
	switch {
	case leaf != nil && d.ChainInBundle:
		material["x509CertificateChain"] = map[string]any{"certificates": []any{
			map[string]any{"rawBytes": b64(leaf.cert.Raw)}, map[string]any{"rawBytes": b64(w.Intermediate.cert.Raw)},
		}}
	case leaf != nil:
		material["certificate"] = map[string]any{"rawBytes": b64(leaf.cert.Raw)}
	default:
		sum := sha256.Sum256(parts.rawVerifier)
		material["publicKey"] = map[string]any{"hint": b64(sum[:])}
	}
	entries := []any{}
	for i, e := range d.entries() {
		if e.Kind == "" {
			continue
		}
		e.Index += int64(i)
		entries = append(entries, w.enter(e, d, parts).bundled())
	}
	if len(entries) > 0 {
		material["tlogEntries"] = entries
	}
	if len(d.Stamps) > 0 {
		var stamps []any
		for _, s := range d.Stamps {
			stamps = append(stamps, map[string]any{"signedTimestamp": b64(w.stamp(s, parts.signature))})
		}
		material["timestampVerificationData"] = map[string]any{"rfc3161Timestamps": stamps}
	}
	out := map[string]any{"mediaType": typeBundle, "verificationMaterial": material}
	if d.MessageSignature {
		digest := sha256.Sum256(parts.payload)
		out["messageSignature"] = map[string]any{
			"signature": b64(parts.signature), "messageDigest": map[string]any{"algorithm": "SHA2_256", "digest": b64(digest[:])},
		}
	} else {
		out["dsseEnvelope"] = spliced
	}
	return out
}
