package main

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"assay/testdata/forge"
)

// result is a case with what everybody said of it.
type result struct {
	made          *forge.Made
	assay, v3, v2 answer
	err           error
}

// difference names what differs, or is empty.
func (r result) difference() string {
	accepted, refused := 0, 0
	for _, a := range []answer{r.v3, r.v2} {
		switch {
		case a.asked && a.accepted:
			accepted++
		case a.asked:
			refused++
		}
	}
	kind := ""
	switch {
	case r.err != nil || r.assay.broken:
		return "BROKEN"
	case r.assay.accepted && accepted == 0 && refused > 0:
		kind = "FALSE ACCEPT"
	case !r.assay.accepted && refused == 0 && accepted > 0:
		kind = "false reject"
	case accepted > 0 && refused > 0:
		return "cosigns differ"
	default:
		return ""
	}
	if reason := forge.Deliberate(r.made.Case, r.assay.accepted); reason != "" {
		return "deliberate"
	}
	return kind
}

func (r result) line(kind string) string {
	said := r.v3.line
	if r.v2.asked && r.v2.line != r.v3.line {
		said += " | v2: " + r.v2.line
	}
	if r.err != nil {
		said = r.err.Error()
	}
	return strings.Join([]string{kind, r.made.Class, strconv.Quote(r.made.What), oneLine(r.assay.line), oneLine(said)}, " | ")
}

// compare asks everybody about every case, and prints what differs.
func compare(ctx context.Context, w *forge.World, cases []forge.Case, t *tools, s settings) (int, error) {
	work, done := make(chan forge.Case), make(chan result)
	var group sync.WaitGroup
	for range s.jobs {
		group.Go(func() {
			for c := range work {
				done <- ask(ctx, w, c, t, s)
			}
		})
	}
	go func() {
		defer close(done)
		defer group.Wait()
		defer close(work)
		for _, c := range cases {
			select {
			case work <- c:
			case <-ctx.Done():
				return
			}
		}
	}()
	counts, classes := map[string]int{}, map[string]int{}
	var recorded []forge.Recorded
	for r := range done {
		kind := r.difference()
		counts[kind]++
		if kind != "" {
			classes[kind+" | "+r.made.Class]++
		}
		if kind != "" && kind != "deliberate" || s.verbose {
			fmt.Println(r.line(kind))
		}
		recorded = append(recorded, forge.Recorded{
			Class: r.made.Class, What: r.made.What, Sum: r.made.Sum(), V3: said(r.v3), V2: said(r.v2), Line: short(r.v3.line),
		})
	}
	summary(counts, classes, len(recorded))
	if s.record != "" && ctx.Err() == nil {
		if err := forge.WriteRecord(s.record, recorded); err != nil {
			return 0, err
		}
	}
	if counts["FALSE ACCEPT"]+counts["BROKEN"] > 0 {
		return 1, ctx.Err()
	}
	return 0, ctx.Err()
}

func ask(ctx context.Context, w *forge.World, c forge.Case, t *tools, s settings) result {
	r := result{made: w.Make(c)}
	flags, err := r.made.Write(t.dir)
	if err != nil {
		r.err = err
		return r
	}
	reference, drop := t.registry.Add(r.made.Image)
	defer drop()
	r.assay = t.assay(ctx, r.made, flags, reference)
	r.v3 = t.cosign(ctx, 3, r.made, flags, reference)
	if s.record != "" || !r.v3.asked || r.v3.accepted != r.assay.accepted {
		r.v2 = t.cosign(ctx, 2, r.made, flags, reference)
	}
	return r
}

// said is an answer as it is recorded: yes, no, or empty where nobody was asked.
func said(a answer) string {
	switch {
	case !a.asked:
		return ""
	case a.accepted:
		return "accept"
	}
	return "reject"
}

func short(line string) string {
	if len(line) > 90 {
		line = line[:90]
	}
	return strings.ToValidUTF8(line, "")
}

// oneLine keeps a line one, and text, whatever it quotes from an image.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}

func summary(counts, classes map[string]int, total int) {
	var lines []string
	for class, n := range classes {
		lines = append(lines, fmt.Sprintf("# %s: %d", class, n))
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
	fmt.Printf("# %d cases, false accepts %d, false rejects %d, broken %d, cosigns differ %d, deliberate %d\n", total,
		counts["FALSE ACCEPT"], counts["false reject"], counts["BROKEN"], counts["cosigns differ"], counts["deliberate"])
}
