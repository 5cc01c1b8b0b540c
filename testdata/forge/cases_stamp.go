package forge

import (
	"crypto"
	"crypto/x509"
	"strings"
	"time"
)

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
		{"good", []Stamp{{}}},
		{"sha1", []Stamp{{Hash: crypto.SHA1}}},
		{"sha512", []Stamp{{Hash: crypto.SHA512}}},
		{"other bytes", []Stamp{{Other: true}}},
		{"other tsa", []Stamp{{OtherTSA: true}}},
		{"no certificate", []Stamp{{NoCertificate: true}}},
		{"bad signature", []Stamp{{BadSignature: true}}},
		{"no ess", []Stamp{{NoESS: true}}},
		{"wrong ess", []Stamp{{WrongESS: true}}},
		{"status 1", []Stamp{{Status: 1}}},
		{"status 2", []Stamp{{Status: 2}}},
		{"status 5", []Stamp{{Status: 5}}},
		{"trailing", []Stamp{{Trail: []byte{0}}}},
		{"short imprint", []Stamp{{Imprint: []byte{1, 2}}}},
		{"empty imprint", []Stamp{{Imprint: []byte{}}}},
		{"junk", []Stamp{{Junk: true}}},
		{"by another of the root", []Stamp{{By: tsa("sibling", nil)}}},
		{"by the ca", []Stamp{{By: func(w *World) *authority { return w.Intermediate }}}},
		{"sibling without certificate", []Stamp{{By: tsa("sibling", nil), NoCertificate: true}}},
		{"expired tsa", []Stamp{{By: tsa("expired", func(c *x509.Certificate) { c.NotAfter = signedAt.Add(-time.Hour) })}}},
		{"late", []Stamp{{After: time.Hour}}}, {"early", []Stamp{{After: -time.Hour}}},
		{"before the tsa", []Stamp{{After: -100 * 24 * time.Hour}}},
		{"good and late", []Stamp{{}, {After: time.Hour}}},
		{"late and good", []Stamp{{After: time.Hour}, {}}},
		{"bad and good", []Stamp{{BadSignature: true}, {}}},
		{"good and bad", []Stamp{{}, {BadSignature: true}}},
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
