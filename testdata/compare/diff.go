package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// outcome is what one run of a binary left: exit code, or -1 where it had to be
// stopped, and its output with the names of this machine taken out.
type outcome struct {
	code           int
	stdout, stderr string
}

// change is one place in which two outcomes differ.
type change struct {
	// path is exit, stderr, stdout, or a JSON path that begins with $.
	path, old, new string
	// prose says that only words changed, and facts that a number, digest, name
	// or the like changed with them, which a reader should look at.
	prose, facts bool
}

var (
	// ephemeral are addresses that the system chose, elapsed durations, and moment
	// points in time.
	ephemeral = regexp.MustCompile(`(127\.0\.0\.1|localhost|\[::1\]):(3[2-9]|[4-6]\d)\d{3}\b`)
	elapsed   = regexp.MustCompile(`([ (])(\d+(\.\d+)?(h|m|ns|µs|ms|s))+\b`)
	// twin is an ID with the number that tells it from another of the same bytes:
	// blobs of one artifact are numbered as they arrive.
	twin   = regexp.MustCompile(`\b([a-z]+-[0-9a-f]{12})-\d+\b`)
	moment = regexp.MustCompile(`\b(\d{4}-\d\d-\d\d[ T]|\d\d? [A-Z][a-z]{2} \d{4} )\d\d:\d\d:\d\d`)

	// proseMember are members that hold sentences for a reader; mixedMember hold
	// values or sentences.
	proseMember = regexp.MustCompile(
		`\.(message|title|detail|remedy|headline|why|consequences|trustReason|notes|problems?|wants|origin)(\[\d+\])?$` +
			`|\.(policy|requirements\[\d+\]|cut\[\d+\])\.reason$`)
	mixedMember = regexp.MustCompile(`\.(want|got)$|\.probes\[\d+\]\.detail$`)
	// foreign are members whose text is not assay's own: what was signed, what an
	// SBOM says, and what podman prints of a policy.
	foreign = regexp.MustCompile(
		`\.(claims|body|document|difference)[.\[]|\.policy(\.requirements\[\d+\](\.signatures\[\d+\])?)?\.message$`)
	diagnostics = regexp.MustCompile(`\.diagnostics\[\d+\]\.message$`)
)

// steady takes out of an output what differs from run to run: ports that the
// system chose, durations, the time of the run itself, and numbers of arrival.
func steady(text string, now time.Time) string {
	text = ephemeral.ReplaceAllString(text, "$1:PORT")
	text = elapsed.ReplaceAllString(text, "${1}DURATION")
	text = twin.ReplaceAllString(text, "$1")
	return moment.ReplaceAllStringFunc(text, func(s string) string {
		at, err := time.Parse(time.DateTime, strings.Replace(s, "T", " ", 1))
		if err != nil {
			at, err = time.Parse("2 Jan 2006 15:04:05", s)
		}
		if err != nil || now.Sub(at).Abs() > 2*runTimeout {
			return s
		}
		return "NOW"
	})
}

// compare lists the changes between the outcomes of two binaries.
func compare(old, new outcome) []change {
	var out []change
	if old.code != new.code {
		out = append(out, change{path: "exit", old: strconv.Itoa(old.code), new: strconv.Itoa(new.code)})
	}
	if strings.Contains(new.stderr, "goroutine ") {
		out = append(out, change{path: "stderr", new: new.stderr})
	}
	out = append(out, compareText("stderr", old.stderr, new.stderr)...)
	before, err1 := decode(old.stdout)
	after, err2 := decode(new.stdout)
	if err1 != nil || err2 != nil {
		return append(out, compareText("stdout", old.stdout, new.stdout)...)
	}
	return append(out, compareValues("$", before, after)...)
}

// decode reads JSON values until the end; several of them become an array.
func decode(text string) (any, error) {
	var values []any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	for {
		var v any
		switch err := decoder.Decode(&v); {
		case errors.Is(err, io.EOF) && len(values) == 1:
			return values[0], nil
		case errors.Is(err, io.EOF) && len(values) > 1:
			return values, nil
		case err != nil:
			return nil, err
		}
		values = append(values, v)
	}
}

