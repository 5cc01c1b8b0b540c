package forge

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
				{"other key", func(w *World, e *Entry) { e.Key = w.OtherUser.PEM() }},
				{"user key", func(w *World, e *Entry) { e.Key = w.User.PEM() }},
				{"certificate of the key", func(w *World, e *Entry) { e.Key = certPEM(w.issue(Leaf{Name: "m", Long: true}).cert.Raw) }},
				{"key twice", func(w *World, e *Entry) { e.Key = append(w.User.PEM(), w.User.PEM()...) }},
				{"junk key", func(_ *World, e *Entry) { e.Key = []byte("junk") }},
				{"no key", func(_ *World, e *Entry) { e.Key = []byte{} }},
				{"other signature", func(w *World, e *Entry) { e.Signature = w.OtherUser.message([]byte("x")) }},
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
