// Command differ forges signed images, asks assay and cosign about each, and
// prints every difference:
//
// go run ./testdata/forge/differ [-assay BIN] [-cosign BIN] [-cosign2 BIN] [-only TEXT] [-seed N]
// [-n N] [-each N] [-again FILE] [-pairs] [-record FILE]
//
// Without -assay the engine of this tree is asked in process. A line is: what
// differs | class | change | assay's verdict and causes | cosign's last line.
// The exit code is 1 where assay accepts what every cosign asked refuses and
// that is no deliberate difference, and 2 for usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"

	"assay/testdata/forge"
)

func main() {
	code, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "differ:", err)
		code = 2
	}
	os.Exit(code)
}

type settings struct {
	assay, cosign, cosign2, only, again, record, seed string
	random                                            uint64
	n, each, jobs                                     int
	pairs, verbose                                    bool
}

func run() (int, error) {
	var s settings
	flag.StringVar(&s.assay, "assay", "", "assay's binary; without it the engine of this tree is asked in process")
	flag.StringVar(&s.cosign, "cosign", find("cosign"), "cosign 3's binary")
	flag.StringVar(&s.cosign2, "cosign2", find("cosign2"), "cosign 2's binary, asked where cosign 3 and assay differ, and for -record")
	flag.StringVar(&s.only, "only", "", "cases only whose class | change holds this text; several between commas")
	flag.StringVar(&s.seed, "world", forge.RecordedSeed, "seed of keys and authorities; another one makes other bytes")
	flag.Uint64Var(&s.random, "seed", 1, "seed for choosing among the cases")
	flag.IntVar(&s.n, "n", 0, "number of cases chosen at random; 0 is all")
	flag.IntVar(&s.each, "each", 0, "number of cases of each class, chosen at random; 0 is all")
	flag.StringVar(&s.again, "again", "", "the cases that this file, an earlier output, names, and with -each so many others of each class")
	flag.BoolVar(&s.pairs, "pairs", false, "two changes at a time, chosen at random (with -n)")
	flag.IntVar(&s.jobs, "jobs", 2, "cases at a time")
	flag.BoolVar(&s.verbose, "v", false, "print every case, not differences alone")
	flag.StringVar(&s.record, "record", "", "write the cases with cosign's verdicts to this file, for go test")
	flag.Parse()
	if flag.NArg() > 0 {
		return 0, fmt.Errorf("%q is no flag", flag.Arg(0))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	world := forge.NewWorld(s.seed)
	cases, err := choose(world, s)
	if err != nil {
		return 0, err
	}
	if len(cases) == 0 {
		return 0, errors.New("no case is named so")
	}
	t, err := newTools(s)
	if err != nil {
		return 0, err
	}
	defer t.close()
	return compare(ctx, world, cases, t, s)
}

// find is the path of a program, or empty.
func find(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// choose picks the cases that the settings ask for.
func choose(w *forge.World, s settings) ([]forge.Case, error) {
	again, err := named(s.again)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(s.random, 0)) //nolint:gosec // It chooses cases; the choice must repeat.
	all := forge.Cases(w)
	if s.pairs {
		return forge.Pairs(matching(all, s.only), s.n, random), nil
	}
	all = matching(all, s.only)
	if s.n > 0 || s.each > 0 {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	var chosen []forge.Case
	of := map[string]int{}
	for _, c := range all {
		switch {
		case again[c.ID()], s.each > 0 && c.What == "good":
		case s.again != "" && s.each == 0, s.each > 0 && of[c.Class] >= s.each, s.n > 0 && len(chosen) >= s.n:
			continue
		default:
			of[c.Class]++
		}
		chosen = append(chosen, c)
	}
	return chosen, nil
}

func matching(all []forge.Case, only string) []forge.Case {
	var out []forge.Case
	for _, c := range all {
		for text := range strings.SplitSeq(only, ",") {
			if strings.Contains(c.ID(), text) {
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// named reads the cases' names in an earlier output.
func named(path string) (map[string]bool, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for line := range strings.SplitSeq(string(data), "\n") {
		if parts := strings.Split(line, " | "); len(parts) > 2 {
			if what, err := strconv.Unquote(parts[2]); err == nil {
				names[forge.Case{Class: parts[1], What: what}.ID()] = true
			}
		}
	}
	return names, nil
}
