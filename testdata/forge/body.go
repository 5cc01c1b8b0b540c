package forge

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// signedParts is what a log entry can be about.
type signedParts struct {
	payload   []byte // what was signed over: claims, or the envelope's payload
	envelope  []byte // the envelope, where there is one
	signature []byte
	// verifier is PEM of the key or the certificate; rawVerifier the DER.
	verifier, rawVerifier []byte
	isCert                bool
}

func sha(data []byte) map[string]any {
	sum := sha256.Sum256(data)
	return map[string]any{"algorithm": "sha256", "value": hex.EncodeToString(sum[:])}
}

// body makes the body of a log entry, in the order of its canonical form.
func (p signedParts) body(kind string) []byte {
	of := p.payload
	if p.envelope != nil {
		of = p.envelope
	}
	format := ""
	if k, f, ok := strings.Cut(kind, ":"); ok {
		kind, format = k, f
	}
	entry := func(kind, version string, spec map[string]any) []byte {
		return must(map[string]any{"apiVersion": version, "kind": kind, "spec": spec})
	}
	key := map[string]any{"content": b64(p.verifier)}
	switch kind {
	case "hashedrekord":
		data := map[string]any{"hash": sha(of)}
		if p.envelope != nil {
			data = map[string]any{"hash": sha(pae(p.payload))}
		}
		return entry(kind, "0.0.1", map[string]any{"data": data,
			"signature": map[string]any{"content": b64(p.signature), "publicKey": key}})
	case "rekord":
		if format == "" {
			format = "x509"
		}
		return entry(kind, "0.0.1", map[string]any{
			"data": map[string]any{"hash": sha(of)}, "signature": map[string]any{"content": b64(p.signature), "format": format,
				"publicKey": key},
		})
	case "intoto1":
		return entry("intoto", "0.0.1", map[string]any{
			"content": map[string]any{"hash": sha(of), "payloadHash": sha(p.payload)}, "publicKey": b64(p.verifier),
		})
	case "intoto2":
		// Signature and key stand there in base64 of base64, as Rekor writes them.
		return entry("intoto", "0.0.2", map[string]any{"content": map[string]any{
			"envelope": map[string]any{"payloadType": inToto, "signatures": []any{map[string]any{
				"publicKey": b64(p.verifier), "sig": b64([]byte(b64(p.signature))),
			}}},
			"hash": sha(of), "payloadHash": sha(p.payload),
		}})
	case "dsse":
		return entry(kind, "0.0.1", map[string]any{
			"envelopeHash": sha(of), "payloadHash": sha(p.payload),
			"signatures": []any{map[string]any{"signature": b64(p.signature), "verifier": b64(p.verifier)}},
		})
	case "hashedrekord2":
		digest := sha256.Sum256(p.payload)
		if p.envelope != nil {
			digest = sha256.Sum256(pae(p.payload))
		}
		return entry("hashedrekord", "0.0.2", map[string]any{"hashedRekordV002": map[string]any{
			"data": map[string]any{"algorithm": "SHA2_256", "digest": b64(digest[:])}, "signature": p.signatureV2(),
		}})
	case "dsse2":
		digest := sha256.Sum256(p.payload)
		return entry("dsse", "0.0.2", map[string]any{"dsseV002": map[string]any{
			"payloadHash": map[string]any{"algorithm": "SHA2_256", "digest": b64(digest[:])}, "signatures": []any{p.signatureV2()},
		}})
	case "cose":
		return entry(kind, "0.0.1", map[string]any{"data": map[string]any{"envelopeHash": sha(of), "payloadHash": sha(p.payload)},
			"publicKey": b64(p.verifier)})
	case "tuf":
		return entry(kind, "0.0.1", map[string]any{"metadata": map[string]any{"hash": sha(of)}, "root": key})
	}
	return entry(kind, "0.0.1", map[string]any{"data": map[string]any{"hash": sha(of)},
		"signature": map[string]any{"content": b64(p.signature), "publicKey": key}})
}

func (p signedParts) signatureV2() map[string]any {
	verifier := map[string]any{"keyDetails": "PKIX_ECDSA_P256_SHA_256", "publicKey": map[string]any{"rawBytes": b64(p.rawVerifier)}}
	if p.isCert {
		verifier = map[string]any{"keyDetails": "PKIX_ECDSA_P256_SHA_256",
			"x509Certificate": map[string]any{"rawBytes": b64(p.rawVerifier)}}
	}
	return map[string]any{"content": b64(p.signature), "verifier": verifier}
}
