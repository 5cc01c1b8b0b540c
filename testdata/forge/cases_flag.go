package forge

import (
	"crypto"
	"crypto/x509"
	"slices"
	"strings"
	"time"
)

// flagCases ask with --certificate and --certificate-chain, with both at once,
// and with other flags than the signature was made for.
func flagCases() []Case {
	out := everywhere("certflag", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		if !d.Keyless {
			return nil
		}
		return certificateFlagCases(d)
	})
	return append(out, everywhere("flags", []Place{Sig, Att, Bundle, AttBundle}, questionCases)...)
}

// certificateFlagCases name a certificate or a chain in a file.
func certificateFlagCases(d Draft) []Case {
	certs := []Leaf{
		{Name: "short"}, {Name: "long", Long: true}, {Name: "rogue", Long: true, Rogue: true},
		{Name: "wrong id", Long: true, Change: func(c *x509.Certificate) { c.EmailAddresses = []string{"eve@forge.test"} }},
		{Name: "no sct", Long: true, SCTs: func(*World, *sctInput) [][]byte { return nil }},
	}
	chains := []struct {
		name string
		pem  func(*World) []byte
	}{
		{"", nil}, {" chain", func(w *World) []byte { return certPEM(w.Intermediate.cert.Raw, w.Root.cert.Raw) }},
		{" root", func(w *World) []byte { return certPEM(w.Root.cert.Raw) }}, {" rogue", func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{" intermediate", func(w *World) []byte { return certPEM(w.Intermediate.cert.Raw) }},
		{" reversed", func(w *World) []byte { return certPEM(w.Root.cert.Raw, w.Intermediate.cert.Raw) }},
	}
	questions := []struct {
		name  string
		flags []string
	}{{"", nil}, {"-id", askIdentity}, {"-id-notlog", append(askIdentity[:4:4], noLog)}, {"-notlog", []string{noLog}}, {"-id-nosct", append(askIdentity[:4:4], noSCT)}}
	var out []Case
	for _, leaf := range certs {
		for _, chain := range chains {
			for _, question := range questions {
				for _, attached := range []string{"attached", "bare", "other attached", "by file's key"} {
					if d.Place == Bundle && attached != "attached" {
						continue
					}
					d.Leaf, d.CertificateText, d.Attach = leaf, nil, nil
					switch attached {
					case "bare":
						d.CertificateText = func([]byte) []byte { return []byte("\x00") }
					case "other attached":
						d.Attach = func(w *World, _ *authority) []byte { return certPEM(w.issue(Leaf{Name: "other", Long: true}).cert.Raw) }
					case "by file's key":
						d.Leaf = Leaf{Name: "other", Long: true}
					}
					c := asked("", leaf.Name+chain.name+question.name+" "+attached, d)
					c.Flags = append([]string{"--certificate", "{DIR}/cert.pem"}, question.flags...)
					if chain.pem != nil {
						c.Flags = append(c.Flags, "--certificate-chain", "{DIR}/chain.pem")
					}
					c.files = func(w *World) map[string][]byte {
						files := map[string][]byte{"cert.pem": certPEM(w.issue(leaf).cert.Raw)}
						if chain.pem != nil {
							files["chain.pem"] = chain.pem(w)
						}
						return files
					}
					out = append(out, c)
				}
			}
		}
	}
	return append(out, chainFlagCases(d, chains[1:4:4])...)
}

// chainFlagCases name a chain without a certificate.
func chainFlagCases(d Draft, chains []struct {
	name string
	pem  func(*World) []byte
},
) []Case {
	var out []Case
	d.CertificateText, d.Attach = nil, nil
	for _, leaf := range []Leaf{{Name: "short"}, {Name: "rogue", Rogue: true}} {
		for _, chain := range chains {
			d.Leaf = leaf
			c := asked("", "only"+chain.name+" for "+leaf.Name, d, "--certificate-chain", "{DIR}/chain.pem")
			c.files = func(w *World) map[string][]byte { return map[string][]byte{"chain.pem": chain.pem(w)} }
			out = append(out, c)
		}
	}
	return out
}

// questionCases ask a good signature everything that it may be asked.
func questionCases(d Draft) []Case {
	var out []Case
	add := func(what string, flags ...string) {
		c := asked("", what, d)
		c.Flags = flags
		out = append(out, c)
	}
	good := askKey
	if d.Keyless {
		good = askIdentity
	}
	switches := []string{noLog, noSCT, stamps, "--allow-certificate-chain"}
	for bits := range 1 << len(switches) {
		var flags []string
		for i, name := range switches {
			if bits>>i&1 == 1 {
				flags = append(flags, name)
			}
		}
		for _, variant := range []struct {
			name string
			set  func(*Draft)
		}{
			{"logged", func(d *Draft) {}}, {"not logged", func(d *Draft) { d.Entries = []Entry{{}} }},
			{"stamped", func(d *Draft) { d.Stamps = []Stamp{{}} }}, {"stamped, not logged", func(d *Draft) { d.Stamps, d.Entries = []Stamp{{}}, []Entry{{}} }},
			{"chain in it", func(d *Draft) { d.ChainInBundle = true }}, {"no sct", func(d *Draft) { d.Leaf = Leaf{Name: "nosct", SCTs: func(*World, *sctInput) [][]byte { return nil }} }},
		} {
			c := asked("", variant.name+" "+strings.Join(flags, " "), d)
			c.Flags = slices.Concat(good, flags)
			out = append(out, c.with(c.What, variant.set))
		}
	}
	add("nothing")
	add("the other way", map[bool][]string{true: askKey, false: askIdentity}[d.Keyless]...)
	add("key and identity", slices.Concat(askKey, askIdentity)...)
	add("other key", "--key", "{DIR}/other.pub")
	for i := range out {
		if slices.Contains(out[i].Flags, "{DIR}/other.pub") {
			out[i].files = func(w *World) map[string][]byte { return map[string][]byte{"other.pub": w.OtherUser.PEM()} }
		}
	}
	return out
}

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
		"good": func(w *World) []byte { return w.User.PEM() }, "text before": func(w *World) []byte { return append([]byte("text\n"), w.User.PEM()...) },
		"text after": func(w *World) []byte { return append(w.User.PEM(), "text\n"...) }, "two, second": func(w *World) []byte { return append(w.OtherUser.PEM(), w.User.PEM()...) },
		"two, first": func(w *World) []byte { return append(w.User.PEM(), w.OtherUser.PEM()...) }, "DER": func(w *World) []byte { return w.User.der() },
		"certificate": func(w *World) []byte { return certPEM(w.issue(Leaf{Name: "k", Long: true}).cert.Raw) }, "empty": func(*World) []byte { return nil },
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

// stampCases vary RFC 3161 timestamps where the certificate's validity hangs on
// them, and where it does not.
func stampCases() []Case {
	tsa := func(name string, change func(*x509.Certificate)) func(*World) *authority {
		return func(w *World) *authority { return w.tsa("tsa "+name, w.TSARoot, change) }
	}
	rows := []struct {
		name   string
		stamps []Stamp
	}{
		{"good", []Stamp{{}}}, {"sha1", []Stamp{{Hash: crypto.SHA1}}}, {"sha512", []Stamp{{Hash: crypto.SHA512}}}, {"other bytes", []Stamp{{Other: true}}},
		{"other tsa", []Stamp{{OtherTSA: true}}}, {"no certificate", []Stamp{{NoCertificate: true}}}, {"bad signature", []Stamp{{BadSignature: true}}},
		{"no ess", []Stamp{{NoESS: true}}}, {"wrong ess", []Stamp{{WrongESS: true}}}, {"status 1", []Stamp{{Status: 1}}}, {"status 2", []Stamp{{Status: 2}}}, {"status 5", []Stamp{{Status: 5}}},
		{"trailing", []Stamp{{Trail: []byte{0}}}}, {"short imprint", []Stamp{{Imprint: []byte{1, 2}}}}, {"empty imprint", []Stamp{{Imprint: []byte{}}}}, {"junk", []Stamp{{Junk: true}}},
		{"by another of the root", []Stamp{{By: tsa("sibling", nil)}}}, {"by the ca", []Stamp{{By: func(w *World) *authority { return w.Intermediate }}}},
		{"sibling without certificate", []Stamp{{By: tsa("sibling", nil), NoCertificate: true}}},
		{"expired tsa", []Stamp{{By: tsa("expired", func(c *x509.Certificate) { c.NotAfter = signedAt.Add(-time.Hour) })}}},
		{"late", []Stamp{{After: time.Hour}}}, {"early", []Stamp{{After: -time.Hour}}}, {"before the tsa", []Stamp{{After: -100 * 24 * time.Hour}}},
		{"good and late", []Stamp{{}, {After: time.Hour}}}, {"late and good", []Stamp{{After: time.Hour}, {}}}, {"bad and good", []Stamp{{BadSignature: true}, {}}}, {"good and bad", []Stamp{{}, {BadSignature: true}}},
		{"fraction", []Stamp{{After: 9*time.Minute + 500*time.Millisecond}}},
	}
	return everywhere("stamps", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		var out []Case
		for _, row := range rows {
			for _, question := range questionRows {
				for _, over := range []string{"", "sig", "payload"} {
					if over != "" && (d.Place != Att || row.name != "good" && row.name != "late") {
						continue
					}
					d.Stamps, d.StampOver, d.Entries = row.stamps, over, nil
					if strings.Contains(question.name, "notlog") {
						d.Entries = []Entry{{}}
					}
					out = append(out, asked("", row.name+question.name+" over "+over, d, question.flags...))
				}
			}
		}
		return out
	})
}
