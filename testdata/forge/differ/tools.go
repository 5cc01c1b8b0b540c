package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect"
	"assay/inspect/report"
	"assay/testdata/forge"
)

// answer is what a program said of a case.
type answer struct {
	asked, accepted bool
	// broken is a hang or a panic; line is the last line or the causes.
	broken bool
	line   string
}

// tools are the programs, and where they find what they need.
type tools struct {
	settings settings
	dir      string
	registry *forge.Registry
}

func newTools(s settings) (*tools, error) {
	dir, err := os.MkdirTemp("", "forge")
	if err != nil {
		return nil, err
	}
	return &tools{settings: s, dir: dir, registry: forge.NewRegistry()}, os.Mkdir(filepath.Join(dir, "home"), 0o700)
}

func (t *tools) close() {
	t.registry.Close()
	_ = os.RemoveAll(t.dir)
}

// assay asks the engine, or the binary.
func (t *tools) assay(ctx context.Context, m *forge.Made, flags []string, reference string) answer {
	if t.settings.assay == "" {
		return t.engine(ctx, m, flags, reference)
	}
	args := slices.Concat([]string{"-o", "json", "--offline"}, flags)
	if m.Type != "" {
		args = append(args, "--type", m.Type)
	}
	out, errs, code := t.exec(ctx, t.settings.assay, append(args, reference), nil)
	var r report.Report
	if json.Unmarshal(out, &r) != nil {
		r = report.Report{Headline: lastLine(errs)}
	}
	a := answerOf(&r, code)
	a.broken = code < 0 || strings.Contains(errs, "goroutine ")
	return a
}

func (t *tools) engine(ctx context.Context, m *forge.Made, flags []string, reference string) answer {
	asked, err := forge.Asked(flags, m.Type)
	if err != nil {
		return answer{asked: true, broken: true, line: err.Error()}
	}
	options := inspect.Options{Criteria: asked}
	options.Registry.Keychain = authn.NewMultiKeychain()
	r, err := inspect.Run(ctx, reference, options, nil)
	if err != nil {
		return answer{asked: true, line: err.Error()}
	}
	return answerOf(r, r.ExitCode())
}

func answerOf(r *report.Report, code int) answer {
	var causes []string
	for _, d := range r.Diagnoses {
		causes = append(causes, d.Cause)
	}
	a := answer{asked: true, accepted: code == 0 && r.Verdict == report.VerdictVerified}
	a.line = fmt.Sprintf("%s %s", r.Verdict, strings.Join(causes[:min(2, len(causes))], ","))
	if r.Verdict == "" {
		a.line = r.Headline
	}
	return a
}

// cosign asks one of the two. Version 2 takes parts of a trusted root only,
// where a certificate's signer is asked for of an attestation in the tag format.
func (t *tools) cosign(ctx context.Context, version int, m *forge.Made, flags []string, reference string) answer {
	binary := t.settings.cosign
	env := []string{}
	if version == 2 {
		binary = t.settings.cosign2
		if slices.Contains(flags, "--allow-certificate-chain") {
			return answer{}
		}
		if m.Type != "" && m.Keyless() && !m.IsBundle() {
			if m.OwnRoot() {
				return answer{}
			}
			flags, env = t.parts(m, flags)
		}
	}
	if binary == "" {
		return answer{}
	}
	args := []string{"verify"}
	if m.Type != "" {
		args = []string{"verify-attestation", "--type", m.Type}
	}
	args = slices.Concat(args, []string{"--allow-http-registry", "--offline=true"}, flags, []string{reference})
	out, errs, code := t.exec(ctx, binary, args, env)
	a := answer{asked: true, accepted: code == 0, broken: code < 0, line: lastLine(errs)}
	if strings.Contains(errs, "goroutine ") && code == 2 {
		a.line = "cosign panics"
	}
	if a.line == "" {
		a.line = lastLine(string(out))
	}
	return a
}

func (t *tools) parts(m *forge.Made, flags []string) (rest, env []string) {
	if i := slices.Index(flags, "--trusted-root"); i >= 0 {
		rest = slices.Concat(flags[:i], flags[i+2:])
	}
	for variable, name := range map[string]string{
		"SIGSTORE_ROOT_FILE": "fulcio.pem", "SIGSTORE_REKOR_PUBLIC_KEY": "rekor.pub",
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE": "ct.pub", "SIGSTORE_TSA_CERTIFICATE_FILE": "tsa.pem",
	} {
		env = append(env, variable+"="+m.Path(t.dir, name))
	}
	return rest, env
}

// exec runs a program that can reach loopback alone, with nothing of the
// user's; the code is -1 where it had to be ended.
func (t *tools) exec(ctx context.Context, binary string, args, env []string) (out []byte, errs string, code int) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, binary, args...) //nolint:gosec // The binaries are the user's choice.
	home := filepath.Join(t.dir, "home")
	nowhere := "http://127.0.0.1:1"
	command.Env = append([]string{
		"PATH=/nonexistent", "HOME=" + home, "DOCKER_CONFIG=" + home, "XDG_CACHE_HOME=" + home, "TUF_ROOT=" + home, "NO_COLOR=1",
		"HTTP_PROXY=" + nowhere, "HTTPS_PROXY=" + nowhere, "NO_PROXY=127.0.0.1",
	}, env...)
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return out, "ended after a minute", -1
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		return out, err.Error(), http.StatusTeapot
	}
	return out, stderr.String(), code
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	line := strings.TrimPrefix(lines[len(lines)-1], "error during command execution: ")
	return line[:min(len(line), 200)]
}
