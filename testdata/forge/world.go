package forge

import (
	"crypto/x509"
	"encoding/base64"
	"sync"
	"time"
)

// Times of the world: when its authorities begin and end, and when a signature
// is made. All lie before the tool is run, but for the end.
var (
	began    = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	signedAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ends     = time.Date(2046, 1, 1, 0, 0, 0, 0, time.UTC)
)

// World is everything that signing takes, made of one seed.
type World struct {
	seed string

	Root, Intermediate, Rogue *authority
	RogueRoot                 *authority
	TSARoot, TSA, OtherTSA    *authority
	CT, OtherCT               *Key
	Log, LogV2, OtherLog      *Key
	User, OtherUser           *Key

	mu   sync.Mutex
	keys map[string]*Key
}

// NewWorld makes the world of a seed.
func NewWorld(seed string) *World {
	w := &World{seed: seed, keys: map[string]*Key{}}
	w.Root = w.authority("root", nil, nil)
	w.Intermediate = w.authority("intermediate", w.Root, nil)
	w.RogueRoot = w.authority("rogue root", nil, nil)
	w.Rogue = w.authority("rogue", w.RogueRoot, nil)
	w.TSARoot = w.authority("tsa root", nil, nil)
	w.TSA = w.tsa("tsa", w.TSARoot, nil)
	w.OtherTSA = w.tsa("other tsa", w.authority("other tsa root", nil, nil), nil)
	w.CT, w.OtherCT = w.key("p256", "ct"), w.key("p256", "other ct")
	w.Log, w.LogV2, w.OtherLog = w.key("p256", "log"), w.key("p256", "log v2"), w.key("p256", "other log")
	w.User, w.OtherUser = w.key("p256", "user"), w.key("p256", "other user")
	return w
}

// key makes a key once.
func (w *World) key(kind, name string) *Key {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := kind + " " + name
	if w.keys[id] == nil {
		w.keys[id] = newKey(w.seed, kind, name)
	}
	k := *w.keys[id]
	return &k
}

// Names of the logs, which are the origins of their checkpoints.
const (
	logName   = "rekor.forge.test"
	logV2Name = "rekor2.forge.test"
)

// trustedRoot is the sigstore trusted root of the world (protobuf-specs,
// sigstore_trustroot.proto), as JSON that can be changed.
func (w *World) trustedRoot() []byte {
	valid := map[string]any{"start": began.Format(time.RFC3339)}
	chain := func(certs ...*x509.Certificate) map[string]any {
		var out []any
		for _, c := range certs {
			out = append(out, map[string]any{"rawBytes": b64(c.Raw)})
		}
		return map[string]any{"certificates": out}
	}
	ca := func(uri string, certs ...*x509.Certificate) any {
		last := certs[len(certs)-1]
		return map[string]any{
			"subject": map[string]any{"organization": "forge.test", "commonName": last.Subject.CommonName},
			"uri":     uri, "certChain": chain(certs...), "validFor": valid,
		}
	}
	log := func(name string, key *Key) any {
		return map[string]any{
			"baseUrl": "https://" + name, "hashAlgorithm": "SHA2_256", "logId": map[string]any{"keyId": b64(key.id())},
			"publicKey": map[string]any{"rawBytes": b64(key.der()), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": valid},
		}
	}
	return must(map[string]any{
		"mediaType":              "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
		"tlogs":                  []any{log(logName, w.Log), log(logV2Name, w.LogV2)},
		"certificateAuthorities": []any{ca("https://fulcio.forge.test", w.Intermediate.cert, w.Root.cert)},
		"ctlogs":                 []any{log("ct.forge.test", w.CT)},
		"timestampAuthorities":   []any{ca("https://tsa.forge.test", w.TSA.cert, w.TSARoot.cert)},
	})
}

// Trust is the same as single files, for tools that take no trusted root:
// file name to PEM.
func (w *World) Trust() map[string][]byte {
	return map[string][]byte{
		"fulcio.pem": certPEM(w.Intermediate.cert.Raw, w.Root.cert.Raw), "tsa.pem": certPEM(w.TSA.cert.Raw, w.TSARoot.cert.Raw),
		"rekor.pub": w.Log.PEM(), "ct.pub": w.CT.PEM(),
	}
}

func unb64(text string) []byte {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}
