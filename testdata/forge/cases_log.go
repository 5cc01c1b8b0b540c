package forge

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// kindCases put every kind of log entry into every place, under the name that
// is its own and under others.
func kindCases() []Case {
	kinds := []string{
		"hashedrekord", "rekord", "rekord:pgp", "rekord:minisign", "rekord:ssh", "rekord:", "rekord:x", "intoto1", "intoto2", "dsse",
		"hashedrekord2", "dsse2", "cose", "tuf", "rpm", "alpine", "jar", "helm", "rfc3161", "nobody",
	}
	claims := []string{"", "hashedrekord 0.0.1", "hashedrekord 0.0.2", "dsse 0.0.1", "intoto 0.0.2", "x y"}
	return everywhere("kinds", []Place{Sig, Att, Bundle, AttBundle}, func(d Draft) []Case {
		var out []Case
		for _, kind := range kinds {
			for _, claim := range claims {
				if claim != "" && d.Place != Bundle {
					continue
				}
				d.Entries = []Entry{{Kind: kind, Claim: claim}}
				if strings.HasSuffix(kind, "2") && d.Keyless {
					d.Stamps = []Stamp{{}}
				} else {
					d.Stamps = nil
				}
				out = append(out, asked("", kind+" claims "+claim, d))
			}
		}
		return out
	})
}

// namedEntry is a log entry in a row of several.
type namedEntry struct {
	name  string
	entry Entry
}

func entryKinds() []namedEntry {
	late := time.Hour
	return []namedEntry{
		{"good", Entry{Kind: "dsse"}}, {"none", Entry{}},
		{"noSET", Entry{Kind: "dsse", NoSET: true}}, {"noProof", Entry{Kind: "dsse", NoProof: true}},
		{"neither", Entry{Kind: "dsse", NoSET: true, NoProof: true}},
		{"badSET", Entry{Kind: "dsse", BadSET: true}}, {"badProof", Entry{Kind: "dsse", BadProof: true}},
		{"badSET-noProof", Entry{Kind: "dsse", BadSET: true, NoProof: true}},
		{"badProof-noSET", Entry{Kind: "dsse", BadProof: true, NoSET: true}},
		{"late", Entry{Kind: "dsse", After: late}}, {"early", Entry{Kind: "dsse", After: -late}},
		{"late-noSET", Entry{Kind: "dsse", After: late, NoSET: true}},
		{"zeroTime", Entry{Kind: "dsse", ZeroTime: true}}, {"zeroTime-noSET", Entry{Kind: "dsse", ZeroTime: true, NoSET: true}},
		{"other", Entry{Kind: "dsse", Other: true}}, {"otherLog", Entry{Kind: "dsse", OtherLog: true}},
		{"v2", Entry{Kind: "hashedrekord2"}}, {"v2-noProof", Entry{Kind: "hashedrekord2", NoProof: true}},
		{"v2-other", Entry{Kind: "hashedrekord2", Other: true}}, {"v2-otherLog", Entry{Kind: "hashedrekord2", OtherLog: true}},
		{"v2-badProof", Entry{Kind: "hashedrekord2", BadProof: true}},
		{"intoto1", Entry{Kind: "intoto1"}}, {"rekord-noSET", Entry{Kind: "rekord", NoSET: true}},
	}
}

// stampRows are the timestamps that entries are combined with.
var stampRows = []struct {
	name   string
	stamps []Stamp
}{
	{"", nil}, {"+ts", []Stamp{{}}}, {"+tslate", []Stamp{{After: time.Hour}}}, {"+tsother", []Stamp{{OtherTSA: true}}},
	{"+tsother+ts", []Stamp{{OtherTSA: true}, {}}},
	{"+ts+tslate", []Stamp{{}, {After: time.Hour}}},
	{"+ts+ts", []Stamp{{}, {}}},
	{"+tsjunk", []Stamp{{Junk: true}}},
}

