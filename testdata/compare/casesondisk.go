package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// layoutCases reads every layout from disk, and as bundle files the bundles in
// it that are about an image.
func layoutCases(_ context.Context, _ *runner, dir string) ([]testCase, error) {
	blobs, err := filepath.Glob(filepath.Join(dir, "layouts/*/blobs/sha256/*"))
	if err != nil {
		return nil, err
	}
	var out []testCase
	seen := map[string]bool{}
	for _, blob := range blobs {
		sums := filepath.Dir(blob)
		layout := filepath.Dir(filepath.Dir(sums))
		name := filepath.Base(layout)
		if !seen[name] {
			seen[name] = true
			out = append(out, testCase{Name: "layout/" + name,
				Args: []string{"--offline", "--trusted-root", root, "--key", "{DIR}/keys/k-p256.pub", "oci:" + layout}})
		}
		type descriptor struct{ MediaType, Digest string }
		manifest, err := readJSON[struct {
			Subject descriptor
			Layers  []descriptor
		}](blob)
		if err != nil || manifest.Subject.Digest == "" {
			continue
		}
		for _, l := range manifest.Layers {
			if strings.HasPrefix(l.MediaType, "application/vnd.dev.sigstore.bundle") {
				file := filepath.Join(sums, strings.TrimPrefix(l.Digest, "sha256:"))
				out = append(out, testCase{Name: "bundle/" + name,
					Args: []string{"bundle", "--offline", "--trusted-root", root, "--key", "{DIR}/keys/k-p256.pub", "--artifact",
						manifest.Subject.Digest, file}})
			}
		}
	}
	return out, nil
}

const (
	gpgImage     = "oci:{DIR}/demo/layouts/gpg-mirrored"
	gpgReference = "registry.example.com/acme/app:1.0"
)

// openpgpCases ask for each signature with its own key, or with a good one.
func openpgpCases(_ context.Context, _ *runner, dir string) ([]testCase, error) {
	var out []testCase
	for _, folder := range []string{"gpg", "gpg/edge", "gpg/v3"} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "signatures/*"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			name := filepath.Base(file)
			key := filepath.Join(dir, folder, "keys", strings.TrimSuffix(name, ".sig")+".gpg")
			if _, err := os.Stat(key); err != nil {
				key = "{DIR}/gpg/keys/rsa.asc"
			}
			out = append(out, testCase{Name: folder + "/" + name,
				Args: []string{"--offline", "--key", key, "--signatures", file, "--reference", gpgReference, gpgImage}})
		}
	}
	return out, nil
}

// policyCases asks each policy of policy/engine.jsonl about its image, with the
// signatures that it lists in a folder.
func policyCases(_ context.Context, r *runner, dir string) ([]testCase, error) {
	data, err := os.ReadFile(filepath.Join(dir, "policy/engine.jsonl"))
	if err != nil {
		return nil, err
	}
	var out []testCase
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct {
			Name, Reference, Manifest, Layout, Policy string
			OpenPGP                                   []string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, err
		}
		scratch := filepath.Join(r.scratch, "policies", strconv.Itoa(len(out)))
		if err := write(filepath.Join(scratch, "policy.json"), []byte(strings.ReplaceAll(row.Policy, "@/", dir+"/"))); err != nil {
			return nil, err
		}
		args := []string{"--offline", "--trusted-root", root, "--policy", scratch + "/policy.json", "--reference", row.Reference}
		for n, file := range row.OpenPGP {
			signature, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				return nil, err
			}
			if err := write(filepath.Join(scratch, "signatures", fmt.Sprintf("signature-%d", n+1)), signature); err != nil {
				return nil, err
			}
			if n == 0 {
				args = append(args, "--signatures", scratch+"/signatures")
			}
		}
		image := gpgImage
		if row.Layout != "" {
			image = "oci:{DIR}/" + row.Layout + "@sha256:" + filepath.Base(row.Manifest)
		}
		out = append(out, testCase{Name: "policy/" + row.Name, Args: append(args, image)})
	}
	return out, lines.Err()
}

// fileCases read files: SBOMs, certificates, and what is neither.
func fileCases(_ context.Context, _ *runner, dir string) ([]testCase, error) {
	var out []testCase
	for command, patterns := range map[string][]string{"sbom": {"sbom/*", "trust/trusted-root.json"}, "cert": {"policy/*.pem", "keys/*"}} {
		for _, pattern := range patterns {
			files, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				out = append(out, testCase{Name: command + "/" + filepath.Base(file), Args: []string{command, file}})
				if command == "sbom" {
					out = append(out, testCase{Name: "sbom/against/" + filepath.Base(file),
						Args: []string{"sbom", "{DIR}/sbom/demo.spdx.json", file}})
				}
			}
		}
	}
	return out, nil
}
