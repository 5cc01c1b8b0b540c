package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const (
	name     = "registry.example.com/acme/app:1.0"
	digest   = "sha256:79aa65a0e8b3c3614b07c35a27b941173b2af51209522f38420a9fbee8884866"
	byDigest = "registry.example.com/acme/app@" + digest
	manifest = "gpg/manifest.json"
	rsa      = "gpg/signatures/skopeo-rsa.sig"
	ed25519  = "gpg/signatures/skopeo-ed25519.sig"
)

// table makes all cases.
func table(root string) []Case {
	var out []Case
	for _, part := range [][]Case{signatureCases(root), identityCases(), keyCases(root), andCases(), scopeCases(), invalidCases(),
		sigstoreCases(root), oldCases(root), edgeCases(root), digestCases(root)} {
		out = append(out, part...)
	}
	return out
}

func signedBy(key, more string) string {
	return fmt.Sprintf(`{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/%s"%s}`, key, more)
}

func whole(requirements ...string) string {
	return `{"default":[{"type":"reject"}],"transports":{"docker":{"":[` + strings.Join(requirements, ",") + `]}}}`
}

// signatureCases compare every OpenPGP fixture with the key that made it, and
// against another.
func signatureCases(root string) []Case {
	paths, err := filepath.Glob(filepath.Join(root, "gpg/signatures/*.sig"))
	check(err)
	sort.Strings(paths)
	var out []Case
	for _, path := range paths {
		file := filepath.Base(path)
		for _, key := range []string{"rsa", "ed25519", "other", "subkey", "expired", "revoked", "p256", "short"} {
			own := strings.Contains(file, key)
			if !own && key != "rsa" && key != "ed25519" {
				continue
			}
			out = append(out, Case{Name: "signature " + file + " " + key, Reference: name, Manifest: manifest,
				OpenPGP: []string{"gpg/signatures/" + file},
				Policy:  whole(signedBy(key+".asc", ""))})
		}
	}
	return out
}

// identityCases compare every rule with names and claims.
func identityCases() []Case {
	rules := []string{``, `,"signedIdentity":{"type":"matchExact"}`, `,"signedIdentity":{"type":"matchRepoDigestOrExact"}`,
		`,"signedIdentity":{"type":"matchRepository"}`,
		`,"signedIdentity":{"type":"exactReference","dockerReference":"registry.example.com/acme/app:1.0"}`,
		`,"signedIdentity":{"type":"exactReference","dockerReference":"mirror.example.org/acme/app:1.0"}`,
		`,"signedIdentity":{"type":"exactRepository","dockerRepository":"registry.example.com/acme/app"}`,
		`,"signedIdentity":{"type":"exactRepository","dockerRepository":"mirror.example.org/acme/app:ignored"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"local.example.net:5000/mirror","signedPrefix":"registry.example.com/acme"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"local.example.net:5000","signedPrefix":"registry.example.com"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"registry.example.com/ac","signedPrefix":"mirror.example.org/ac"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"registry.example.com/acme/app","signedPrefix":"mirror.example.org/acme/app"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"docker.io/library","signedPrefix":"registry.example.com/acme"}`,
		`,"signedIdentity":{"type":"remapIdentity","prefix":"registry.example.com","signedPrefix":"docker"}`}
	names := []string{name, byDigest, "registry.example.com/acme/app:2.0", "registry.example.com/acme/other:1.0",
		"mirror.example.org/acme/app:1.0",
		"local.example.net:5000/mirror/app:1.0", "local.example.net:5000/mirror/app@" + digest, "local.example.net:5000/acme/app:1.0",
		"app:1.0", "registry.example.com/acme/app"}
	files := []string{"skopeo-rsa.sig", "wrong-tag.sig", "wrong-name.sig", "no-tag.sig", "by-digest.sig"}
	var out []Case
	for i, rule := range rules {
		for _, reference := range names {
			for _, file := range files {
				out = append(out, Case{Name: fmt.Sprintf("identity %d %s %s", i, reference, file), Reference: reference, Manifest: manifest,
					OpenPGP: []string{"gpg/signatures/" + file},
					Policy:  whole(signedBy("rsa.asc", rule))})
			}
		}
	}
	return out
}

