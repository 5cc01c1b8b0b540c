package main

import (
	"bytes"
	edwards "crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// oldCases compare version 3 signatures with the keys that made them.
func oldCases(root string) []Case {
	return fileCases(root, "v3", func(string) string {
		return `{"type":"signedBy","keyType":"GPGKeys","keyPaths":["@/gpg/v3/keys/rsa.asc","@/gpg/v3/keys/dsa1024.asc",` +
			`"@/gpg/v3/keys/dsa2048.asc"]}`
	})
}

// edgeCases compare what ./edge makes with the key of the same name.
func edgeCases(root string) []Case {
	return fileCases(root, "edge", func(name string) string {
		return `{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/edge/keys/` + name + `.gpg"}`
	})
}

func fileCases(root, folder string, requirement func(name string) string) []Case {
	paths, err := filepath.Glob(filepath.Join(root, "gpg", folder, "signatures/*.sig"))
	check(err)
	sort.Strings(paths)
	var out []Case
	for _, path := range paths {
		file := filepath.Base(path)
		out = append(out, Case{Name: folder + " " + strings.TrimSuffix(file, ".sig"), Reference: name, Manifest: manifest,
			OpenPGP: []string{"gpg/" + folder + "/signatures/" + file}, Policy: whole(requirement(strings.TrimSuffix(file, ".sig")))})
	}
	return out
}

// digestCases are cosign's claims with digests by several algorithms, signed
// with a key that is the same in every run.
func digestCases(root string) []Case {
	private := edwards.NewKeyFromSeed(bytes.Repeat([]byte{7}, edwards.SeedSize))
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	check(err)
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	raw, err := os.ReadFile(filepath.Join(root, manifest))
	check(err)
	var out []Case
	for _, d := range []string{digest, fmt.Sprintf("sha384:%x", sha512.Sum384(raw)), fmt.Sprintf("sha512:%x", sha512.Sum512(raw)),
		fmt.Sprintf("sha512:%x", sha512.Sum512(nil)),
		fmt.Sprintf("SHA256:%x", sha256.Sum256(raw)), strings.ToUpper(digest[7:]), digest[7:]} {
		payload := fmt.Appendf(nil, `{"critical":{"identity":{"docker-reference":"registry.example.com/acme/app"},`+
			`"image":{"docker-manifest-digest":%q},"type":"cosign container image signature"},"optional":null}`, d)
		l := layer{MediaType: "application/vnd.dev.cosign.simplesigning.v1+json", Data: payload,
			Annotations: map[string]string{"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(edwards.Sign(private,
				payload))}}
		out = append(out, Case{Name: "digest " + d[:min(len(d), 14)], Reference: name, Manifest: manifest, Attachments: []layer{l},
			Policy: whole(`{"type":"sigstoreSigned","keyData":"` + base64.StdEncoding.EncodeToString(public) +
				`","signedIdentity":{"type":"matchRepository"}}`)})
	}
	return out
}