func compareValues(path string, old, new any) []change {
	if object, ok := old.(map[string]any); ok {
		if other, ok := new.(map[string]any); ok {
			return compareObjects(path, object, other)
		}
	}
	if array, ok := old.([]any); ok {
		if other, ok := new.([]any); ok {
			return compareArrays(path, array, other)
		}
	}
	before, after := show(old), show(new)
	if before == after {
		return nil
	}
	c := change{path: path, old: before, new: after}
	c.facts = !slices.Equal(facts(before), facts(after))
	own := !foreign.MatchString(path) || diagnostics.MatchString(path)
	c.prose = isText(old) && isText(new) && own && (proseMember.MatchString(path) || mixedMember.MatchString(path) && !c.facts)
	return []change{c}
}

func compareObjects(path string, old, new map[string]any) []change {
	var names []string
	for name := range old {
		names = append(names, name)
	}
	for name := range new {
		if _, ok := old[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []change
	for _, name := range names {
		before, ok1 := old[name]
		after, ok2 := new[name]
		if !ok1 {
			before = absent{}
		}
		if !ok2 {
			after = absent{}
		}
		out = append(out, compareValues(path+"."+name, before, after)...)
	}
	return out
}

func compareArrays(path string, old, new []any) []change {
	var out []change
	if len(old) != len(new) {
		out = append(out, change{path: path, old: show(old), new: show(new)})
	}
	old, new = settled(old), settled(new)
	for i := range min(len(old), len(new)) {
		out = append(out, compareValues(fmt.Sprintf("%s[%d]", path, i), old[i], new[i])...)
	}
	return out
}

// settled puts neighbours of one ID, which have no order among themselves, into
// that of their predicate types: attestations that are blobs of one artifact.
func settled(array []any) []any {
	member := func(v any, name string) string {
		object, _ := v.(map[string]any)
		text, _ := object[name].(string)
		return text
	}
	array = slices.Clone(array)
	for from := 0; from < len(array); {
		to := from + 1
		for id := member(array[from], "id"); id != "" && to < len(array) && member(array[to], "id") == id; {
			to++
		}
		slices.SortStableFunc(array[from:to], func(a, b any) int {
			return strings.Compare(member(a, "predicateType"), member(b, "predicateType"))
		})
		from = to
	}
	return array
}

// absent stands for a member that one side lacks; a sentence may come or go.
type absent struct{}

func isText(v any) bool {
	switch v.(type) {
	case string, absent:
		return true
	}
	return false
}

func show(v any) string {
	switch v := v.(type) {
	case absent:
		return "(absent)"
	case string:
		return v
	}
	text, _ := json.Marshal(v)
	return string(text)
}

// compareText pairs the lines that only one side has, in order. Words may
// differ, and so may the order of lines; text where there was none may not.
func compareText(path, old, new string) []change {
	if old == new {
		return nil
	}
	if old == "" || new == "" {
		return []change{{path: path, old: old, new: new}}
	}
	before, after := surplus(old, new), surplus(new, old)
	if len(before)+len(after) == 0 {
		return []change{{path: path, old: "(lines)", new: "(the same lines in another order, or otherwise indented)", prose: true,
			facts: true}}
	}
	var out []change
	for i := range max(len(before), len(after)) {
		c := change{path: path, prose: true}
		if i < len(before) {
			c.old = before[i]
		}
		if i < len(after) {
			c.new = after[i]
		}
		c.facts = !slices.Equal(facts(c.old), facts(c.new))
		out = append(out, c)
	}
	return out
}

// surplus returns the lines of a that b has not, or has less often.
func surplus(a, b string) []string {
	count := map[string]int{}
	for line := range strings.Lines(b) {
		count[strings.TrimSpace(line)]++
	}
	var out []string
	for line := range strings.Lines(a) {
		line = strings.TrimSpace(line)
		if count[line]--; count[line] < 0 {
			out = append(out, line)
		}
	}
	return out
}

// facts returns what a sentence says that is no word of a language: numbers,
// digests, times, names of files and images, flags with values; sorted.
func facts(text string) []string {
	var out []string
	for token := range strings.FieldsSeq(text) {
		token = strings.Trim(token, ".,;:!?()\"'`")
		if strings.ContainsAny(token, "0123456789@/=_.:*\\{}[]<>|") {
			out = append(out, token)
		}
	}
	slices.Sort(out)
	return out
}
