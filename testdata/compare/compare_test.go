package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestCompare wants words to be told from what a program could read.
func TestCompare(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		old, new outcome
		want     []change
	}{
		{"equal", outcome{stdout: `{"a":1, "b":[{"id":"x"}]}`}, outcome{stdout: `{"b":[{"id":"x"}],"a":1}`}, nil},
		{"exit code", outcome{code: 12}, outcome{code: 0}, []change{{path: "exit", old: "12", new: "0"}}},
		{"panic", outcome{stderr: "x"}, outcome{stderr: "x\ngoroutine 1"}, []change{
			{path: "stderr", new: "x\ngoroutine 1"}, {path: "stderr", new: "goroutine 1", prose: true, facts: true},
		}},
		{"message on stderr", outcome{stderr: "assay: no such thing\n"}, outcome{stderr: "assay: nothing found\n"}, []change{
			{path: "stderr", old: "assay: no such thing", new: "assay: nothing found", prose: true},
		}},
		{"silence on stderr", outcome{stderr: "assay: gone"}, outcome{}, []change{{path: "stderr", old: "assay: gone"}}},
		{"no JSON any more", outcome{stdout: `{"a":1}`}, outcome{}, []change{{path: "stdout", old: `{"a":1}`}}},
		{"lines in another order", outcome{stdout: "b\na\n"}, outcome{stdout: "a\nb\n"}, []change{
			{path: "stdout", old: "(lines)", new: "(the same lines in another order, or otherwise indented)", prose: true, facts: true},
		}},
		jsonTest("reason of a check", `{"checks":[{"reason":"a-b"}]}`, `{"checks":[{"reason":"c-d"}]}`,
			change{path: "$.checks[0].reason", old: "a-b", new: "c-d"}),
		jsonTest("reason of a policy", `{"policy":{"reason":"as a"}}`, `{"policy":{"reason":"as b"}}`,
			change{path: "$.policy.reason", old: "as a", new: "as b", prose: true}),
		jsonTest("words of podman", `{"policy":{"message":"a"}}`, `{"policy":{"message":"b"}}`,
			change{path: "$.policy.message", old: "a", new: "b"}),
		jsonTest("words of a finding", `{"policy":{"findings":[{"message":"a"}]}}`, `{"policy":{"findings":[{"message":"b"}]}}`,
			change{path: "$.policy.findings[0].message", old: "a", new: "b", prose: true}),
		jsonTest("title", `{"title":"log's promise"}`, `{"title":"SET"}`,
			change{path: "$.title", old: "log's promise", new: "SET", prose: true}),
		jsonTest("remedy with another number", `{"remedy":["take 1.0"]}`, `{"remedy":["take 2.0"]}`,
			change{path: "$.remedy[0]", old: "take 1.0", new: "take 2.0", prose: true, facts: true}),
		jsonTest("one remedy fewer", `{"remedy":["a","b"]}`, `{"remedy":["a"]}`, change{path: "$.remedy", old: `["a","b"]`, new: `["a"]`}),
		jsonTest("got in other words", `{"got":"no entry with 71 bytes"}`, `{"got":"71 bytes without an entry"}`,
			change{path: "$.got", old: "no entry with 71 bytes", new: "71 bytes without an entry", prose: true}),
		jsonTest("got another value", `{"got":"sha256:aa"}`, `{"got":"sha256:bb"}`,
			change{path: "$.got", old: "sha256:aa", new: "sha256:bb", facts: true}),
		jsonTest("a sentence that came", `{}`, `{"why":"so"}`, change{path: "$.why", old: "(absent)", new: "so", prose: true}),
		jsonTest("a member that went", `{"cause":"x"}`, `{}`, change{path: "$.cause", old: "x", new: "(absent)"}),
		jsonTest("title in a signed claim", `{"claims":{"title":"a"}}`, `{"claims":{"title":"b"}}`,
			change{path: "$.claims.title", old: "a", new: "b"}),
		jsonTest("large number", `{"n":9007199254740993}`, `{"n":9007199254740992}`,
			change{path: "$.n", old: "9007199254740993", new: "9007199254740992", facts: true}),
		jsonTest("order", `{"signatures":[{"id":"a"},{"id":"b"}]}`, `{"signatures":[{"id":"b"},{"id":"a"}]}`,
			change{path: "$.signatures[0].id", old: "a", new: "b"}, change{path: "$.signatures[1].id", old: "b", new: "a"}),
		jsonTest("blobs of one artifact", `[{"id":"a","predicateType":"p"},{"id":"a","predicateType":"q"}]`,
			`[{"id":"a","predicateType":"q"},{"id":"a","predicateType":"p"}]`),
		jsonTest("several reports", "{\"verdict\":\"failed\"}\n{}", "{\"verdict\":\"verified\"}\n{}",
			change{path: "$[0].verdict", old: "failed", new: "verified"}),
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, compare(test.old, test.new), cmp.AllowUnexported(change{})); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func jsonTest(name, old, new string, want ...change) (test struct {
	name     string
	old, new outcome
	want     []change
},
) {
	test.name, test.old.stdout, test.new.stdout, test.want = name, old, new, want
	return test
}

func TestSteady(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	const text = "at 2026-11-21T17:59:59Z (2026-11-20 17:59:59) 127.0.0.1:40001 127.0.0.1:3000 in 12ms, 5h38m7s, 3s4; 21 Nov 2026 " +
		"17:59:00, statement-a85dcee81b1c-2"
	const want = "at NOWZ (2026-11-20 17:59:59) 127.0.0.1:PORT 127.0.0.1:3000 in DURATION, DURATION, 3s4; NOW, statement-a85dcee81b1c"
	if got := steady(text, now); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestProse wants one line for sentences that differ by numbers alone, and those
// with other facts first.
func TestProse(t *testing.T) {
	t.Parallel()
	p := newProse()
	p.add("a", change{path: "$.title", old: "index 1 promised", new: "index 1 has a SET", prose: true})
	p.add("b", change{path: "$.title", old: "index 2 promised", new: "index 2 has a SET", prose: true})
	p.add("c", change{path: "$.title", old: "until 3", new: "until 4", prose: true, facts: true})
	var out strings.Builder
	p.print(&out)
	want := "! 1x c | $.title\n    - \"until 3\"\n    + \"until 4\"\n  2x a | $.title\n    - \"index 1 promised\"\n    + \"index 1 has " +
		"a SET\"\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("prose (-want +got):\n%s", diff)
	}
	if got := p.otherFacts(); got != 1 {
		t.Errorf("%d sentences with other facts, want 1", got)
	}
}

// TestOwnCases wants the repository's cases to be made, and those of a kind not
// to vanish.
func TestOwnCases(t *testing.T) {
	t.Chdir("../..")
	r := &runner{scratch: t.TempDir()}
	count := map[string]int{}
	for _, make := range []caseMaker{signedCases, forgedCases, layoutCases, openpgpCases, policyCases, fileCases, usageCases} {
		cases, err := make(t.Context(), r, "testdata")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			kind, _, _ := strings.Cut(c.Name, "/")
			count[kind]++
		}
	}
	for kind, least := range map[string]int{"signed": 190, "unpinned": 190, "forged": 230, "layout": 100, "bundle": 50, "gpg": 250,
		"policy": 2300, "sbom": 20, "cert": 8, "usage": 25} {
		if count[kind] < least {
			t.Errorf("%d cases named %s/, want at least %d", count[kind], kind, least)
		}
	}
}
