package forge

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// leafRow is a certificate that differs from a good one, and what is asked.
type leafRow struct {
	name  string
	leaf  Leaf
	flags []string // in place of the usual question
}

func identity(name string) []string {
	return []string{"--certificate-identity", name, "--certificate-oidc-issuer", Issuer}
}

func identityRegexp(expression string) []string {
	return []string{"--certificate-identity-regexp", expression, "--certificate-oidc-issuer", Issuer}
}

func issuer(name string) []string {
	return []string{"--certificate-identity", Identity, "--certificate-oidc-issuer", name}
}

func template(change func(*x509.Certificate)) Leaf { return Leaf{Change: change} }

func extensions(list ...pkix.Extension) Leaf { return Leaf{Extensions: list} }

// certificateCases vary the signer's certificate.
func certificateCases() []Case {
	rows := slices.Concat(nameRows(), issuerRows(), workflowRows(), formRows(), sctRows())
	return everywhere("certs", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		if !d.Keyless {
			return nil
		}
		var out []Case
		for _, row := range rows {
			d.Leaf = row.leaf
			d.Leaf.Name = row.name
			c := asked("", row.name, d)
			if row.flags != nil {
				c.Flags = row.flags
			}
			out = append(out, c)
			if strings.HasPrefix(row.name, "sct ") {
				c = asked("", row.name+"-nosct", d, noSCT)
				out = append(out, c)
			}
		}
		return out
	})
}

// san is a subject alternative name extension of raw general names.
func san(critical bool, names ...asn1.RawValue) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.EmailAddresses = nil
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oidSAN, Critical: critical, Value: derOf(names)})
	}
}

func general(tag int, text string) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, Bytes: []byte(text)}
}

// otherName is a general name of a type; Fulcio's is for user names.
func otherName(oid asn1.ObjectIdentifier, text string) asn1.RawValue {
	value := derOf(tagged(0, utf8String(text)))
	return asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: append(derOf(oid), value...)}
}

var fulcioUser = append(oidIssuerV1[:8:8], 7)