// keyCases name keys in every way.
func keyCases(root string) []Case {
	encoded := func(path string) string {
		data, err := os.ReadFile(filepath.Join(root, path))
		check(err)
		return base64.StdEncoding.EncodeToString(data)
	}
	var out []Case
	for i, source := range []string{
		`"keyPath":"@/gpg/keys/rsa.gpg"`, `"keyPath":"@/gpg/keys/joined.asc"`, `"keyPath":"@/gpg/keys/two-blocks.asc"`,
		`"keyPath":"@/gpg/keys/none.asc"`, `"keyPath":"@/gpg/manifest.json"`,
		`"keyPath":"@/keys/k-p256.pub"`, `"keyPaths":["@/gpg/keys/ed25519.asc","@/gpg/keys/rsa.asc"]`,
		`"keyPaths":["@/gpg/keys/ed25519.asc","@/gpg/keys/none.asc"]`, `"keyPaths":[]`, `"keyPaths":null`,
		`"keyData":"` + encoded("gpg/keys/rsa.gpg") + `"`, `"keyData":"` + encoded("gpg/keys/rsa.asc") + `"`, `"keyData":""`,
		`"keyData":null`, `"keyData":"%%%"`, `"keyPath":""`, `"keyPath":1`,
		`"keyPath":"@/gpg/keys/rsa.asc","keyData":""`, `"keyPath":"@/gpg/keys/rsa.asc","keyPaths":["@/gpg/keys/rsa.asc"]`,
	} {
		for _, keyType := range []string{"GPGKeys", "signedByGPGKeys", "X509Certificates", "signedByX509CAs", "gpgkeys"} {
			if keyType != "GPGKeys" && i > 2 {
				continue
			}
			for _, files := range [][]string{nil, {rsa}, {rsa, ed25519}} {
				out = append(out, Case{Name: fmt.Sprintf("key %d %s %d", i, keyType, len(files)), Reference: name, Manifest: manifest,
					OpenPGP: files,
					Policy:  whole(`{"type":"signedBy","keyType":"` + keyType + `",` + source + `}`)})
			}
		}
	}
	return out
}

// andCases join requirements.
func andCases() []Case {
	requirements := map[string]string{"rsa": signedBy("rsa.asc", ""), "ed": signedBy("ed25519.asc", ""), "other": signedBy("other.asc", ""),
		"any":    `{"type":"insecureAcceptAnything"}`,
		"reject": `{"type":"reject"}`, "base": `{"type":"signedBaseLayer","baseLayerIdentity":{"type":"matchRepository"}}`,
		"cosign": `{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub"}`}
	var names []string
	for n := range requirements {
		names = append(names, n)
	}
	sort.Strings(names)
	var out []Case
	for _, a := range names {
		for _, b := range append([]string{""}, names...) {
			list := []string{requirements[a]}
			if b != "" {
				list = append(list, requirements[b])
			}
			for i, files := range [][]string{nil, {rsa}, {ed25519, rsa}, {"gpg/signatures/armored.sig", rsa},
				{"gpg/signatures/tampered-claims.sig", rsa, ed25519}} {
				out = append(out, Case{Name: fmt.Sprintf("and %s+%s %d", a, b, i), Reference: name, Manifest: manifest, OpenPGP: files,
					Policy: whole(list...)})
			}
		}
	}
	return out
}

