package main

import (
	"archive/tar"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// testCase is one command line; the command's documentation says what the
// members are.
type testCase struct {
	Name, Ref, Layouts string
	Args, Env          []string
	Bare               bool
	// dir is the folder of the case file.
	dir string
}

// loadCases reads case files, or without any makes the repository's own cases.
func loadCases(ctx context.Context, files []string, r *runner) ([]testCase, error) {
	if len(files) == 0 {
		return ownCases(ctx, r)
	}
	var out []testCase
	for _, file := range files {
		cases, err := readJSON[[]testCase](file)
		if err != nil {
			return nil, err
		}
		dir, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			c.dir = dir
			out = append(out, c)
		}
	}
	return out, nil
}

func readJSON[T any](file string) (v T, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("%s: %w", file, err)
	}
	return v, nil
}

// caseMaker makes cases of one kind from testdata, the folder dir.
type caseMaker func(ctx context.Context, r *runner, dir string) ([]testCase, error)

// ownCases are the repository's: signed images by tag and as layouts, with and
// without a signer named, forged images, bundles, OpenPGP signatures, policies,
// SBOMs, certificates, the demo and wrong usage.
func ownCases(ctx context.Context, r *runner) ([]testCase, error) {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		return nil, err
	}
	var out []testCase
	for _, make := range []caseMaker{
		signedCases, forgedCases, layoutCases, openpgpCases, policyCases, fileCases, demoCases, usageCases,
	} {
		cases, err := make(ctx, r, dir)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			c.dir = cmp.Or(c.dir, dir)
			out = append(out, c)
		}
	}
	return out, nil
}

const root = "{DIR}/trust/trusted-root.json"

func signedCases(_ context.Context, _ *runner, dir string) ([]testCase, error) {
	type signed struct {
		Case, Layout, Ref string
		ReferrersAPI      bool
		Intent            map[string]any
	}
	cases, err := readJSON[[]signed](filepath.Join(dir, "cases.json"))
	if err != nil {
		return nil, err
	}
	names := map[string]string{
		"identity": "--certificate-identity", "identity_regexp": "--certificate-identity-regexp", "issuer": "--certificate-oidc-issuer",
		"issuer_regexp": "--certificate-oidc-issuer-regexp", "hash": "--signature-digest-algorithm", "predicate_type": "--type",
		"attachment": "--attachment", "key": "--key", "trusted_root": "--trusted-root", "ignore_tlog": "--insecure-ignore-tlog",
		"use_signed_timestamps": "--use-signed-timestamps", "allow_certificate_chain": "--allow-certificate-chain",
		"annotations": "-a", "github": "--certificate-github-workflow-",
	}
	var out []testCase
	for _, s := range cases {
		var all, unpinned []string
		for _, member := range slices.Sorted(maps.Keys(s.Intent)) {
			value := s.Intent[member]
			var args []string
			switch v := value.(type) {
			case bool:
				args = []string{fmt.Sprintf("%s=%v", names[member], v)}
			case map[string]any:
				for _, k := range slices.Sorted(maps.Keys(v)) {
					if member == "annotations" {
						args = append(args, "-a", fmt.Sprintf("%s=%v", k, v[k]))
					} else {
						args = append(args, fmt.Sprintf("%s%s=%v", names[member], k, v[k]))
					}
				}
			case string:
				if member == "key" || member == "trusted_root" {
					v = "{DIR}/" + v
				}
				args = []string{names[member], v}
			}
			if names[member] == "" {
				continue
			}
			all = append(all, args...)
			if member == "trusted_root" || value == true {
				unpinned = append(unpinned, args...)
			}
		}
		c := testCase{Name: "signed/" + s.Case, Layouts: "layouts", Bare: !s.ReferrersAPI, Args: append(all, "--offline")}
		prefix := "layouts/"
		if _, err := os.Stat(filepath.Join(dir, "demo/layouts", s.Layout)); err == nil {
			c.Layouts, prefix = "demo/layouts", "demo/"
		}
		if c.Bare {
			prefix = "bare-" + prefix
		}
		c.Ref = prefix + s.Layout + separator(s.Ref) + s.Ref
		nobody := c
		nobody.Name, nobody.Args = "unpinned/"+s.Case, slices.Concat(unpinned, []string{"--offline"})
		out = append(out, c, nobody)
	}
	return out, nil
}