func nameRows() []leafRow {
	names := func(change func(*x509.Certificate)) Leaf {
		return template(func(c *x509.Certificate) {
			c.EmailAddresses = nil
			change(c)
		})
	}
	link := func(text string) Leaf {
		return names(func(c *x509.Certificate) { c.URIs = []*url.URL{mustURL(text)} })
	}
	two := names(func(c *x509.Certificate) { c.EmailAddresses = []string{"eve@forge.test", Identity} })
	return []leafRow{
		{"good", Leaf{}, nil}, {"no name", names(func(*x509.Certificate) {}), nil}, {"two emails, second asked", two, nil},
		{"two emails, both by expression", two, identityRegexp("eve.*alice")}, {"case of the domain", Leaf{}, identity("alice@FORGE.test")},
		{"case of the user", Leaf{}, identity("Alice@forge.test")}, {"prefix", Leaf{}, identity("alice@forge")}, {"longer", Leaf{}, identity(Identity + ".evil")},
		{"space", Leaf{}, identity(Identity + " ")}, {"expression", Leaf{}, identityRegexp("alice")}, {"expression anchored", Leaf{}, identityRegexp("^alice@forge\\.test$")},
		{"expression none", Leaf{}, identityRegexp("^eve")}, {"expression empty match", Leaf{}, identityRegexp(".*")}, {"expression bad", Leaf{}, identityRegexp("(")},
		{"expression wins over nothing", names(func(*x509.Certificate) {}), identityRegexp(".*")}, {"expression empty and no name", names(func(*x509.Certificate) {}), identityRegexp("^$")},
		{"expression multiline", Leaf{}, identityRegexp("(?m)^alice@forge.test$")}, {"expression case", Leaf{}, identityRegexp("(?i)ALICE")},
		{"uri", link("https://forge.test/a"), identity("https://forge.test/a")}, {"uri slash", link("https://forge.test/a"), identity("https://forge.test/a/")},
		{"uri case", link("https://forge.test/a"), identity("HTTPS://forge.test/a")}, {"uri host case", link("https://FORGE.test/a"), identity("https://FORGE.test/a")},
		{"uri upper scheme in it", template(san(false, general(6, "HTTPS://forge.test/a"))), identity("https://forge.test/a")},
		{"uri upper scheme asked", template(san(false, general(6, "HTTPS://forge.test/a"))), identity("HTTPS://forge.test/a")},
		{"uri escaped", template(san(false, general(6, "https://forge.test/%61"))), identity("https://forge.test/a")},
		{"uri escaped asked", template(san(false, general(6, "https://forge.test/%61"))), identity("https://forge.test/%61")},
		{"uri space", template(san(false, general(6, "https://forge.test/a b"))), identity("https://forge.test/a b")},
		{"uri fragment", link("https://forge.test/a#b"), identity("https://forge.test/a#b")}, {"uri empty fragment", template(san(false, general(6, "https://forge.test/a#"))), identity("https://forge.test/a#")},
		{"uri empty fragment, asked without", template(san(false, general(6, "https://forge.test/a#"))), identity("https://forge.test/a")},
		{"uri empty query", template(san(false, general(6, "https://forge.test/a?"))), identity("https://forge.test/a?")},
		{"dns", names(func(c *x509.Certificate) { c.DNSNames = []string{"forge.test"} }), identity("forge.test")},
		{"dns case", names(func(c *x509.Certificate) { c.DNSNames = []string{"FORGE.test"} }), identity("forge.test")},
		{"ip", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{{192, 0, 2, 1}} }), identity("192.0.2.1")},
		{"ip6", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("2001:db8::1")} }), identity("2001:db8::1")},
		{"ip6 long", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("2001:db8::1")} }), identity("2001:db8:0:0:0:0:0:1")},
		{"ip4 in 6", template(san(false, general(7, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xc0\x00\x02\x01"))), identity("192.0.2.1")},
		{"user name", template(san(true, otherName(fulcioUser, Identity))), nil}, {"user name, not critical", template(san(false, otherName(fulcioUser, Identity))), nil},
		{"foreign other name", template(san(true, otherName(asn1.ObjectIdentifier{1, 2, 3}, Identity))), nil},
		{"two user names, first", template(san(true, otherName(fulcioUser, Identity), otherName(fulcioUser, "eve"))), nil},
		{"two user names, second", template(san(true, otherName(fulcioUser, "eve"), otherName(fulcioUser, Identity))), nil},
		{"user name and email, user", template(san(true, otherName(fulcioUser, Identity), general(1, "eve@forge.test"))), nil},
		{"user name and email, email", template(san(true, otherName(fulcioUser, "eve"), general(1, Identity))), nil},
		{"foreign other name and email", template(san(true, otherName(asn1.ObjectIdentifier{1, 2, 3}, "eve"), general(1, Identity))), nil},
		{"registered id", template(san(false, asn1.RawValue{Class: 2, Tag: 8, Bytes: []byte{42, 3}})), identityRegexp("1.2.3")},
		{"directory name", template(san(false, tagged(4, derOf(pkix.Name{CommonName: Identity}.ToRDNSequence())))), identityRegexp("alice")},
		{"email with nul", template(san(false, general(1, Identity+"\x00.evil"))), nil}, {"email not ascii", template(san(false, general(1, "älice@forge.test"))), identity("älice@forge.test")},
		{"email empty", template(san(false, general(1, ""))), identityRegexp("^$")}, {"subject only", names(func(c *x509.Certificate) { c.Subject.CommonName = Identity }), nil},
		{"san twice", template(func(c *x509.Certificate) {
			san(false, general(1, Identity))(c)
			san(false, general(1, "eve@forge.test"))(c)
		}), nil},
	}
}

func issuerRows() []leafRow {
	v1, v2 := func(s string) pkix.Extension { return extension(oidIssuerV1, []byte(s)) }, func(s string) pkix.Extension { return extension(oidIssuerV2, utf8String(s)) }
	as := func(tag int, s string) pkix.Extension {
		return extension(oidIssuerV2, derOf(asn1.RawValue{Tag: tag, Bytes: []byte(s)}))
	}
	critical := v2(Issuer)
	critical.Critical = true
	return []leafRow{
		{"issuer v1", extensions(v1(Issuer)), nil}, {"issuer v2", extensions(v2(Issuer)), nil}, {"issuer none", extensions(), nil},
		{"issuer v1 evil v2 good", extensions(v1("https://evil.test"), v2(Issuer)), nil}, {"issuer v1 good v2 evil", extensions(v1(Issuer), v2("https://evil.test")), nil},
		{"issuer v2 first", extensions(v2(Issuer), v1("https://evil.test")), nil}, {"issuer v1 in DER", extensions(extension(oidIssuerV1, utf8String(Issuer))), nil},
		{"issuer v2 raw", extensions(extension(oidIssuerV2, []byte(Issuer))), nil}, {"issuer v2 printable", extensions(as(19, Issuer)), nil},
		{"issuer v2 ia5", extensions(as(22, Issuer)), nil}, {"issuer v2 octets", extensions(as(4, Issuer)), nil}, {"issuer v2 bmp", extensions(as(30, "\x00h\x00t")), nil},
		{"issuer v2 trailing", extensions(extension(oidIssuerV2, append(utf8String(Issuer), 0))), nil}, {"issuer v2 empty", extensions(v2("")), nil},
		{"issuer v2 empty v1 good", extensions(v1(Issuer), v2("")), nil}, {"issuer v2 raw v1 good", extensions(v1(Issuer), extension(oidIssuerV2, []byte("x"))), nil},
		{"issuer v2 twice", extensions(v2(Issuer), v2("https://evil.test")), nil}, {"issuer v1 twice", extensions(v1(Issuer), v1("https://evil.test")), nil},
		{"issuer v2 critical", extensions(v1(Issuer), critical), nil}, {"issuer v2 not utf8", extensions(as(12, Issuer+"\xff")), nil},
		{"issuer slash", Leaf{}, issuer(Issuer + "/")}, {"issuer case", Leaf{}, issuer("https://ISSUER.forge.test")}, {"issuer http", Leaf{}, issuer("http://issuer.forge.test")},
		{"issuer evil", extensions(v1("https://evil.test"), v2("https://evil.test")), nil},
		{"issuer expression", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", "issuer"}},
		{"issuer expression anchored", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", "^issuer"}},
		{"issuer expression of none", extensions(), []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", ".*"}},
		{"issuer expression of empty", extensions(), []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", "^$"}},
		{"issuer both", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer", Issuer, "--certificate-oidc-issuer-regexp", "evil"}},
		{"issuer both other way", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer", "https://evil.test", "--certificate-oidc-issuer-regexp", "issuer"}},
		{"identity both", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-identity-regexp", "eve", "--certificate-oidc-issuer", Issuer}},
		{"no issuer asked", Leaf{}, []string{"--certificate-identity", Identity}}, {"no identity asked", Leaf{}, []string{"--certificate-oidc-issuer", Issuer}},
	}
}

func workflowRows() []leafRow {
	var rows []leafRow
	claims := []struct {
		flag    string
		old, v2 int
	}{{"trigger", 2, 20}, {"sha", 3, 13}, {"name", 4, 0}, {"repository", 5, 12}, {"ref", 6, 14}}
	for _, claim := range claims {
		ask := func(value string) []string {
			return slices.Concat(askIdentity, []string{"--certificate-github-workflow-" + claim.flag, value})
		}
		has := func(list ...pkix.Extension) Leaf { return extensions(slices.Concat(goodExtensions(), list)...) }
		rows = append(rows,
			leafRow{"workflow " + claim.flag, has(fulcio(claim.old, []byte("abc"))), ask("abc")},
			leafRow{"workflow " + claim.flag + " missing", has(), ask("abc")}, leafRow{"workflow " + claim.flag + " prefix", has(fulcio(claim.old, []byte("abcd"))), ask("abc")},
			leafRow{"workflow " + claim.flag + " case", has(fulcio(claim.old, []byte("ABC"))), ask("abc")}, leafRow{"workflow " + claim.flag + " empty", has(fulcio(claim.old, nil)), ask("abc")},
			leafRow{"workflow " + claim.flag + " DER", has(fulcio(claim.old, utf8String("abc"))), ask("abc")},
			leafRow{"workflow " + claim.flag + " twice", has(fulcio(claim.old, []byte("evil")), fulcio(claim.old, []byte("abc"))), ask("abc")},
			leafRow{"workflow " + claim.flag + " new only", has(fulcio(max(claim.v2, 9), utf8String("abc"))), ask("abc")},
		)
	}
	return rows
}

// formRows are certificates whose form, validity or issuer is odd.
func formRows() []leafRow {
	row := func(name string, change func(*x509.Certificate)) leafRow {
		return leafRow{"form " + name, template(change), nil}
	}
	by := func(name string, change func(*x509.Certificate)) leafRow {
		return leafRow{"issued by " + name, Leaf{By: func(w *World) *authority { return w.authority("sub "+name, w.Root, change) }}, nil}
	}
	unknown := extension(asn1.ObjectIdentifier{1, 2, 3, 4}, []byte{5, 0})
	critical := unknown
	critical.Critical = true
	rows := []leafRow{
		row("no eku", func(c *x509.Certificate) { c.ExtKeyUsage = nil }), row("eku server", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }),
		row("eku any", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }),
		row("eku both", func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageCodeSigning}
		}),
		row("no usage", func(c *x509.Certificate) { c.KeyUsage = 0 }), row("usage encipherment", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }),
		row("is a ca", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }),
		row("critical extension", func(c *x509.Certificate) { c.ExtraExtensions = append(c.ExtraExtensions, critical) }),
		row("unknown extension", func(c *x509.Certificate) { c.ExtraExtensions = append(c.ExtraExtensions, unknown) }),
		row("lived before its issuer", func(c *x509.Certificate) { c.NotBefore = began.Add(-time.Hour); c.NotAfter = ends }),
		row("lives longer than its issuer", func(c *x509.Certificate) { c.NotAfter = ends.Add(time.Hour) }),
		row("ends before it begins", func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(-time.Hour) }),
		row("serial negative", func(c *x509.Certificate) { c.SerialNumber = serial("x").Rsh(serial("x"), 1) }),
		{"rogue", Leaf{Rogue: true}, nil}, {"issued by root", Leaf{By: func(w *World) *authority { return w.Root }}, nil},
		{"issued by one of the same name", Leaf{By: func(w *World) *authority {
			return w.authority("impostor", w.RogueRoot, func(c *x509.Certificate) {
				c.Subject, c.SubjectKeyId = w.Intermediate.cert.Subject, w.Intermediate.cert.SubjectKeyId
			})
		}}, nil},
	}
	return append(rows,
		by("stranger below root", nil), by("not a ca", func(c *x509.Certificate) { c.IsCA = false }),
		by("expired", func(c *x509.Certificate) { c.NotAfter = signedAt.Add(-time.Hour) }),
	)
}

func sctRows() []leafRow {
	row := func(name string, scts func(*World, *sctInput) [][]byte) leafRow {
		return leafRow{"sct " + name, Leaf{SCTs: scts}, nil}
	}
	good := func(w *World, in *sctInput) []byte { return w.sct(w.CT, in, signedAt) }
	other := func(w *World, in *sctInput) []byte { return w.sct(w.OtherCT, in, signedAt) }
	bad := func(w *World, in *sctInput) []byte {
		s := good(w, in)
		s[len(s)-1] ^= 1
		return s
	}
	at := func(t time.Time) func(*World, *sctInput) [][]byte {
		return func(w *World, in *sctInput) [][]byte { return [][]byte{w.sct(w.CT, in, t)} }
	}
	edit := func(i int, value byte) func(*World, *sctInput) [][]byte {
		return func(w *World, in *sctInput) [][]byte {
			s := good(w, in)
			s[i] = value
			return [][]byte{s}
		}
	}
	return []leafRow{
		row("none", func(*World, *sctInput) [][]byte { return nil }), row("empty list", func(*World, *sctInput) [][]byte { return [][]byte{} }),
		row("empty sct", func(*World, *sctInput) [][]byte { return [][]byte{{}} }), row("junk", func(*World, *sctInput) [][]byte { return [][]byte{[]byte("junk")} }),
		row("other log", func(w *World, in *sctInput) [][]byte { return [][]byte{other(w, in)} }), row("bad", func(w *World, in *sctInput) [][]byte { return [][]byte{bad(w, in)} }),
		row("other and good", func(w *World, in *sctInput) [][]byte { return [][]byte{other(w, in), good(w, in)} }),
		row("bad and good", func(w *World, in *sctInput) [][]byte { return [][]byte{bad(w, in), good(w, in)} }),
		row("good and bad", func(w *World, in *sctInput) [][]byte { return [][]byte{good(w, in), bad(w, in)} }),
		row("good and junk", func(w *World, in *sctInput) [][]byte { return [][]byte{good(w, in), []byte("junk")} }),
		row("good twice", func(w *World, in *sctInput) [][]byte { return [][]byte{good(w, in), good(w, in)} }),
		row("by the rekor key", func(w *World, in *sctInput) [][]byte { return [][]byte{w.sct(w.Log, in, signedAt)} }),
		row("of another issuer", func(w *World, in *sctInput) [][]byte {
			return [][]byte{w.sct(w.CT, &sctInput{in.precert, w.Root}, signedAt)}
		}),
		row("trailing", func(w *World, in *sctInput) [][]byte { return [][]byte{append(good(w, in), 0)} }),
		row("version 2", edit(0, 1)), row("hash algorithm", edit(43, 5)), row("signature algorithm", edit(44, 1)),
		row("before the log", at(began.Add(-time.Hour))), row("future", at(ends.Add(time.Hour))), row("after the certificate", at(signedAt.Add(time.Hour))), row("zero", at(time.UnixMilli(0))),
	}
}

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
		{"good", nil, false, nil}, {"none", nil, false, func(*World) []byte { return []byte("\x00") }}, {"empty", nil, false, func(*World) []byte { return nil }},
		{"root only", nil, false, func(w *World) []byte { return certPEM(w.Root.cert.Raw) }}, {"intermediate only", nil, false, func(w *World) []byte { return certPEM(w.Intermediate.cert.Raw) }},
		{"reversed", nil, false, func(w *World) []byte { return certPEM(w.Root.cert.Raw, w.Intermediate.cert.Raw) }},
		{"rogue chain, good leaf", nil, false, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{"rogue leaf, good chain", nil, true, nil}, {"rogue leaf and chain", nil, true, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.RogueRoot.cert.Raw) }},
		{"rogue leaf, mixed chain", nil, true, func(w *World) []byte { return certPEM(w.Rogue.cert.Raw, w.Root.cert.Raw) }},
		{"sub of intermediate", sub, false, func(w *World) []byte { return certPEM(sub(w).cert.Raw, w.Intermediate.cert.Raw, w.Root.cert.Raw) }},
		{"sub of root", subRoot, false, func(w *World) []byte { return certPEM(subRoot(w).cert.Raw, w.Root.cert.Raw) }},
		{"junk", nil, false, func(*World) []byte { return []byte("junk") }}, {"key in it", nil, false, func(w *World) []byte { return append(certPEM(w.Intermediate.cert.Raw), w.User.PEM()...) }},
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
		"none": func([]byte) []byte { return []byte("\x00") }, "empty": func([]byte) []byte { return nil }, "text before": func(p []byte) []byte { return append([]byte("text\n"), p...) },
		"text after": func(p []byte) []byte { return append(p, "text\n"...) }, "twice": func(p []byte) []byte { return append(p, p...) }, "junk": func([]byte) []byte { return []byte("junk") },
		"no newline": func(p []byte) []byte { return p[:len(p)-1] }, "crlf": func(p []byte) []byte { return []byte(strings.ReplaceAll(string(p), "\n", "\r\n")) },
		"trusted": func(p []byte) []byte {
			return []byte(strings.ReplaceAll(string(p), "CERTIFICATE", "TRUSTED CERTIFICATE"))
		},
		"base64": func(p []byte) []byte { return []byte(b64(p)) }, "spaces": func(p []byte) []byte { return append([]byte(" "), p...) }, "half": func(p []byte) []byte { return p[:len(p)/2] },
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