// scopeCases find out which scope applies: the one in question accepts, all
// else rejects.
func scopeCases() []Case {
	scopes := []string{name, byDigest, "registry.example.com/acme/app", "registry.example.com/acme", "registry.example.com/ac",
		"registry.example.com", "registry.example.com/", "*.example.com", "*.com", "*.example.com/acme",
		"registry.example.com:443", "registry.example.com/acme/app:2.0", "docker.io/library/alpine", "docker.io/library", "docker.io",
		"alpine", "library/alpine", "*.io", "local.example.net:5000/acme",
		"local.example.net:5000", "local.example.net", "*.example.net", "*.example.net:5000", "*.net", "", "index.docker.io/library/alpine",
		"docker://registry.example.com", "localhost:5000", "localhost"}
	names := []string{name, byDigest, "alpine", "docker.io/library/alpine:3", "local.example.net:5000/acme/app:1.0", "localhost:5000/x:1",
		"REGISTRY.example.com/acme/app:1.0"}
	var out []Case
	for _, scope := range scopes {
		for _, reference := range names {
			out = append(out, Case{Name: "scope " + scope + " for " + reference, Reference: reference, Manifest: manifest,
				Policy: fmt.Sprintf(`{"default":[{"type":"reject"}],"transports":{"docker":{%q:[{"type":"insecureAcceptAnything"}]}}}`,
					scope)})
		}
	}
	for _, transport := range []string{"docker", "oci", "dir", "atomic", "no-such", "docker-archive", "docker-daemon"} {
		for _, scope := range []string{"", "/tmp", "/tmp/", "relative", "/", "/a/../b"} {
			out = append(out, Case{Name: "transport " + transport + " " + scope, Reference: name, Manifest: manifest,
				Policy: fmt.Sprintf(`{"default":[{"type":"insecureAcceptAnything"}],"transports":{%q:{%q:[{"type":"reject"}]}}}`,
					transport, scope)})
		}
	}
	return out
}

