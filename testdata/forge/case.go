package forge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Case is one forged image and the question that is asked of it.
type Case struct {
	// Class is what is varied, What the one change in it; together they name
	// the case.
	Class, What string
	// Flags are those of cosign verify, which assay takes alike; {DIR} stands
	// for the folder with the case's Files.
	Flags []string
	// Type is the predicate type asked for, empty for cosign verify.
	Type string

	drafts []Draft
	root   hook
	files  func(*World) map[string][]byte
	// many makes the image an index of one platform.
	many bool
	// keyed is the signing key, and entry changes the first log entry, where
	// they are known only when there is a world.
	keyed func(*World) *Key
	entry func(*World, *Entry)
	// change and set are what makes the case of a document's change.
	change []Change
	set    func(*Draft, hook)
}

// ID names a case among all others.
func (c Case) ID() string { return c.Class + " | " + c.What }

// Made is a case with its image.
type Made struct {
	Case
	Image *Image
	// Files are what the flags name and the trusted root, root.json.
	Files map[string][]byte
}

// Make signs the image of a case.
func (w *World) Make(c Case) *Made {
	m := &Made{Case: c, Image: newImage(c.many), Files: w.Trust()}
	var all []made
	for i, d := range c.drafts {
		if c.keyed != nil {
			d.Key = c.keyed(w)
		}
		if c.entry != nil && i == 0 {
			d.Entries = slices.Clone(d.Entries)
			c.entry(w, &d.Entries[0])
		}
		about, _ := m.Image.signed(d.Child || d.AboutChild)
		all = append(all, w.sign(d, digestOf(about)))
	}
	m.Image.attach(all)
	m.Files["root.json"] = c.root.run(w.trustedRoot())
	m.Files["user.pub"] = w.User.PEM()
	if c.files != nil {
		maps.Copy(m.Files, c.files(w))
	}
	return m
}

// OwnRoot reports whether the trusted root is not the world's, so that no tool
// can be asked that takes its parts only.
func (m *Made) OwnRoot() bool { return m.root != nil }

// Keyless reports whether an identity is asked for, and no key or certificate.
func (m *Made) Keyless() bool {
	return !slices.Contains(m.Flags, "--key") && !slices.Contains(m.Flags, "--certificate")
}

// IsBundle reports whether the first signature is a bundle.
func (m *Made) IsBundle() bool {
	return len(m.drafts) > 0 && (m.drafts[0].Place == Bundle || m.drafts[0].Place == AttBundle)
}

// Sum is a short sum of everything that a case is made of.
func (m *Made) Sum() string {
	h := sha256.New()
	var names []string
	for digest := range m.Image.blobs {
		names = append(names, digest)
	}
	slices.Sort(names)
	_, _ = fmt.Fprintln(h, names, string(must(m.Image.index)), m.Flags, m.Type)
	names = names[:0]
	for name := range m.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		_, _ = fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(m.Files[name]))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Path is where Write puts one of the files.
func (m *Made) Path(dir, name string) string {
	sum := sha256.Sum256(m.Files[name])
	return filepath.Join(dir, hex.EncodeToString(sum[:8])+"-"+name)
}

// Write puts the files below dir, those of equal content once, and returns the
// flags with the files' paths in them, the trusted root last.
func (m *Made) Write(dir string) ([]string, error) {
	replaced := append(slices.Clone(m.Flags), "--trusted-root", "{DIR}/root.json")
	for name, data := range m.Files {
		path := m.Path(dir, name)
		if _, err := os.Stat(path); err != nil {
			temp := fmt.Sprintf("%s.%s.tmp", path, m.Sum())
			if err := os.WriteFile(temp, data, 0o600); err != nil {
				return nil, err
			}
			if err := os.Rename(temp, path); err != nil {
				return nil, err
			}
		}
		for i := range replaced {
			replaced[i] = strings.ReplaceAll(replaced[i], "{DIR}/"+name, path)
		}
	}
	return replaced, nil
}
