package forge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// manifestCases change how signatures are attached, with several of them.
func manifestCases() []Case {
	var out []Case
	bad := func(d Draft) Draft {
		d.SignatureBytes = func(s []byte) []byte { return append(s[:len(s)-1:len(s)-1], s[len(s)-1]^1) }
		return d
	}
	other := func(d Draft) Draft {
		d.Subject = "sha256:" + strings.Repeat("0", 64)
		return d
	}
	for _, place := range []Place{Sig, Att, Bundle, AttBundle} {
		good := Draft{Place: place, Entries: []Entry{{}}}
		rows := map[string][]Draft{
			"none": {}, "good": {good}, "good and good": {good, good}, "good and bad": {good, bad(good)}, "bad and good": {bad(good), good}, "good and other": {good, other(good)}, "other and good": {other(good), good},
			"bad": {bad(good)}, "other": {other(good)},
		}
		for _, name := range words(rows) {
			c := asked("layout-"+string(place), name, good, noLog)
			c.drafts = rows[name]
			out = append(out, c)
		}
		for i, subset := range []string{"sig+bundle", "att+bundle", "sig+att", "sig+attbundle", "badsig+bundle", "sig+badbundle", "att+badbundle"} {
			_ = i
			var drafts []Draft
			for _, part := range strings.Split(subset, "+") {
				name, isBad := strings.CutPrefix(part, "bad")
				d := Draft{Place: Place(name), Entries: []Entry{{}}}
				if isBad {
					d = bad(d)
				}
				drafts = append(drafts, d)
			}
			c := asked("layout-"+string(place), "asked of "+subset, good, noLog)
			c.drafts = drafts
			out = append(out, c)
		}
		out = append(out, envelopeSignatureCases(place)...)
	}
	return append(out, messageCases()...)
}

// envelopeSignatureCases put several signatures into one envelope.
func envelopeSignatureCases(place Place) []Case {
	if place == Sig {
		return nil
	}
	var out []Case
	good := Draft{Place: place, Entries: []Entry{{}}}
	for _, row := range []struct {
		name  string
		words []string
	}{
		{"good", nil}, {"twice", []string{"itemstwice"}}, {"good and bad", []string{"badlast"}}, {"bad and good", []string{"badfirst"}}, {"good and empty", []string{"objectlast"}}, {"good and null", []string{"nulllast"}},
		{"null and good", []string{"nullfirst"}}, {"none", []string{"empty"}}, {"bad and good and bad", []string{"badfirst", "badlast"}},
	} {
		for _, log := range []bool{false, true} {
			d := good
			change := func(data []byte) []byte {
				for _, word := range row.words {
					data = applied(Change{".signatures", word})(data)
				}
				return data
			}
			d.Envelope = change
			c := asked("multisig-"+string(place), row.name, d, noLog)
			if log {
				d.Entries = nil
				c = asked("multisig-"+string(place), row.name+" logged", d)
			}
			out = append(out, c)
		}
	}
	return out
}

// messageCases are bundles of a message signature over the image's manifest.
func messageCases() []Case {
	return everywhere("message", []Place{Bundle}, func(d Draft) []Case {
		d.MessageSignature = true
		var out []Case
		for _, kind := range []string{"hashedrekord", "hashedrekord2", "dsse", "rekord"} {
			d.Entries, d.Stamps = []Entry{{Kind: kind}}, nil
			if kind == "hashedrekord2" {
				d.Stamps = []Stamp{{}}
			}
			out = append(out, asked("", kind, d))
			c := asked("", kind+" attestation", d)
			c.Type = "custom"
			out = append(out, c)
		}
		d.Payload = func(p []byte) []byte { return append(p, ' ') }
		out = append(out, asked("", "other bytes", d))
		return out
	})
}

// rootCases change the trusted root, for signatures that hang on one part of it.
func rootCases(w *World) []Case {
	stamped := Draft{Place: Bundle, Keyless: true, Entries: []Entry{{}}, Stamps: []Stamp{{}}}
	rows := []struct {
		name string
		c    Case
	}{
		{"sig-keyless", asked("", "", Draft{Place: Sig, Keyless: true})}, {"bundle-keyless", asked("", "", Draft{Place: Bundle, Keyless: true})},
		{"bundle-key", asked("", "", Draft{Place: Bundle})}, {"bundle-stamped", asked("", "", stamped, noLog, stamps)},
		{"att-keyless", asked("", "", Draft{Place: Att, Keyless: true})}, {"bundle-v2", asked("", "", Draft{Place: Bundle, Keyless: true, Entries: []Entry{{Kind: "hashedrekord2"}}, Stamps: []Stamp{{}}})},
	}
	var out []Case
	for _, row := range rows {
		for _, change := range Changes(w.trustedRoot()) {
			c := row.c
			c.Class, c.What, c.root = "root-"+row.name, change.String(), applied(change)
			out = append(out, c)
		}
		for _, set := range rootValues {
			c := row.c
			c.Class, c.What = "rootvalue-"+row.name, set.path+" = "+set.value
			c.root = func(data []byte) []byte {
				n, err := parse(data)
				if err != nil {
					panic(err)
				}
				s, err := find(n, set.path)
				if err != nil {
					panic(err)
				}
				s.set(raw(set.value))
				return n.bytes()
			}
			out = append(out, c)
		}
	}
	return out
}

