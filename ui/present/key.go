package present

import (
	"assay/inspect/report"
	"assay/ui/present/line"
)

// shortKey tells a key apart at a glance.
func shortKey(k *report.Key) string {
	switch {
	case k.OpenPGP == nil:
		return "SHA256:" + k.FingerprintSHA256[:min(12, len(k.FingerprintSHA256))] + "…"
	case len(k.OpenPGP.UserIDs) > 0:
		return k.OpenPGP.KeyID + " " + k.OpenPGP.UserIDs[0]
	}
	return k.OpenPGP.KeyID
}

// keyLines name the key that signed. An OpenPGP key is known by its own
// fingerprint, and by names that its owner gave it.
func keyLines(k *report.Key) []line.Line {
	if k.OpenPGP == nil {
		return []line.Line{line.Field("signed with", k.Algorithm+"  SHA256:"+k.FingerprintSHA256),
			line.Field("key known from", string(k.Origin))}
	}
	g := k.OpenPGP
	id := g.Fingerprint
	if id == "" {
		id = "key ID " + g.KeyID
	}
	out := []line.Line{line.Field("signed with", k.Algorithm+"  "+id)}
	if g.Primary != "" {
		out = append(out, line.Field("subkey of", g.Primary))
	}
	for _, name := range upTo(g.UserIDs) {
		out = append(out, line.Field("user ID", name))
	}
	out = append(out, more(len(g.UserIDs), "name")...)
	if !g.Created.IsZero() {
		validity := "from " + FormatTime(g.Created)
		if g.Expires != nil {
			validity += " to " + FormatTime(*g.Expires)
		} else {
			validity += ", no end"
		}
		if g.Revoked {
			validity += ", revoked"
		}
		out = append(out, line.Field("key valid", validity))
	}
	return append(out, line.Field("key known from", string(k.Origin)))
}
