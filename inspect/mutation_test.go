package inspect

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"assay/inspect/evidence"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/registry/layout"
)

// piece is one signature in a form that can be changed: a layer with its
// annotations, or a bundle.
type piece struct {
	form     evidence.Form
	layer    sigstore.Layer
	artifact sigstore.Artifact
}

func (p piece) read() *sigstore.Entity {
	switch p.form {
	case evidence.FormSignature:
		return sigstore.ReadSignature(p.layer)
	case evidence.FormAttestation:
		return sigstore.ReadAttestation(p.layer)
	default:
		return sigstore.ReadBundle(p.layer.Data)
	}
}

// piecesOf returns the signatures in the layout of a case.
func piecesOf(t *testing.T, c signedCase) []piece {
	t.Helper()
	dir := filepath.Join(testdata, "layouts", c.Layout)
	source, err := layout.Open(dir, false, registry.Limits{})
	if err != nil {
		if source, err = layout.Open(filepath.Join(testdata, "demo/layouts", c.Layout), false, registry.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	image, err := source.Manifest(ctx, c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	var out []piece
	take := func(m *registry.Manifest, tag evidence.Form) {
		for _, l := range m.Layers {
			data, err := source.Blob(ctx, l, nil)
			if err != nil {
				continue
			}
			form := evidence.FormOf(tag, l.MediaType)
			out = append(out, piece{form, sigstore.Layer{MediaType: l.MediaType, Annotations: l.Annotations, Data: data},
				sigstore.Artifact{Digest: image.Digest, Image: true}})
		}
	}
	for _, tag := range []evidence.Form{evidence.FormSignature, evidence.FormAttestation} {
		if m, err := source.Manifest(ctx, registry.ArtifactTag(image.Digest, string(tag))); err == nil {
			take(m, tag)
		}
	}
	referrers, _ := source.Referrers(ctx, image.Digest)
	for _, d := range referrers {
		if m, err := source.Manifest(ctx, d.Digest); err == nil {
			take(m, "")
		}
	}
	return out
}

// mutant is a changed piece with the field that was changed.
type mutant struct {
	field string
	piece piece
}

// mutants changes everything that can be changed in a piece: each annotation
// and each JSON value, removed, altered, and with single bits turned, down into
// base64; and single bits of the raw bytes.
func mutants(p piece, random *rand.Rand, bits int) []mutant {
	var out []mutant
	for _, name := range slices.Sorted(maps.Keys(p.layer.Annotations)) {
		without := clone(p)
		delete(without.layer.Annotations, name)
		out = append(out, mutant{name + " removed", without})
		for _, a := range alter(name, []byte(p.layer.Annotations[name]), random, bits) {
			q := clone(p)
			q.layer.Annotations[name] = string(a.value)
			out = append(out, mutant{a.field, q})
		}
	}
	for _, a := range alter("data", p.layer.Data, random, bits) {
		q := clone(p)
		q.layer.Data = a.value
		out = append(out, mutant{a.field, q})
	}
	return out
}

func clone(p piece) piece {
	q := p
	q.layer.Annotations = map[string]string{}
	maps.Copy(q.layer.Annotations, p.layer.Annotations)
	return q
}

// altered is a changed form of a value with the field that was changed.
type altered struct {
	field string
	value []byte
}

// alter returns changed forms of a value, in an order that depends on nothing
// but the arguments, so that every run tries the same mutants.
func alter(name string, value []byte, random *rand.Rand, bits int) []altered {
	var out []altered
	add := func(field string, changed []byte) { out = append(out, altered{field, changed}) }
	for range bits {
		if len(value) > 0 {
			add(name+" bit", turn(value, random))
		}
	}
	if decoded, err := base64.StdEncoding.DecodeString(string(value)); err == nil && len(decoded) > 8 {
		for range bits {
			add(name+" decoded bit", []byte(base64.StdEncoding.EncodeToString(turn(decoded, random))))
		}
	}
	var doc any
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if decoder.Decode(&doc) == nil {
		walkJSON(doc, name, func(path string, set func(any), old any) {
			for _, r := range replacements(old, random, bits) {
				set(r.with)
				if changed, err := json.Marshal(doc); err == nil && !sameJSON(changed, value) {
					add(path+" "+r.kind, changed)
				}
				set(old)
			}
		})
	}
	return out
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && fmt.Sprint(x) == fmt.Sprint(y)
}

func turn(value []byte, random *rand.Rand) []byte {
	out := bytes.Clone(value)
	out[random.IntN(len(out))] ^= 1 << random.IntN(8)
	return out
}

func walkJSON(v any, path string, visit func(path string, set func(any), old any)) {
	switch t := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(t)) {
			visit(path+"."+k, func(n any) {
				if _, gone := n.(removed); gone {
					delete(t, k)
				} else {
					t[k] = n
				}
			}, t[k])
			walkJSON(t[k], path+"."+k, visit)
		}
	case []any:
		for i := range t {
			visit(path+"[]", func(n any) {
				if _, gone := n.(removed); !gone {
					t[i] = n
				}
			}, t[i])
			walkJSON(t[i], path+"[]", visit)
		}
	}
}

// removed stands for a member that is taken out.
type removed struct{}

// replacement is what stands in for a JSON value, and what kind of change that is.
type replacement struct {
	kind string
	with any
}

func replacements(old any, random *rand.Rand, bits int) []replacement {
	out := []replacement{{"removed", removed{}}, {"null", nil}}
	switch t := old.(type) {
	case string:
		out = append(out, replacement{"empty", ""}, replacement{"longer", t + "A"})
		if i, err := json.Number(t).Int64(); err == nil {
			out = append(out, replacement{"plus one", strconv.FormatInt(i+1, 10)}, replacement{"minus one", strconv.FormatInt(i-1, 10)})
		}
		if decoded, err := base64.StdEncoding.DecodeString(t); err == nil && len(decoded) > 8 {
			for range bits {
				out = append(out, replacement{"decoded bit", base64.StdEncoding.EncodeToString(turn(decoded, random))})
			}
		}
	case json.Number:
		if i, err := t.Int64(); err == nil {
			out = append(out, replacement{"plus one", json.Number(strconv.FormatInt(i+1, 10))},
				replacement{"minus one", json.Number(strconv.FormatInt(i-1, 10))})
		}
	case map[string]any:
		out = append(out, replacement{"emptied", map[string]any{}})
	case []any:
		out = append(out, replacement{"emptied", []any{}}, replacement{"doubled", append(slices.Clone(t), t...)})
	}
	return out
}
