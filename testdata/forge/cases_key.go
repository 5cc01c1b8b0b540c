package forge

import (
	"crypto"
	"strings"
)

// keyCases sign with keys of every kind and every digest.
func keyCases() []Case {
	digests := map[string]crypto.Hash{"sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512}
	var out []Case
	for _, place := range []Place{Sig, Att, Bundle} {
		for _, kind := range []string{"p224", "p256", "p384", "p521", "ed25519", "rsa1024", "rsa2048", "rsa2048 pss"} {
			for _, digest := range words(digests) {
				for _, ask := range append([]string{""}, words(digests)...) {
					for _, log := range []string{"", "-notlog"} {
						if kind == "ed25519" && digest != "sha256" {
							continue
						}
						out = append(out, keyCase(place, kind, digest, digests[digest], ask, log))
					}
				}
			}
		}
	}
	return append(out, keyFileCases()...)
}

func keyCase(place Place, kind, digest string, hash crypto.Hash, ask, log string) Case {
	c := asked("keys-"+string(place), kind+" "+digest+" asked "+ask+log, Draft{Place: place})
	family, pss := strings.CutSuffix(kind, " pss")
	key := func(w *World) *Key {
		k := w.key(family, "signer")
		if k.Hash != 0 {
			k.Hash = hash
		}
		k.PSS = pss
		return k
	}
	c.keyed = key
	c.files = func(w *World) map[string][]byte { return map[string][]byte{"signer.pub": key(w).PEM()} }
	c.Flags = []string{"--key", "{DIR}/signer.pub"}
	if ask != "" {
		c.Flags = append(c.Flags, "--signature-digest-algorithm", ask)
	}
	if log != "" {
		c.Flags = append(c.Flags, noLog)
		c.drafts[0].Entries = []Entry{{}}
	}
	return c
}

// keyFileCases vary the file that a key is named by.
func keyFileCases() []Case {
	texts := map[string]func(*World) []byte{
		"good":        func(w *World) []byte { return w.User.PEM() },
		"text before": func(w *World) []byte { return append([]byte("text\n"), w.User.PEM()...) },
		"text after":  func(w *World) []byte { return append(w.User.PEM(), "text\n"...) },
		"two, second": func(w *World) []byte { return append(w.OtherUser.PEM(), w.User.PEM()...) },
		"two, first":  func(w *World) []byte { return append(w.User.PEM(), w.OtherUser.PEM()...) },
		"DER":         func(w *World) []byte { return w.User.der() },
		"certificate": func(w *World) []byte { return certPEM(w.issue(Leaf{Name: "k", Long: true}).cert.Raw) },
		"empty":       func(*World) []byte { return nil },
		"rsa name": func(w *World) []byte {
			return []byte(strings.ReplaceAll(string(w.User.PEM()), "PUBLIC", "RSA PUBLIC"))
		},
		"no newline": func(w *World) []byte { return w.User.PEM()[:len(w.User.PEM())-1] },
		"crlf":       func(w *World) []byte { return []byte(strings.ReplaceAll(string(w.User.PEM()), "\n", "\r\n")) },
	}
	var out []Case
	for _, place := range []Place{Sig, Bundle} {
		for _, name := range words(texts) {
			c := asked("keyfile-"+string(place), name, Draft{Place: place})
			c.files = func(w *World) map[string][]byte { return map[string][]byte{"user.pub": texts[name](w)} }
			out = append(out, c)
		}
	}
	return out
}

// leafKeyCases issue certificates for keys of every kind, and sign with every
// digest.
func leafKeyCases() []Case {
	digests := map[string]crypto.Hash{"sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512}
	return everywhere("leafkeys", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		if !d.Keyless {
			return nil
		}
		var out []Case
		for _, kind := range []string{"p224", "p256", "p384", "p521", "ed25519", "rsa1024", "rsa2048", "rsa2048 pss"} {
			for _, digest := range words(digests) {
				for _, log := range append([]string{"-notlog"}, kindsAt[d.Place]...) {
					family, pss := strings.CutSuffix(kind, " pss")
					d.Leaf = Leaf{Name: "kind", KeyKind: family, Long: true}
					d.Entries, d.Stamps = []Entry{{Kind: log}}, nil
					flags := []string{}
					switch log {
					case "-notlog":
						d.Entries, flags = []Entry{{}}, []string{noLog}
					case "hashedrekord2":
						d.Stamps = []Stamp{{}}
					}
					c := asked("", kind+" "+digest+" "+log, d, flags...)
					c.keyed = func(w *World) *Key {
						k := w.key(family, "leaf kind")
						if k.Hash != 0 {
							k.Hash = digests[digest]
						}
						k.PSS = pss
						return k
					}
					out = append(out, c)
				}
			}
		}
		return out
	})
}
