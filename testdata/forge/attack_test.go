package forge

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect"
	"assay/inspect/report"
)

// attacked is a world with what its flags name on disk.
type attacked struct {
	*World
	dir string
}

func newAttacked(t *testing.T) *attacked {
	t.Helper()
	a := &attacked{NewWorld(RecordedSeed), t.TempDir()}
	for name, data := range map[string][]byte{"root.json": a.trustedRoot(), "user.pub": a.User.PEM()} {
		if err := os.WriteFile(filepath.Join(a.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (a *attacked) asked() report.Criteria {
	return report.Criteria{Keys: []string{filepath.Join(a.dir, "user.pub")}, TrustedRoot: filepath.Join(a.dir, "root.json"), Offline: true}
}

func (a *attacked) options() inspect.Options {
	o := inspect.Options{Criteria: a.asked()}
	o.Registry.Keychain = authn.NewMultiKeychain()
	return o
}

// changed returns a change of a bundle's JSON, or of a statement's.
func changed(how func(doc map[string]any)) func([]byte) []byte {
	return func(data []byte) []byte {
		var doc map[string]any
		if err := json.Unmarshal(data, &doc); err != nil {
			panic(err)
		}
		how(doc)
		return must(doc)
	}
}

// ofMaterial is changed for the verification material of a bundle.
func ofMaterial(how func(material map[string]any)) func([]byte) []byte {
	return changed(func(doc map[string]any) { how(doc["verificationMaterial"].(map[string]any)) })
}

// manyEntries are as many log entries as a bundle may have.
func manyEntries() []Entry {
	var out []Entry
	for range 32 {
		out = append(out, Entry{Kind: "dsse"})
	}
	return out
}