// invalidCases are policies of which many cannot be read.
func invalidCases() []Case {
	const any = `[{"type":"insecureAcceptAnything"}]`
	const sigstore = `{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub"`
	policies := []string{``, `null`, `[]`, `{}`, `{"default":` + any + `}`, `{"default":[]}`, `{"default":null}`, `{"default":{}}`,
		`{"Default":` + any + `}`, `{"default":` + any + `,"default":` + any + `}`,
		`{"default":` + any + `,"more":1}`, `{"default":` + any + `} x`, `{"default":` + any + `,"transports":null}`,
		`{"default":` + any + `,"transports":[]}`, `{"default":` + any + `,"transports":{"docker":null}}`,
		`{"default":` + any + `,"transports":{"docker":{"x":[]}}}`,
		`{"default":` + any + `,"transports":{"docker":{"x":` + any + `,"x":` + any + `}}}`,
		`{"default":` + any + `,"transports":{"docker":{},"docker":{}}}`,
		`{"default":[{"type":"other"}]}`, `{"default":[{}]}`, `{"default":[1]}`, `{"default":[{"type":"reject","x":1}]}`,
		`{"default":[{"type":"reject","type":"reject"}]}`, `{"default":[{"Type":"reject"}]}`,
		`{"default":[{"type":"signedBy"}]}`, `{"default":[{"type":"signedBy","keyType":"GPGKeys"}]}`,
		`{"default":[{"type":"signedBy","keyType":"GPGKeys","keyData":"AA==","more":1}]}`,
		`{"default":[{"type":"signedBy","keyData":"AA=="}]}`, `{"default":[{"type":"signedBaseLayer"}]}`,
		`{"default":[{"type":"signedBaseLayer","baseLayerIdentity":null}]}`,
		`{"default":[` + sigstore + `}]}`, `{"default":[` + sigstore + `,"keyData":"AA=="}]}`,
		`{"default":[` + sigstore + `,"keyType":"GPGKeys"}]}`, `{"default":[{"type":"sigstoreSigned"}]}`,
		`{"default":[{"type":"sigstoreSigned","keyPaths":[]}]}`, `{"default":[{"type":"sigstoreSigned","keyDatas":[]}]}`,
		`{"default":[{"type":"sigstoreSigned","keyDatas":["AA=="]}]}`,
		`{"default":[` + sigstore + `,"rekorPublicKeyPath":"x","rekorPublicKeyData":"AA=="}]}`,
		`{"default":[` + sigstore + `,"rekorPublicKeyPaths":[]}]}`, `{"default":[` + sigstore + `,"rekorPublicKeyPath":""}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","oidcIssuer":"y","subjectEmail":"z"}}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","oidcIssuer":"y","subjectEmail":"z"},"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","caData":"AA==","oidcIssuer":"y","subjectEmail":"z"},` +
			`"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"oidcIssuer":"y","subjectEmail":"z"},"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","subjectEmail":"z"},"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","oidcIssuer":"y"},"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":{"caPath":"x","oidcIssuer":"y","subjectEmail":"z","more":1},` +
			`"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","fulcio":null,"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"caRootsPath":"x","subjectEmail":"z"}}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"caRootsPath":"x"}}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"caRootsPath":"x","subjectHostname":"h"},"rekorPublicKeyPath":"x"}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"caRootsPath":"x","caRootsData":"AA==","subjectHostname":"h"}}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"subjectHostname":"h"}}]}`,
		`{"default":[{"type":"sigstoreSigned","pki":{"caRootsPath":"x","caIntermediatesPath":"x","caIntermediatesData":"AA==",` +
			`"subjectHostname":"h"}}]}`}
	for _, identity := range []string{`null`, `{}`, `{"type":"x"}`, `{"type":"matchExact","x":1}`, `{"type":"exactReference"}`,
		`{"type":"exactReference","dockerReference":"a"}`, `{"type":"exactReference","dockerReference":"A:b"}`,
		`{"type":"exactReference","dockerReference":"a:b"}`, `{"type":"exactRepository"}`,
		`{"type":"exactRepository","dockerRepository":""}`, `{"type":"exactRepository","dockerRepository":"a"}`,
		`{"type":"exactRepository","dockerRepository":"UP/x"}`,
		`{"type":"remapIdentity","prefix":"a"}`, `{"type":"remapIdentity","prefix":"a.b","signedPrefix":"c.d"}`,
		`{"type":"remapIdentity","prefix":"a.b/","signedPrefix":"c.d"}`, `{"type":"remapIdentity","prefix":"a.b/c:1","signedPrefix":"c.d"}`,
		`{"type":"remapIdentity","prefix":"busybox","signedPrefix":"c.d"}`, `{"type":"remapIdentity","prefix":"*.b","signedPrefix":"c.d"}`,
		`{"type":"remapIdentity","prefix":"","signedPrefix":"c.d"}`, `"matchExact"`} {
		policies = append(policies, `{"default":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/rsa.asc","signedIdentity":`+
			identity+`}]}`)
	}
	var out []Case
	for i, p := range policies {
		out = append(out, Case{Name: fmt.Sprintf("form %d", i), Reference: name, Manifest: manifest, OpenPGP: []string{rsa}, Policy: p})
	}
	return out
}

