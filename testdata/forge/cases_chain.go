package forge

import (
	"strings"
)

// chainCases vary what is attached as certificate and chain.
func chainCases() []Case {
	sub := func(w *World) *authority { return w.authority("sub of intermediate", w.Intermediate, nil) }
	subRoot := func(w *World) *authority { return w.authority("sub of root", w.Root, nil) }
	chains := []struct {
		name  string
		by    func(*World) *authority
		rogue bool
		chain func(*World) []byte
	}{
		{"good", nil, false, nil},
		{"none", nil, false, func(*World) []byte { return []byte("\x00") }},
		{"empty", nil, false, func(*World) []byte { return nil }},
		{"root only", nil, false, func(w *World) []byte { return certPEM(w.Root.cert.Raw) }},
		{"intermediate only", nil, false, func(w *World) []byte { return certPEM(w.Intermediate.cert.Raw) }},
		{"reversed", nil, false, func(w *World) []byte { return certPEM(w.Root.cert.Raw, w.Intermediate.cert.Raw) }},
		{"rogue chain, good leaf", nil, false, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{"rogue leaf, good chain", nil, true, nil},
		{"rogue leaf and chain", nil, true, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{"rogue leaf, mixed chain", nil, true, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.Root.cert.Raw) }},
		{"sub of intermediate", sub, false, func(w *World) []byte {
			return certPEM(sub(w).cert.Raw, w.Intermediate.cert.Raw,
				w.Root.cert.Raw)
		}},
		{"sub of root", subRoot, false, func(w *World) []byte { return certPEM(subRoot(w).cert.Raw, w.Root.cert.Raw) }},
		{"junk", nil, false, func(*World) []byte { return []byte("junk") }},
		{"key in it", nil, false, func(w *World) []byte { return append(certPEM(w.Intermediate.cert.Raw), w.User.PEM()...) }},
		{"text before", nil, false, func(w *World) []byte {
			return append([]byte("text\n"), certPEM(w.Intermediate.cert.Raw, w.Root.cert.Raw)...)
		}},
		{"text after", nil, false, func(w *World) []byte { return append(certPEM(w.Intermediate.cert.Raw, w.Root.cert.Raw), "text\n"...) }},
		{"bad DER", nil, false, func(*World) []byte { return certPEM([]byte("junk")) }},
	}
	return everywhere("chain", []Place{Sig, Att}, func(d Draft) []Case {
		var out []Case
		if d.Keyless {
			for _, row := range chains {
				d.Chain, d.Leaf = row.chain, Leaf{Name: "chain", By: row.by, Rogue: row.rogue}
				for _, kind := range kindsAt[d.Place] {
					d.Entries = []Entry{{Kind: kind}}
					out = append(out, asked("", row.name+" "+kind, d))
				}
			}
		}
		return append(out, attachedCases(d)...)
	})
}

// attachedCases vary the text of the certificate's annotation, and attach one
// beside a key.
func attachedCases(d Draft) []Case {
	var out []Case
	d.Chain, d.Leaf = nil, Leaf{Name: "attached", Long: true}
	texts := map[string]hook{
		"none":        func([]byte) []byte { return []byte("\x00") },
		"empty":       func([]byte) []byte { return nil },
		"text before": func(p []byte) []byte { return append([]byte("text\n"), p...) },
		"text after":  func(p []byte) []byte { return append(p, "text\n"...) },
		"twice":       func(p []byte) []byte { return append(p, p...) },
		"junk":        func([]byte) []byte { return []byte("junk") },
		"no newline":  func(p []byte) []byte { return p[:len(p)-1] },
		"crlf":        func(p []byte) []byte { return []byte(strings.ReplaceAll(string(p), "\n", "\r\n")) },
		"trusted": func(p []byte) []byte {
			return []byte(strings.ReplaceAll(string(p), "CERTIFICATE", "TRUSTED CERTIFICATE"))
		},
		"base64": func(p []byte) []byte { return []byte(b64(p)) },
		"spaces": func(p []byte) []byte { return append([]byte(" "), p...) },
		"half":   func(p []byte) []byte { return p[:len(p)/2] },
	}
	for _, name := range words(texts) {
		d.CertificateText, d.Attach = texts[name], nil
		if !d.Keyless {
			d.Attach = func(w *World, _ *authority) []byte {
				return texts[name](certPEM(w.issue(Leaf{Name: "beside"}).cert.Raw))
			}
		}
		out = append(out, asked("", "certificate "+name, d), asked("", "certificate "+name+"-notlog", d, noLog))
	}
	d.CertificateText = nil
	for _, leaf := range []Leaf{{Name: "other", Long: true}, {Name: "rogue", Long: true, Rogue: true}} {
		name := leaf.Name
		d.Attach = func(w *World, _ *authority) []byte { return certPEM(w.issue(leaf).cert.Raw) }
		out = append(out, asked("", "certificate "+name, d), asked("", "certificate "+name+"-notlog", d, noLog))
	}
	return out
}