func separator(reference string) string {
	if strings.HasPrefix(reference, "sha256:") {
		return "@"
	}
	return ":"
}

// forgedCases unpacks forged.tar.gz into the scratch folder.
func forgedCases(_ context.Context, r *runner, dir string) ([]testCase, error) {
	if err := unpack(filepath.Join(dir, "forged.tar.gz"), r.scratch); err != nil {
		return nil, err
	}
	dir = filepath.Join(r.scratch, "forged")
	type forged struct {
		Case, Folder, Ref, Type string
		Attestation             bool
		Flags                   []string
		TrustedRoot             string `json:"trusted_root"`
	}
	cases, err := readJSON[[]forged](filepath.Join(dir, "cases.json"))
	var out []testCase
	for _, f := range cases {
		args := slices.Concat(f.Flags, []string{"--offline", "--trusted-root", f.TrustedRoot})
		if f.Attestation {
			args = append(args, "--type", f.Type)
		}
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "{DIR}", "{DIR}/"+f.Folder)
		}
		out = append(out, testCase{
			Name: "forged/" + f.Case, Args: args, dir: dir, Layouts: f.Folder + "/layouts",
			Ref: "forged-" + f.Folder + "/" + f.Case + separator(f.Ref) + f.Ref,
		})
	}
	return out, err
}

func unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if !filepath.IsLocal(h.Name) {
			return fmt.Errorf("%s: %q leads out of the archive", archive, h.Name)
		}
		data, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(dir, h.Name), data); err != nil { //nolint:gosec // The name is local, as was just looked at.
			return err
		}
	}
}

func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o600) //nolint:gosec // Names are made here, or local ones of an archive of ours.
}

// demoCases asks the old binary which demo cases there are.
func demoCases(ctx context.Context, r *runner, _ string) ([]testCase, error) {
	names, err := exec.CommandContext(ctx, r.old, "__complete", "demo", "").Output() //nolint:gosec // The user names the binary.
	if err != nil {
		return nil, fmt.Errorf("asking %s for its demo cases: %w", r.old, err)
	}
	var out []testCase
	for name := range strings.FieldsSeq(string(names)) {
		if !strings.HasPrefix(name, ":") {
			out = append(out, testCase{Name: "demo/" + name, Args: []string{"demo", name}})
		}
	}
	return out, nil
}

func usageCases(context.Context, *runner, string) ([]testCase, error) {
	const image = "{REGISTRY}/layouts/v2-key-p384"
	var out []testCase
	for _, line := range []string{
		"", "--help", "sbom --help", "bundle --help", "cert --help", "demo --help", "demo", "demo nothing", "--nonsense", "--key",
		"UPPER", image,
		image + ":none", image + "@sha256:0", "{REGISTRY}/layouts/none:1", "127.0.0.1:1/x:1", "oci:/nowhere", "archive:/nowhere",
		"--timeout 0s " + image,
		"--platform x " + image, "--key /nowhere " + image, "--key k --policy p " + image, "sbom", "sbom /nowhere", "cert", "cert /nowhere",
		"bundle", "bundle /nowhere",
		"--offline --key {DIR}/keys/k-p384.pub --trusted-root " + root + " " + image +
			":1.0 {REGISTRY}/layouts/v2-key-p521:1.0 {REGISTRY}/layouts/none:1",
	} {
		out = append(out, testCase{Name: "usage/" + line, Args: strings.Fields(line)})
	}
	return out, nil
}