// sigstoreCases compare every layout with a .sig tag with sigstoreSigned
// requirements.
func sigstoreCases(root string) []Case {
	policies := []string{
		`{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub","signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub"}`,
		`{"type":"sigstoreSigned","keyPaths":["@/keys/k-other.pub","@/keys/k-p384.pub","@/keys/k-rsa2048.pub","@/keys/k-ed25519.pub",` +
			`"@/keys/k-p256.pub"],"signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub","rekorPublicKeyPath":"@/policy/rekor.pem",` +
			`"signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPaths":["@/keys/k-other.pub","@/keys/k-p256.pub"],"rekorPublicKeyPath":"@/policy/rekor.pem",` +
			`"signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPath":"@/keys/k-other.pub","signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","fulcio":{"caPath":"@/policy/fulcio.pem","oidcIssuer":"http://127.0.0.1:5400",` +
			`"subjectEmail":"alice@acme.test"},"rekorPublicKeyPath":"@/policy/rekor.pem","signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","fulcio":{"caPath":"@/policy/fulcio.pem","oidcIssuer":"http://127.0.0.1:5401",` +
			`"subjectEmail":"bob@acme.test"},"rekorPublicKeyPath":"@/policy/rekor.pem","signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","pki":{"caRootsPath":"@/policy/fulcio.pem","subjectEmail":"alice@acme.test"},` +
			`"signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPath":"@/keys/none.pub","signedIdentity":{"type":"matchRepository"}}`,
		`{"type":"sigstoreSigned","keyPath":"@/gpg/keys/rsa.asc"}`,
		`{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/rsa.asc"}`,
	}
	var out []Case
	for _, dir := range []string{"layouts", "demo/layouts"} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		check(err)
		for _, entry := range entries {
			layout := dir + "/" + entry.Name()
			tags, err := tagsOf(filepath.Join(root, layout))
			check(err)
			for _, tag := range sortedTags(tags) {
				sha, found := strings.CutPrefix(tag, "sha256-")
				sha, kind := strings.CutSuffix(sha, ".sig")
				if !found || !kind {
					continue
				}
				blobPath := layout + "/blobs/sha256/" + sha
				if _, err := os.Stat(filepath.Join(root, blobPath)); missing(err) {
					continue
				}
				layers, err := layersOf(filepath.Join(root, layout), sha)
				if missing(err) {
					continue
				}
				check(err)
				reference := claimed(layers)
				for i, p := range policies {
					if i > 5 && i > 8 && !strings.HasPrefix(entry.Name(), "v2-key") {
						continue
					}
					out = append(out, Case{Name: fmt.Sprintf("sigstore %d %s %s", i, entry.Name(), sha[:12]), Reference: reference + ":1.0",
						Manifest: blobPath, Layout: layout, Policy: whole(p)})
				}
				out = append(out, Case{Name: fmt.Sprintf("sigstore by digest %s %s", entry.Name(), sha[:12]),
					Reference: reference + "@sha256:" + sha, Manifest: blobPath, Layout: layout, Policy: whole(policies[0])})
			}
		}
	}
	return out
}

func sortedTags(tags map[string]string) []string {
	var out []string
	for tag := range tags {
		out = append(out, tag)
	}
	sort.Strings(out)
	return out
}

// claimed is the name that the claims give, or one that fits no claims.
func claimed(layers []layer) string {
	for _, l := range layers {
		var doc struct {
			Critical struct {
				Identity struct {
					Reference string `json:"docker-reference"`
				} `json:"identity"`
			} `json:"critical"`
		}
		if json.Unmarshal(l.Data, &doc) == nil && doc.Critical.Identity.Reference != "" {
			return doc.Critical.Identity.Reference
		}
	}
	return "127.0.0.1:5005/corpus/unknown"
}

// writeTrust writes log keys and authorities of the trusted root as PEM, the
// form in which policies name them.
func writeTrust(root string) error {
	data, err := os.ReadFile(filepath.Join(root, "trust/trusted-root.json"))
	if err != nil {
		return err
	}
	var doc struct {
		Logs []struct {
			Key struct {
				Raw []byte `json:"rawBytes"`
			} `json:"publicKey"`
		} `json:"tlogs"`
		Authorities []struct {
			Chain struct {
				Certificates []struct {
					Raw []byte `json:"rawBytes"`
				} `json:"certificates"`
			} `json:"certChain"`
		} `json:"certificateAuthorities"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	var rekor, fulcio []byte
	for _, l := range doc.Logs {
		// A policy's log key is ECDSA and one to a file.
		if rekor == nil && len(l.Key.Raw) > 60 && len(l.Key.Raw) < 100 {
			rekor = pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: l.Key.Raw})
		}
	}
	for _, a := range doc.Authorities {
		for _, c := range a.Chain.Certificates {
			fulcio = append(fulcio, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "policy/rekor.pem"), rekor, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "policy/fulcio.pem"), fulcio, 0o600)
}
