package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"assay/registry/serve"
)

const runTimeout = time.Minute

// runner asks both binaries about cases.
type runner struct {
	old, new string
	text     bool
	// address is the registry's; scratch holds homes and caches.
	address, scratch string
	// demo is held by a run of the demo, which listens on a fixed port.
	demo sync.Mutex
}

// verdict is what became of one case. Unsteady are findings in a place where
// the old binary's own runs differ.
type verdict struct {
	name                      string
	findings, unsteady, prose []change
}

func (r *runner) compare(ctx context.Context, c testCase) (verdict, error) {
	v := verdict{name: c.Name}
	changes, err := r.changes(ctx, c, r.old, r.new)
	if err != nil {
		return v, err
	}
	for _, d := range changes {
		if d.prose {
			v.prose = append(v.prose, d)
		} else {
			v.findings = append(v.findings, d)
		}
	}
	if len(v.findings) == 0 {
		return v, nil
	}
	var varying []change
	for range 2 {
		more, err := r.changes(ctx, c, r.old, r.old)
		if err != nil {
			return v, err
		}
		varying = append(varying, more...)
	}
	v.findings = slices.DeleteFunc(v.findings, func(f change) bool {
		unsteady := slices.ContainsFunc(varying, func(d change) bool { return within(f.path, d.path) })
		if unsteady {
			v.unsteady = append(v.unsteady, f)
		}
		return unsteady
	})
	return v, nil
}

// within reports whether a path is another one or below it.
func within(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// changes runs two binaries, each with a cache of its own, and compares what
// they print in each form. What a registry serves is asked for twice, the second
// time with what the first left in the cache.
func (r *runner) changes(ctx context.Context, c testCase, old, new string) ([]change, error) {
	forms := []string{"json"}
	if c.Ref != "" {
		forms = append(forms, "json again")
	}
	if r.text {
		forms = append(forms, "text")
	}
	var all [2][]outcome
	for i, binary := range []string{old, new} {
		home, err := os.MkdirTemp(r.scratch, "home")
		if err != nil {
			return nil, err
		}
		for _, form := range forms {
			o, err := r.run(ctx, binary, c, strings.Fields(form)[0], home)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], o)
		}
		if err := os.RemoveAll(home); err != nil {
			return nil, err
		}
	}
	var out []change
	for i, form := range forms {
		for _, d := range compare(all[0][i], all[1][i]) {
			d.path = form + " " + d.path
			out = append(out, d)
		}
	}
	return out, nil
}

// run starts a binary with an environment that has nothing of this machine's
// user in it.
func (r *runner) run(ctx context.Context, binary string, c testCase, form, home string) (outcome, error) {
	if len(c.Args) > 0 && c.Args[0] == "demo" {
		r.demo.Lock()
		defer r.demo.Unlock()
	}
	fill := strings.NewReplacer("{DIR}", c.dir, "{REGISTRY}", r.address)
	args := []string{"assay"}
	for _, a := range c.Args {
		args = append(args, fill.Replace(a))
	}
	if c.Ref != "" {
		args = append(args, r.address+"/"+c.Ref)
	}
	ctx, cancel := context.WithTimeout(ctx, runTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary)
	command.Args = slices.Concat(args, []string{"-o", form})
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CACHE_HOME=" + home, "XDG_CONFIG_HOME=" + home,
		"DOCKER_CONFIG=" + home, "TZ=UTC", "NO_COLOR=1"}
	for _, e := range c.Env {
		command.Env = append(command.Env, fill.Replace(e))
	}
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return outcome{}, fmt.Errorf("running %s: %w", binary, err)
	}
	clean := func(text string) string { return steady(strings.ReplaceAll(text, home, "HOME"), time.Now()) }
	return outcome{command.ProcessState.ExitCode(), clean(stdout.String()), clean(stderr.String())}, nil
}

// listen serves the layouts of all cases until stop is called. The first part of
// a repository's name says which folder of layouts it is in.
func listen(ctx context.Context, address string, cases []testCase) (at string, stop func(), err error) {
	type folder struct {
		layouts string
		bare    bool
	}
	folders, handlers := map[string]folder{}, map[string]http.Handler{}
	for _, c := range cases {
		if c.Ref == "" {
			continue
		}
		prefix, _, _ := strings.Cut(c.Ref, "/")
		f := folder{filepath.Join(c.dir, c.Layouts), c.Bare}
		if have, ok := folders[prefix]; ok && have != f {
			return "", nil, fmt.Errorf("%s: %s/ is both %v and %v", c.Name, prefix, have, f)
		}
		folders[prefix] = f
		if handlers[prefix] == nil {
			handlers[prefix] = serve.New(os.DirFS(f.layouts), prefix, !f.bare)
		}
	}
	empty := serve.New(embed.FS{}, "", true)
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		prefix, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/v2/"), "/")
		if h := handlers[prefix]; h != nil {
			h.ServeHTTP(w, req)
			return
		}
		empty.ServeHTTP(w, req)
	})}
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), func() { _ = server.Close() }, nil
}
