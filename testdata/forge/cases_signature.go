package forge

import (
	"encoding/asn1"
	"math/big"
	"strings"
)

// signatureCases vary the bytes of a signature and its text; the log entry
// records the bytes as they are, or as they were.
func signatureCases() []Case {
	type pair struct{ R, S *big.Int }
	ecdsa := func(change func(*pair)) hook {
		return func(sig []byte) []byte {
			var p pair
			if _, err := asn1.Unmarshal(sig, &p); err != nil {
				panic(err)
			}
			change(&p)
			return derOf(p)
		}
	}
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	changes := map[string]hook{
		"trailing":    func(s []byte) []byte { return append(s, 0) },
		"half":        func(s []byte) []byte { return s[:len(s)/2] },
		"empty":       func([]byte) []byte { return []byte{} },
		"long form":   func(s []byte) []byte { return append([]byte{s[0], 0x81}, s[1:]...) },
		"other s":     ecdsa(func(p *pair) { p.S.Sub(order, p.S) }),
		"s and order": ecdsa(func(p *pair) { p.S.Add(order, p.S) }), "zero": ecdsa(func(p *pair) { p.R, p.S = new(big.Int), new(big.Int) }),
		"negative": ecdsa(func(p *pair) { p.R.Neg(p.R) }), "raw": func(s []byte) []byte {
			var p pair
			if _, err := asn1.Unmarshal(s, &p); err != nil {
				panic(err)
			}
			return append(p.R.FillBytes(make([]byte, 32)), p.S.FillBytes(make([]byte, 32))...)
		},
		"leading zero": func(s []byte) []byte {
			out := append([]byte{s[0], s[1] + 1, s[2], s[3] + 1, 0}, s[4:]...)
			return out
		},
	}
	texts := map[string]hook{
		"space":          func(s []byte) []byte { return append(s, ' ') },
		"newline":        func(s []byte) []byte { return append(s, '\n') },
		"newline within": func(s []byte) []byte { return append(s[:8:8], append([]byte("\n"), s[8:]...)...) },
		"crlf within":    func(s []byte) []byte { return append(s[:8:8], append([]byte("\r\n"), s[8:]...)...) },
		"leading space":  func(s []byte) []byte { return append([]byte(" "), s...) },
		"unpadded":       func(s []byte) []byte { return []byte(strings.TrimRight(string(s), "=")) },
		"padded":         func(s []byte) []byte { return append(s, '=') },
		"urlsafe":        func(s []byte) []byte { return []byte(strings.NewReplacer("+", "-", "/", "_").Replace(string(s))) },
		"loose bits":     func(s []byte) []byte { return []byte(looseBits(string(s))) },
		"twice":          func(s []byte) []byte { return append(s, s...) },
		"two":            func(s []byte) []byte { return append(append(s, '\n'), s...) },
		"empty":          func([]byte) []byte { return nil },
		"missing":        func([]byte) []byte { return []byte("\x00") },
		"nul":            func(s []byte) []byte { return append(s, 0) }, "base64 twice": func(s []byte) []byte { return []byte(b64(s)) },
	}
	return everywhere("signature", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		var out []Case
		for _, name := range words(changes) {
			for _, kind := range kindsAt[d.Place] {
				d.SignatureBytes, d.Entries, d.Stamps = changes[name], []Entry{{Kind: kind}}, nil
				if kind == "hashedrekord2" {
					d.Stamps = []Stamp{{}}
				}
				out = append(out, asked("", name+" "+kind, d))
			}
			d.Leaf = Leaf{Name: "long", Long: true}
			d.Entries, d.Stamps = []Entry{{}}, nil
			out = append(out, asked("", name+"-notlog", d, noLog))
			d.Leaf = Leaf{}
		}
		d.SignatureBytes = nil
		for _, name := range words(texts) {
			d.Leaf = Leaf{Name: "long", Long: true}
			d.SignatureText, d.Entries, d.Stamps = texts[name], nil, nil
			if d.Place != Bundle {
				out = append(out, asked("", "text "+name, d))
				d.Entries = []Entry{{}}
				out = append(out, asked("", "text "+name+"-notlog", d, noLog))
			}
		}
		return out
	})
}