// rootValues are values that matter to somebody.
var rootValues = func() []struct{ path, value string } {
	var out []struct{ path, value string }
	add := func(path string, values ...string) {
		for _, v := range values {
			out = append(out, struct{ path, value string }{path, v})
		}
	}
	times := []string{
		`{"start":"2026-02-28T00:00:00Z","end":"2026-03-02T00:00:00Z"}`, `{"start":"2026-01-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}`, `{"start":"2026-04-01T00:00:00Z"}`,
		`{"end":"2036-01-01T00:00:00Z"}`, `{}`, `{"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:00:00Z"}`, `{"start":"2026-03-01T12:00:01Z"}`, `{"start":"2026-01-01T00:00:00Z","end":"2026-03-01T11:59:59Z"}`, `{"start":"2026-01-01T00:00:00+01:00"}`,
		`{"start":"0001-01-01T00:00:00Z"}`, `{"start":"1970-01-01T00:00:00Z"}`,
	}
	for _, path := range []string{".tlogs.0.publicKey.validFor", ".tlogs.1.publicKey.validFor", ".ctlogs.0.publicKey.validFor", ".certificateAuthorities.0.validFor", ".timestampAuthorities.0.validFor"} {
		add(path, times...)
	}
	details := []string{`"PKIX_ED25519"`, `"PKIX_RSA_PKCS1V15_2048_SHA256"`, `"PKIX_ECDSA_P384_SHA_384"`, `"PKCS1_RSA_PKCS1V5"`, `"PUBLIC_KEY_DETAILS_UNSPECIFIED"`, `5`, `"PKIX_ECDSA_P256_HMAC_SHA_256"`}
	for _, path := range []string{".tlogs.0.publicKey.keyDetails", ".tlogs.1.publicKey.keyDetails", ".ctlogs.0.publicKey.keyDetails"} {
		add(path, details...)
	}
	for _, path := range []string{".tlogs.0.hashAlgorithm", ".tlogs.1.hashAlgorithm", ".ctlogs.0.hashAlgorithm"} {
		add(path, `"SHA2_512"`, `"HASH_ALGORITHM_UNSPECIFIED"`, `1`, `"SHA2_384"`)
	}
	for _, path := range []string{".tlogs.0.baseUrl", ".tlogs.1.baseUrl"} {
		add(path, `"https://rekor.forge.test/"`, `"rekor2.forge.test"`, `"https://rekor2.forge.test:443/x"`, `"https://REKOR2.forge.test"`, `""`, `"://"`)
	}
	return append(out, struct{ path, value string }{".mediaType", `"application/vnd.dev.sigstore.trustedroot.v0.2+json"`}, struct{ path, value string }{".mediaType", `"application/vnd.dev.sigstore.trustedroot+json;version=0.2"`},
		struct{ path, value string }{".mediaType", `"x"`})
}()

// mixedCases change the payload a log entry is about, with what it records of
// key and signature exchanged.
func mixedCases() []Case {
	return everywhere("mixed", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		var out []Case
		for _, kind := range kindsAt[d.Place] {
			e := Entry{Kind: kind}
			d.Stamps = nil
			if kind == "hashedrekord2" {
				d.Stamps = []Stamp{{}}
			}
			for _, row := range []struct {
				name string
				set  func(*World, *Entry)
			}{
				{"other key", func(w *World, e *Entry) { e.Key = w.OtherUser.PEM() }}, {"user key", func(w *World, e *Entry) { e.Key = w.User.PEM() }},
				{"certificate of the key", func(w *World, e *Entry) { e.Key = certPEM(w.issue(Leaf{Name: "m", Long: true}).cert.Raw) }}, {"key twice", func(w *World, e *Entry) { e.Key = append(w.User.PEM(), w.User.PEM()...) }},
				{"junk key", func(_ *World, e *Entry) { e.Key = []byte("junk") }}, {"no key", func(_ *World, e *Entry) { e.Key = []byte{} }}, {"other signature", func(w *World, e *Entry) { e.Signature = w.OtherUser.message([]byte("x")) }},
				{"no signature", func(_ *World, e *Entry) { e.Signature = []byte{} }},
			} {
				c := asked("", kind+" "+row.name, d)
				c.drafts[0].Entries = []Entry{e}
				c.entry = row.set
				out = append(out, c)
			}
		}
		return out
	})
}

// Pairs makes n cases of two changes: the second one is another case of the
// same class, whose documents are changed after the first has been.
func Pairs(cases []Case, n int, random *rand.Rand) []Case {
	classes := map[string][]Case{}
	for _, c := range cases {
		if len(c.drafts) == 1 && c.change != nil {
			classes[c.Class] = append(classes[c.Class], c)
		}
	}
	names := words(classes)
	if len(names) == 0 {
		return nil
	}
	seen := map[string]bool{}
	var out []Case
	for range 50 * n {
		of := classes[names[random.IntN(len(names))]]
		one, two := of[random.IntN(len(of))], of[random.IntN(len(of))]
		what := fmt.Sprintf("%s & %s", one.What, two.What)
		if one.What == two.What || seen[one.Class+what] || len(out) == n {
			continue
		}
		seen[one.Class+what] = true
		both := slices.Concat(one.change, two.change)
		c := one.with(what, func(d *Draft) {
			one.set(d, func(data []byte) []byte {
				for _, change := range both {
					data = applied(change)(data)
				}
				return data
			})
		})
		out = append(out, c)
	}
	return out
}