// questionRows are the flags that entries and timestamps are asked with.
var questionRows = []struct {
	name  string
	flags []string
}{{"", nil}, {"-usets", []string{stamps}}, {"-notlog", []string{noLog}}, {"-usets-notlog", []string{stamps, noLog}}}

// entryCases are bundles with none, one and two log entries, with timestamps.
func entryCases() []Case {
	var rows [][]namedEntry
	kinds := entryKinds()
	for _, one := range kinds {
		rows = append(rows, []namedEntry{one})
		if one.name != "good" && one.name != "none" {
			rows = append(rows, []namedEntry{kinds[0], one}, []namedEntry{one, kinds[0]})
		}
	}
	rows = append(rows, []namedEntry{kinds[0], kinds[0]}, []namedEntry{kinds[16], {"other", Entry{Kind: "hashedrekord2", Other: true}}})
	return everywhere("entries", []Place{Bundle}, func(d Draft) []Case {
		var out []Case
		for _, row := range rows {
			for _, ts := range stampRows {
				for _, question := range questionRows {
					if len(row) > 1 && ts.name != "" && ts.name != "+ts" {
						continue
					}
					d.Entries, d.Stamps = nil, ts.stamps
					var names []string
					for _, e := range row {
						d.Entries, names = append(d.Entries, e.entry), append(names, e.name)
					}
					out = append(out, asked("", strings.Join(names, "+")+ts.name+question.name, d, question.flags...))
				}
			}
		}
		long := slices.Clone(out)
		for i := range long {
			if d.Keyless {
				c := long[i].with("long "+long[i].What, func(d *Draft) { d.Leaf = Leaf{Name: "long", Long: true} })
				out = append(out, c)
			}
		}
		return out
	})
}

// logCases change what the log says and signs.
func logCases() []Case {
	return append(everywhere("log", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		var out []Case
		for _, kind := range kindsAt[d.Place] {
			for _, change := range logChanges() {
				if (kind == "hashedrekord2") != change.v2 && !change.both {
					continue
				}
				e := change.entry
				e.Kind = kind
				d.Entries, d.Stamps = []Entry{e}, nil
				if kind == "hashedrekord2" {
					d.Stamps = []Stamp{{}}
				}
				out = append(out, asked("", kind+" "+change.name, d))
			}
		}
		return out
	}), timeCases()...)
}

type logChange struct {
	name     string
	entry    Entry
	v2, both bool
}

