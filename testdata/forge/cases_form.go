package forge

import (
	"crypto/x509"
	"encoding/asn1"
	"time"
)

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
		row("no eku", func(c *x509.Certificate) { c.ExtKeyUsage = nil }),
		row("eku server", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }),
		row("eku any", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }),
		row("eku both", func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageCodeSigning}
		}),
		row("no usage", func(c *x509.Certificate) { c.KeyUsage = 0 }),
		row("usage encipherment", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }),
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
		row("none", func(*World, *sctInput) [][]byte { return nil }),
		row("empty list", func(*World, *sctInput) [][]byte { return [][]byte{} }),
		row("empty sct", func(*World, *sctInput) [][]byte { return [][]byte{{}} }),
		row("junk", func(*World, *sctInput) [][]byte { return [][]byte{[]byte("junk")} }),
		row("other log", func(w *World, in *sctInput) [][]byte { return [][]byte{other(w, in)} }),
		row("bad", func(w *World, in *sctInput) [][]byte { return [][]byte{bad(w, in)} }),
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
		row("before the log", at(began.Add(-time.Hour))),
		row("future", at(ends.Add(time.Hour))),
		row("after the certificate", at(signedAt.Add(time.Hour))),
		row("zero", at(time.UnixMilli(0))),
	}
}
