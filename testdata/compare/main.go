// Command compare runs two builds of assay on the same cases and prints what
// differs in their JSON, exit codes and messages:
//
//	go run ./testdata/compare -old BINARY -new BINARY [-cases FILE]... [-text] [-only TEXT] [-prose FILE]
//
// Words may differ; they are listed apart, each distinct pair once, first those
// in which a number, digest or name changed too (marked !). Everything else has
// to be equal. Without -cases the cases are those of this repository, and the
// command is run from its root. A case file is a JSON array of
//
//	{"name", "args": [...], "env": ["NAME=VALUE"], "ref": "PREFIX/LAYOUT:TAG", "layouts": "FOLDER", "bare": BOOL}
//
// ref, where present, is the last argument, and is served from the OCI layouts in
// FOLDER (below the case file's folder), without the referrers API where bare;
// PREFIX belongs to one such folder. In args and env {DIR} is the case file's
// folder and {REGISTRY} the registry's address. The exit code is 1 where something
// differs and 2 where the comparison could not be made.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	code, err := run(context.Background(), os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		code = 2
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string, out io.Writer) (code int, err error) {
	r := &runner{}
	set := flag.NewFlagSet("compare", flag.ContinueOnError)
	set.StringVar(&r.old, "old", "", "the binary to compare with")
	set.StringVar(&r.new, "new", "", "the binary that is compared")
	set.BoolVar(&r.text, "text", false, "compare -o text as well")
	only := set.String("only", "", "cases only whose name holds this text")
	jobs := set.Int("jobs", 2, "cases at a time")
	address := set.String("listen", "127.0.0.1:0", "address of the registry that serves the layouts")
	proseFile := set.String("prose", "", "write the changed prose to this file, not to standard output")
	var files []string
	set.Func("cases", "file with cases; repeatable", func(s string) error { files = append(files, s); return nil })
	if err := set.Parse(args); err != nil {
		return 0, err
	}
	if set.NArg() > 0 || r.old == "" || r.new == "" {
		return 0, errors.New("-old and -new name the two binaries; there are no other arguments")
	}
	for _, binary := range []*string{&r.old, &r.new} {
		if *binary, err = filepath.Abs(*binary); err != nil {
			return 0, err
		}
	}
	if r.scratch, err = os.MkdirTemp("", "compare"); err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(r.scratch) }()
	cases, err := loadCases(ctx, files, r)
	if err != nil {
		return 0, err
	}
	cases = slices.DeleteFunc(cases, func(c testCase) bool { return !strings.Contains(c.Name, *only) })
	var stop func()
	if r.address, stop, err = listen(ctx, *address, cases); err != nil {
		return 0, err
	}
	defer stop()
	start := time.Now()
	verdicts := make([]verdict, len(cases))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(*jobs)
	for i, c := range cases {
		group.Go(func() (err error) {
			verdicts[i], err = r.compare(ctx, c)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	prose := out
	if *proseFile != "" {
		f, err := os.Create(*proseFile)
		if err != nil {
			return 0, err
		}
		defer func() { err = cmp.Or(err, f.Close()) }()
		prose = f
	}
	return print(out, prose, verdicts, time.Since(start)), nil
}

// print lists findings and changed prose, and returns the exit code.
func print(out, prose io.Writer, verdicts []verdict, took time.Duration) int {
	findings, unsteady, differing, sentences := 0, 0, 0, newProse()
	for _, v := range verdicts {
		for _, c := range v.findings {
			_, _ = fmt.Fprintf(out, "DIFFERS %s | %s | %s | %s\n", v.name, c.path, quote(c.old), quote(c.new))
		}
		for _, c := range v.unsteady {
			_, _ = fmt.Fprintf(out, "unsteady %s | %s | %s | %s\n", v.name, c.path, quote(c.old), quote(c.new))
		}
		for _, c := range v.prose {
			sentences.add(v.name, c)
		}
		findings += len(v.findings)
		unsteady += len(v.unsteady)
		if len(v.findings) > 0 {
			differing++
		}
	}
	sentences.print(prose)
	_, _ = fmt.Fprintf(out, "%d cases, %d differences in %d of them, %d unsteady; %d changed sentences (%d with other facts); %s\n",
		len(verdicts),
		findings, differing, unsteady, len(sentences.groups), sentences.otherFacts(), took.Round(time.Second))
	if findings > 0 {
		return 1
	}
	return 0
}

// quote is a value on one line, cut where it is long.
func quote(s string) string {
	const most = 300
	if len(s) > most {
		s = s[:most] + "..."
	}
	return fmt.Sprintf("%q", s)
}