func logChanges() []logChange {
	note := func(name string, change func(string) string) logChange {
		return logChange{name: "note " + name, entry: Entry{NoSET: false, Note: change}, both: true}
	}
	text := func(name string, change func(string) string) logChange {
		return logChange{name: "checkpoint " + name, entry: Entry{Checkpoint: change}, both: true}
	}
	set := func(name string, change func([]byte) []byte) logChange {
		return logChange{name: "set " + name, entry: Entry{SET: change}}
	}
	lines := func(change func([]string) []string) func(string) string {
		return func(s string) string { return strings.Join(change(strings.Split(s, "\n")), "\n") }
	}
	return []logChange{
		{name: "good", both: true},
		{name: "other payload", entry: Entry{Other: true}, both: true},
		{name: "other log", entry: Entry{OtherLog: true}, both: true},
		{name: "proof only", entry: Entry{NoSET: true}, both: true}, {name: "promise only", entry: Entry{NoProof: true}, both: true},
		set("trailing", func(s []byte) []byte { return append(s, 0) }), set("empty", func([]byte) []byte { return []byte{} }),
		set("long form", func(s []byte) []byte { return append([]byte{s[0], 0x81}, s[1:]...) }),
		set("half", func(s []byte) []byte { return s[:len(s)/2] }),
		text("other origin", lines(func(l []string) []string { l[0] = "other.test"; return l })),
		text("origin with a tree", lines(func(l []string) []string { l[0] = logName + " - 999"; return l })),
		text("origin alone", lines(func(l []string) []string { l[0] = logName; return l })),
		text("origin longer", lines(func(l []string) []string { l[0] += ".evil"; return l })),
		text("origin empty", lines(func(l []string) []string { l[0] = ""; return l })),
		text("other size", lines(func(l []string) []string { l[1] = "9"; return l })),
		text("size smaller", lines(func(l []string) []string { l[1] = "1"; return l })),
		text("size zero first", lines(func(l []string) []string { l[1] = "08"; return l })),
		text("size signed", lines(func(l []string) []string { l[1] = "+8"; return l })),
		text("size huge", lines(func(l []string) []string { l[1] = "18446744073709551624"; return l })),
		text("other root", lines(func(l []string) []string { l[2] = b64(hash(0)); return l })),
		text("root loose", lines(func(l []string) []string { l[2] = looseBits(l[2]); return l })),
		text("root longer", lines(func(l []string) []string { l[2] = b64(append(unb64(l[2]), 0)); return l })),
		text("extension", func(s string) string { return s + "extension\n" }),
		text("timestamp", func(s string) string { return s + "Timestamp: 1772366400\n" }),
		text("no newline", func(s string) string { return strings.TrimSuffix(s, "\n") }),
		text("crlf", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }),
		text("empty line", lines(func(l []string) []string { return slices.Insert(l, 2, "") })),
		text("only origin", lines(func(l []string) []string { return []string{l[0], ""} })),
		note("empty", func(string) string { return "" }), note("no signature",
			lines(func(l []string) []string { return append(l[:3:3], "", "") })),
		note("unsigned line first", lines(func(l []string) []string { return slices.Insert(l, 4, "— other.test "+b64(make([]byte, 68))) })),
		note("unsigned line last", func(s string) string { return s + "— other.test " + b64(make([]byte, 68)) + "\n" }),
		note("twice", lines(func(l []string) []string { return slices.Insert(l, 4, l[4]) })),
		note("other name", func(s string) string { return strings.Replace(s, "— rekor", "— other", 1) }),
		note("other hash", lines(func(l []string) []string {
			f := strings.Fields(l[4])
			sig := unb64(f[2])
			sig[0] ^= 1
			l[4] = f[0] + " " + f[1] + " " + b64(sig)
			return l
		})),
		note("bad signature", lines(func(l []string) []string {
			f := strings.Fields(l[4])
			sig := unb64(f[2])
			sig[len(sig)-1] ^= 1
			l[4] = f[0] + " " + f[1] + " " + b64(sig)
			return l
		})),
		note("hyphen", func(s string) string { return strings.Replace(s, "—", "-", 1) }),
		note("trailing text", func(s string) string { return s + "x\n" }),
		note("trailing newline", func(s string) string { return s + "\n" }),
		note("no newline", func(s string) string { return strings.TrimSuffix(s, "\n") }),
		note("space at the end", func(s string) string { return strings.TrimSuffix(s, "\n") + " \n" }),
		note("changed after", func(s string) string { return "x" + s }),
	}
}

// timeCases compare the integrated time with the certificate, to the second.
func timeCases() []Case {
	return everywhere("time", []Place{Sig, Att, Bundle}, func(d Draft) []Case {
		if !d.Keyless {
			return nil
		}
		var out []Case
		for _, seconds := range []int{-61, -60, -59, 0, 539, 540, 541, -90 * 24 * 3600} {
			for _, kind := range kindsAt[d.Place] {
				after := time.Duration(seconds) * time.Second
				d.Entries, d.Stamps = []Entry{{Kind: kind, After: after}}, nil
				out = append(out, asked("", fmt.Sprintf("%s entry at %d", kind, seconds), d))
				d.Entries, d.Stamps = []Entry{{Kind: kind}}, []Stamp{{After: after}}
				out = append(out, asked("", fmt.Sprintf("%s stamp at %d", kind, seconds), d),
					asked("", fmt.Sprintf("%s stamp at %d-usets", kind, seconds), d, stamps))
			}
			d.Entries = []Entry{{}}
			out = append(out, asked("", fmt.Sprintf("stamp at %d alone", seconds), d, stamps, noLog))
		}
		return out
	})
}
