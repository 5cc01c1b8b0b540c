package forge

import (
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
			"none":           {},
			"good":           {good},
			"good and good":  {good, good},
			"good and bad":   {good, bad(good)},
			"bad and good":   {bad(good), good},
			"good and other": {good, other(good)},
			"other and good": {other(good), good},
			"bad":            {bad(good)}, "other": {other(good)},
		}
		for _, name := range words(rows) {
			c := asked("layout-"+string(place), name, good, noLog)
			c.drafts = rows[name]
			out = append(out, c)
		}
		if place == Bundle || place == AttBundle {
			out = append(out, envelopeSignatureCases(place)...)
			continue // The questions are those of the tags.
		}
		for _, subset := range []string{"sig+bundle", "att+bundle", "sig+att", "sig+attbundle", "badsig+bundle", "sig+badbundle",
			"att+badbundle"} {
			var drafts []Draft
			for part := range strings.SplitSeq(subset, "+") {
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
		{"good", nil},
		{"twice", []string{"itemstwice"}},
		{"good and bad", []string{"badlast"}},
		{"bad and good", []string{"badfirst"}},
		{"good and empty", []string{"objectlast"}},
		{"good and null", []string{"nulllast"}},
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

// bundleTypeCases are bundles of every version, with what each version asks for
// and forbids: SET, proof, certificate chain.
func bundleTypeCases() []Case {
	const old = "application/vnd.dev.sigstore.bundle+json;version="
	types := []string{
		typeBundle, old + "0.1", old + "0.2", old + "0.3",
		"application/vnd.dev.sigstore.bundle.v0.1+json", "application/vnd.dev.sigstore.bundle.v0.2+json",
		"application/vnd.dev.sigstore.bundle.v0.4+json", "application/vnd.dev.sigstore.bundle+json",
	}
	return everywhere("bundletype", []Place{Bundle}, func(d Draft) []Case {
		var out []Case
		for _, inside := range types {
			for _, layer := range []string{inside, typeBundle} {
				for _, row := range []struct {
					name  string
					entry Entry
					chain bool
				}{
					{"good", Entry{Kind: "dsse"}, false}, {"promise only", Entry{Kind: "dsse", NoProof: true}, false},
					{"proof only", Entry{Kind: "dsse", NoSET: true}, false},
					{"chain", Entry{Kind: "dsse"}, true}, {"chain, promise only", Entry{Kind: "dsse", NoProof: true}, true},
					{"no entry", Entry{}, false},
				} {
					if layer == inside && inside == typeBundle || row.chain && !d.Keyless {
						continue
					}
					d.Entries, d.ChainInBundle = []Entry{row.entry}, row.chain
					d.BundleJSON = setTo(".mediaType", str(inside))
					d.Layer = setTo(".mediaType", str(layer))
					out = append(out, asked("", row.name+" "+inside+" in "+layer, d))
				}
			}
		}
		return out
	})
}

// swappedCases attach each format where another one belongs.
func swappedCases() []Case {
	return everywhere("swapped", []Place{Sig, Att, Bundle, AttBundle}, func(d Draft) []Case {
		var out []Case
		for _, at := range []Place{Sig, Att, Bundle} {
			for _, kind := range []string{"", "hashedrekord", "dsse"} {
				for _, predicate := range []string{"", "custom"} {
					d.At, d.Entries, d.Leaf = at, []Entry{{Kind: kind}}, Leaf{Name: "long", Long: true}
					c := asked("", string(at)+" "+kind+" asked "+predicate, d)
					if kind == "" {
						c.Flags = append(c.Flags, noLog)
					}
					c.Type = predicate
					out = append(out, c)
				}
			}
		}
		return out
	})
}

// indexCases sign an index, its platform, or one in the other's place; the
// question is about the index.
func indexCases() []Case {
	return everywhere("index", []Place{Sig, Att, Bundle, AttBundle}, func(d Draft) []Case {
		index, child, swapped, other := d, d, d, d
		child.Child, swapped.AboutChild = true, true
		other.Child, other.Subject = true, digestOf(imageIndex())
		var out []Case
		for name, drafts := range map[string][]Draft{
			"index": {index}, "platform": {child}, "both": {index, child}, "index, about the platform": {swapped},
			"platform, about the index": {other}, "both, index about the platform": {swapped, child},
		} {
			c := asked("", name, d)
			c.drafts, c.many = drafts, true
			out = append(out, c)
		}
		slices.SortFunc(out, func(a, b Case) int { return strings.Compare(a.What, b.What) })
		return out
	})
}

// setTo is the hook that gives a member of a document another value.
func setTo(path string, value *node) hook {
	return func(data []byte) []byte {
		n, err := parse(data)
		if err != nil {
			panic(err)
		}
		s, err := find(n, path)
		if err != nil {
			panic(err)
		}
		s.set(value)
		return n.bytes()
	}
}
