// Oracle asks the policy engine of go.podman.io/image what it says of a table
// of policies, names and signatures, and writes the answers down, so that
// assay's own evaluation can be compared with them without that engine among
// its dependencies. It is a module of its own for the same reason.
//
// The engine is asked twice: built with Go's own OpenPGP for every row, and then
// built with gpgme, as distributions ship it, for the rows in which that says
// something else. The second needs a C compiler, gnupg and gpgme's headers.
//
//	cd testdata/oracle && go run -tags containers_image_openpgp . && go run .
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.podman.io/image/v5/directory"
	"go.podman.io/image/v5/docker"
	_ "go.podman.io/image/v5/docker/archive" // Known transports check their scopes.
	"go.podman.io/image/v5/image"
	_ "go.podman.io/image/v5/oci/archive"
	_ "go.podman.io/image/v5/oci/layout"
	"go.podman.io/image/v5/signature"
	"go.podman.io/image/v5/types"
)

// Case is a row of the table. Paths in Policy begin with @ for the folder
// testdata.
type Case struct {
	Name      string `json:"name"`
	Reference string `json:"reference"`
	// Manifest is a path; the signatures are OpenPGP files or a layout whose
	// .sig tag for the manifest holds them.
	Manifest string   `json:"manifest"`
	OpenPGP  []string `json:"openpgp,omitempty"`
	Layout   string   `json:"layout,omitempty"`
	// Attachments are layers written down here instead of in a layout.
	Attachments []layer `json:"attachments,omitempty"`
	Policy      string  `json:"policy"`
	Verdict     string  `json:"verdict"`
	Message     string  `json:"message,omitempty"`
}

const testdata = ".."

func main() {
	root, err := filepath.Abs(testdata)
	check(err)
	check(writeTrust(root))
	cases := table(root)
	counts := map[string]int{}
	for n := range cases {
		c := &cases[n]
		c.Verdict, c.Message = evaluate(root, *c)
		c.Message = strings.ReplaceAll(c.Message, root+"/", "@/")
		counts[c.Verdict]++
	}
	fmt.Println(len(cases), "cases:", counts)
	check(record(root, cases))
}

// write writes one row to a line.
func write[row any](path string, rows []row) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, r := range rows {
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return out.Close()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// evaluate lays the image out as a directory image, which holds signatures in
// the same form as a lookaside store, and asks the engine about it under a name
// in a registry.
func evaluate(root string, c Case) (verdict, message string) {
	policy, err := signature.NewPolicyFromBytes([]byte(strings.ReplaceAll(c.Policy, "@/", root+"/")))
	if err != nil {
		return "invalid", err.Error()
	}
	dir, err := os.MkdirTemp("", "oracle")
	check(err)
	defer os.RemoveAll(dir)
	manifest, err := os.ReadFile(filepath.Join(root, c.Manifest))
	check(err)
	check(os.WriteFile(filepath.Join(dir, "version"), []byte("Directory Transport Version: 1.1\n"), 0o600))
	check(os.WriteFile(filepath.Join(dir, "manifest.json"), manifest, 0o600))
	for n, s := range signaturesOf(root, c) {
		check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("signature-%d", n+1)), s, 0o600))
	}
	at, err := directory.NewReference(dir)
	check(err)
	ctx := context.Background()
	source, err := at.NewImageSource(ctx, nil)
	check(err)
	defer source.Close()
	name, err := docker.ParseReference("//" + c.Reference)
	check(err)
	var unparsed types.UnparsedImage = image.UnparsedInstance(source, nil)
	unparsed = image.UnparsedInstanceWithReference(unparsed, name)
	engine, err := signature.NewPolicyContext(policy)
	check(err)
	defer engine.Destroy()
	allowed, err := engine.IsRunningImageAllowed(ctx, unparsed)
	if allowed {
		return "accept", ""
	}
	return "reject", strings.ReplaceAll(err.Error(), dir, "@DIR")
}

// signaturesOf returns signatures in the form in which a store holds them.
func signaturesOf(root string, c Case) [][]byte {
	var out [][]byte
	for _, path := range c.OpenPGP {
		data, err := os.ReadFile(filepath.Join(root, path))
		check(err)
		out = append(out, data)
	}
	layers := c.Attachments
	if c.Layout != "" {
		var err error
		layers, err = layersOf(filepath.Join(root, c.Layout), filepath.Base(c.Manifest))
		check(err)
	}
	for _, l := range layers {
		encoded, err := json.Marshal(map[string]any{"mimeType": l.MediaType, "payload": l.Data, "annotations": l.Annotations})
		check(err)
		out = append(out, append([]byte("\x00sigstore-json\n"), encoded...))
	}
	return out
}

type layer struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest,omitempty"`
	Annotations map[string]string `json:"annotations"`
	Data        []byte            `json:"data,omitempty"`
}

// layersOf reads the layers of a layout's .sig tag for the manifest with this
// SHA-256.
func layersOf(layout, sha256 string) ([]layer, error) {
	tags, err := tagsOf(layout)
	if err != nil {
		return nil, err
	}
	digest, ok := tags["sha256-"+sha256+".sig"]
	if !ok {
		return nil, nil
	}
	data, err := blob(layout, digest)
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Layers []layer `json:"layers"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		return nil, err
	}
	for n := range manifest.Layers {
		if manifest.Layers[n].Data, err = blob(layout, manifest.Layers[n].Digest); err != nil {
			return nil, err
		}
	}
	return manifest.Layers, nil
}

func blob(layout, digest string) ([]byte, error) {
	return os.ReadFile(filepath.Join(layout, "blobs", strings.Replace(digest, ":", "/", 1)))
}

func tagsOf(layout string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(layout, "index.json"))
	if err != nil {
		return nil, err
	}
	var index struct {
		Manifests []struct {
			Digest      string            `json:"digest"`
			Annotations map[string]string `json:"annotations"`
		} `json:"manifests"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, m := range index.Manifests {
		if tag := m.Annotations["org.opencontainers.image.ref.name"]; tag != "" {
			out[tag] = m.Digest
		}
	}
	return out, nil
}

var errMissing = fs.ErrNotExist

func missing(err error) bool { return errors.Is(err, errMissing) }
