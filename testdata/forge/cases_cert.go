package forge

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net"
	"net/url"
	"slices"
	"strings"
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
		{"case of the user", Leaf{}, identity("Alice@forge.test")},
		{"prefix", Leaf{}, identity("alice@forge")},
		{"longer", Leaf{}, identity(Identity + ".evil")},
		{"space", Leaf{}, identity(Identity + " ")},
		{"expression", Leaf{}, identityRegexp("alice")},
		{"expression anchored", Leaf{}, identityRegexp("^alice@forge\\.test$")},
		{"expression none", Leaf{}, identityRegexp("^eve")},
		{"expression empty match", Leaf{}, identityRegexp(".*")},
		{"expression bad", Leaf{}, identityRegexp("(")},
		{"expression wins over nothing", names(func(*x509.Certificate) {}), identityRegexp(".*")},
		{"expression empty and no name", names(func(*x509.Certificate) {}), identityRegexp("^$")},
		{"expression multiline", Leaf{}, identityRegexp("(?m)^alice@forge.test$")},
		{"expression case", Leaf{}, identityRegexp("(?i)ALICE")},
		{"uri", link("https://forge.test/a"), identity("https://forge.test/a")},
		{"uri slash", link("https://forge.test/a"), identity("https://forge.test/a/")},
		{"uri case", link("https://forge.test/a"), identity("HTTPS://forge.test/a")},
		{"uri host case", link("https://FORGE.test/a"), identity("https://FORGE.test/a")},
		{"uri upper scheme in it", template(san(false, general(6, "HTTPS://forge.test/a"))), identity("https://forge.test/a")},
		{"uri upper scheme asked", template(san(false, general(6, "HTTPS://forge.test/a"))), identity("HTTPS://forge.test/a")},
		{"uri escaped", template(san(false, general(6, "https://forge.test/%61"))), identity("https://forge.test/a")},
		{"uri escaped asked", template(san(false, general(6, "https://forge.test/%61"))), identity("https://forge.test/%61")},
		{"uri space", template(san(false, general(6, "https://forge.test/a b"))), identity("https://forge.test/a b")},
		{"uri fragment", link("https://forge.test/a#b"), identity("https://forge.test/a#b")},
		{"uri empty fragment", template(san(false, general(6, "https://forge.test/a#"))), identity("https://forge.test/a#")},
		{"uri empty fragment, asked without", template(san(false, general(6, "https://forge.test/a#"))), identity("https://forge.test/a")},
		{"uri empty query", template(san(false, general(6, "https://forge.test/a?"))), identity("https://forge.test/a?")},
		{"dns", names(func(c *x509.Certificate) { c.DNSNames = []string{"forge.test"} }), identity("forge.test")},
		{"dns case", names(func(c *x509.Certificate) { c.DNSNames = []string{"FORGE.test"} }), identity("forge.test")},
		{"ip", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{{192, 0, 2, 1}} }), identity("192.0.2.1")},
		{"ip6", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("2001:db8::1")} }), identity("2001:db8::1")},
		{"ip6 long", names(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("2001:db8::1")} }),
			identity("2001:db8:0:0:0:0:0:1")},
		{"ip4 in 6", template(san(false, general(7, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xc0\x00\x02\x01"))),
			identity("192.0.2.1")},
		{"user name", template(san(true, otherName(fulcioUser, Identity))), nil},
		{"user name, not critical", template(san(false, otherName(fulcioUser, Identity))), nil},
		{"foreign other name", template(san(true, otherName(asn1.ObjectIdentifier{1, 2, 3}, Identity))), nil},
		{"two user names, first", template(san(true, otherName(fulcioUser, Identity), otherName(fulcioUser, "eve"))), nil},
		{"two user names, second", template(san(true, otherName(fulcioUser, "eve"), otherName(fulcioUser, Identity))), nil},
		{"user name and email, user", template(san(true, otherName(fulcioUser, Identity), general(1, "eve@forge.test"))), nil},
		{"user name and email, email", template(san(true, otherName(fulcioUser, "eve"), general(1, Identity))), nil},
		{"foreign other name and email", template(san(true, otherName(asn1.ObjectIdentifier{1, 2, 3}, "eve"), general(1, Identity))), nil},
		{"registered id", template(san(false, asn1.RawValue{Class: 2, Tag: 8, Bytes: []byte{42, 3}})), identityRegexp("1.2.3")},
		{"directory name", template(san(false, tagged(4, derOf(pkix.Name{CommonName: Identity}.ToRDNSequence())))),
			identityRegexp("alice")},
		{"email with nul", template(san(false, general(1, Identity+"\x00.evil"))), nil},
		{"email not ascii", template(san(false, general(1, "älice@forge.test"))), identity("älice@forge.test")},
		{"email empty", template(san(false, general(1, ""))), identityRegexp("^$")},
		{"subject only", names(func(c *x509.Certificate) { c.Subject.CommonName = Identity }), nil},
		{"san twice", template(func(c *x509.Certificate) {
			san(false, general(1, Identity))(c)
			san(false, general(1, "eve@forge.test"))(c)
		}), nil},
	}
}

func issuerRows() []leafRow {
	v1, v2 := func(s string) pkix.Extension { return extension(oidIssuerV1, []byte(s)) },
		func(s string) pkix.Extension { return extension(oidIssuerV2, utf8String(s)) }
	as := func(tag int, s string) pkix.Extension {
		return extension(oidIssuerV2, derOf(asn1.RawValue{Tag: tag, Bytes: []byte(s)}))
	}
	critical := v2(Issuer)
	critical.Critical = true
	return []leafRow{
		{"issuer v1", extensions(v1(Issuer)), nil}, {"issuer v2", extensions(v2(Issuer)), nil}, {"issuer none", extensions(), nil},
		{"issuer v1 evil v2 good", extensions(v1("https://evil.test"), v2(Issuer)), nil},
		{"issuer v1 good v2 evil", extensions(v1(Issuer), v2("https://evil.test")), nil},
		{"issuer v2 first", extensions(v2(Issuer), v1("https://evil.test")), nil},
		{"issuer v1 in DER", extensions(extension(oidIssuerV1, utf8String(Issuer))), nil},
		{"issuer v2 raw", extensions(extension(oidIssuerV2, []byte(Issuer))), nil},
		{"issuer v2 printable", extensions(as(19, Issuer)), nil},
		{"issuer v2 ia5", extensions(as(22, Issuer)), nil},
		{"issuer v2 octets", extensions(as(4, Issuer)), nil},
		{"issuer v2 bmp", extensions(as(30, "\x00h\x00t")), nil},
		{"issuer v2 trailing", extensions(extension(oidIssuerV2, append(utf8String(Issuer), 0))), nil},
		{"issuer v2 empty", extensions(v2("")), nil},
		{"issuer v2 empty v1 good", extensions(v1(Issuer), v2("")), nil},
		{"issuer v2 raw v1 good", extensions(v1(Issuer), extension(oidIssuerV2, []byte("x"))), nil},
		{"issuer v2 twice", extensions(v2(Issuer), v2("https://evil.test")), nil},
		{"issuer v1 twice", extensions(v1(Issuer), v1("https://evil.test")), nil},
		{"issuer v2 critical", extensions(v1(Issuer), critical), nil}, {"issuer v2 not utf8", extensions(as(12, Issuer+"\xff")), nil},
		{"issuer slash", Leaf{}, issuer(Issuer + "/")},
		{"issuer case", Leaf{}, issuer("https://ISSUER.forge.test")},
		{"issuer http", Leaf{}, issuer("http://issuer.forge.test")},
		{"issuer evil", extensions(v1("https://evil.test"), v2("https://evil.test")), nil},
		{"issuer expression", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", "issuer"}},
		{"issuer expression anchored", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", "^issuer"}},
		{"issuer expression of none", extensions(), []string{"--certificate-identity", Identity, "--certificate-oidc-issuer-regexp", ".*"}},
		{"issuer expression of empty", extensions(), []string{"--certificate-identity", Identity,
			"--certificate-oidc-issuer-regexp", "^$"}},
		{"issuer both", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-oidc-issuer", Issuer,
			"--certificate-oidc-issuer-regexp", "evil"}},
		{"issuer both other way", Leaf{}, append(issuer("https://evil.test"), "--certificate-oidc-issuer-regexp", "issuer")},
		{"identity both", Leaf{}, []string{"--certificate-identity", Identity, "--certificate-identity-regexp", "eve",
			"--certificate-oidc-issuer", Issuer}},
		{"no issuer asked", Leaf{}, []string{"--certificate-identity", Identity}},
		{"no identity asked", Leaf{}, []string{"--certificate-oidc-issuer", Issuer}},
	}
}

func workflowRows() []leafRow {
	var rows []leafRow
	claims := []struct {
		flag    string
		old, v2 int
	}{{"trigger", 2, 20}, {"sha", 3, 13}, {"name", 4, 0}, {"repository", 5, 12}, {"ref", 6, 14}}
	for _, claim := range claims {
		ask := slices.Concat(askIdentity, []string{"--certificate-github-workflow-" + claim.flag, "abc"})
		has := func(more ...pkix.Extension) Leaf {
			all := append(goodExtensions(), more...)
			return extensions(all...)
		}
		rows = append(rows,
			leafRow{"workflow " + claim.flag, has(fulcio(claim.old, []byte("abc"))), ask},
			leafRow{"workflow " + claim.flag + " missing", has(), ask},
			leafRow{"workflow " + claim.flag + " prefix", has(fulcio(claim.old, []byte("abcd"))), ask},
			leafRow{"workflow " + claim.flag + " case", has(fulcio(claim.old, []byte("ABC"))), ask},
			leafRow{"workflow " + claim.flag + " empty", has(fulcio(claim.old, nil)), ask},
			leafRow{"workflow " + claim.flag + " DER", has(fulcio(claim.old, utf8String("abc"))), ask},
			leafRow{"workflow " + claim.flag + " twice", has(fulcio(claim.old, []byte("evil")), fulcio(claim.old, []byte("abc"))), ask},
			leafRow{"workflow " + claim.flag + " new only", has(fulcio(max(claim.v2, 9), utf8String("abc"))), ask},
		)
	}
	return rows
}
