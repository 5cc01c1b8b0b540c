package forge

import (
	"crypto/x509"
	"slices"
	"strings"
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
		{" root", func(w *World) []byte { return certPEM(w.Root.cert.Raw) }},
		{" rogue", func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{" intermediate", func(w *World) []byte { return certPEM(w.Intermediate.cert.Raw) }},
		{" reversed", func(w *World) []byte { return certPEM(w.Root.cert.Raw, w.Intermediate.cert.Raw) }},
	}
	questions := []struct {
		name  string
		flags []string
	}{{"", nil}, {"-id", askIdentity}, {"-id-notlog", append(askIdentity[:4:4], noLog)}, {"-notlog", []string{noLog}},
		{"-id-nosct", append(askIdentity[:4:4], noSCT)}}
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
			{"stamped", func(d *Draft) { d.Stamps = []Stamp{{}} }},
			{"stamped, not logged", func(d *Draft) { d.Stamps, d.Entries = []Stamp{{}}, []Entry{{}} }},
			{"chain in it", func(d *Draft) { d.ChainInBundle = true }},
			{"no sct", func(d *Draft) { d.Leaf = Leaf{Name: "nosct", SCTs: func(*World, *sctInput) [][]byte { return nil }} }},
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
