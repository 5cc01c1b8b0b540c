package forge

import (
	"fmt"
	"slices"
	"strings"
)

// Cases lists every case of a world, in an order that does not change. A name
// stands for one case only.
func Cases(w *World) []Case {
	var all []Case
	for _, list := range [][]Case{
		jsonCases(w), kindCases(), entryCases(), logCases(), certificateCases(), chainCases(), flagCases(), keyCases(),
		signatureCases(), stampCases(), manifestCases(), statementCases(), claimCases(), rootCases(w), mixedCases(),
		leafKeyCases(), bundleTypeCases(), swappedCases(), indexCases(),
	} {
		all = append(all, list...)
	}
	seen := map[string]bool{}
	for _, c := range all {
		if seen[c.ID()] {
			panic("two cases are named " + c.ID())
		}
		seen[c.ID()] = true
	}
	return all
}

// Flags that ask for the signer of a good image.
var (
	askKey      = []string{"--key", "{DIR}/user.pub"}
	askIdentity = []string{"--certificate-identity", Identity, "--certificate-oidc-issuer", Issuer}
)

const (
	noLog  = "--insecure-ignore-tlog"
	noSCT  = "--insecure-ignore-sct"
	stamps = "--use-signed-timestamps"
)

// modes are the two ways of signing.
var modes = map[bool]string{false: "key", true: "keyless"}

// asked is a case of one signature that is asked for as it is signed.
func asked(class, what string, d Draft, flags ...string) Case {
	c := Case{Class: class, What: what, drafts: []Draft{d}, Flags: slices.Concat(askKey, flags)}
	if d.Keyless {
		c.Flags = slices.Concat(askIdentity, flags)
	}
	if d.Place == Att || d.Place == AttBundle {
		c.Type = "custom"
	}
	return c
}

// with returns the case with its first signature changed.
func (c Case) with(what string, change func(*Draft)) Case {
	c.What = what
	c.drafts = slices.Clone(c.drafts)
	change(&c.drafts[0])
	return c
}

// everywhere repeats a case for each way of signing and each place: make gets a
// good draft with a log entry, and where it is nil leaves that one out.
func everywhere(class string, places []Place, make func(Draft) []Case) []Case {
	var out []Case
	for _, place := range places {
		for _, keyless := range []bool{false, true} {
			for _, c := range make(Draft{Place: place, Keyless: keyless}) {
				c.Class = fmt.Sprintf("%s-%s-%s", class, place, modes[keyless])
				out = append(out, c)
			}
		}
	}
	return out
}

// each makes a case of each change of one document; set puts the hook in place.
func (w *World) each(c Case, class string, set func(*Draft, hook)) []Case {
	var document []byte
	w.Make(c.with("", func(d *Draft) {
		set(d, func(data []byte) []byte {
			document = slices.Clone(data)
			return data
		})
	}))
	c.Class = class
	out := []Case{c.with("good", func(*Draft) {})}
	for _, change := range Changes(document) {
		changed := c.with(change.String(), func(d *Draft) { set(d, applied(change)) })
		changed.change, changed.set = []Change{change}, set
		out = append(out, changed)
	}
	return out
}

func applied(change Change) hook {
	return func(data []byte) []byte {
		if changed, ok := change.Apply(data); ok {
			return changed
		}
		return data
	}
}

// kindsAt are the kinds of log entries that cosign takes at a place.
var kindsAt = map[Place][]string{
	Sig: {"hashedrekord", "rekord"}, Att: {"intoto1", "intoto2", "dsse"}, Bundle: {"dsse", "intoto2", "hashedrekord2"}, AttBundle: {"dsse"},
}

// jsonCases change every member of every document that is part of a signature.
func jsonCases(w *World) []Case {
	var out []Case
	for _, place := range []Place{Sig, Att, Bundle} {
		for _, keyless := range []bool{false, true} {
			mode := modes[keyless]
			for _, kind := range kindsAt[place] {
				good := asked("", "", Draft{Place: place, Keyless: keyless, Entries: []Entry{{Kind: kind}}})
				if strings.HasSuffix(kind, "2") && kind != "intoto2" && keyless {
					good.drafts[0].Stamps = []Stamp{{}}
				}
				out = append(out, w.each(good, fmt.Sprintf("body-%s-%s-%s", place, kind, mode), func(d *Draft, h hook) {
					d.Entries = []Entry{{Kind: kind, Body: h}}
				})...)
				if place == Bundle {
					out = append(out, w.each(good, "bundlejson-"+kind+"-"+mode, func(d *Draft, h hook) { d.BundleJSON = h })...)
				} else if kind == kindsAt[place][len(kindsAt[place])-1] {
					out = append(out, w.each(good, fmt.Sprintf("annotation-%s-%s", place, mode),
						func(d *Draft, h hook) { d.Annotation = h })...)
				}
			}
		}
	}
	return append(out, signedCases(w)...)
}

// signedCases change what is signed, and what stands around that, with nothing
// in a log: every signature is right for what it is over.
func signedCases(w *World) []Case {
	var out []Case
	for _, place := range []Place{Sig, Att, Bundle, AttBundle} {
		good := asked("", "", Draft{Place: place, Entries: []Entry{{}}}, noLog)
		out = append(out, w.each(good, "payload-"+string(place), func(d *Draft, h hook) { d.Payload = h })...)
		out = append(out, w.each(good, "layer-"+string(place), func(d *Draft, h hook) { d.Layer = h })...)
		out = append(out, w.each(good, "manifest-"+string(place), func(d *Draft, h hook) { d.Manifest = h })...)
		if place == Att {
			out = append(out, w.each(good, "envelope-att", func(d *Draft, h hook) { d.Envelope = h })...)
			logged := asked("", "", Draft{Place: place})
			out = append(out, w.each(logged, "envelope-att-logged", func(d *Draft, h hook) { d.Envelope = h })...)
		}
		if place == Sig {
			late := asked("", "", Draft{Place: Sig, Keyless: true, Entries: []Entry{{}}, Stamps: []Stamp{{}}}, noLog, stamps)
			out = append(out, w.each(late, "stampjson-sig", func(d *Draft, h hook) { d.StampJSON = h })...)
		}
	}
	return out
}
