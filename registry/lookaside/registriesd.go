package lookaside

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"assay/registry"
	"assay/registry/file"
)

// Registries is the configuration of signature stores, as all files of
// registries.d state it together (containers-registries.d(5)).
type Registries struct {
	// Files are those that were read, in order.
	Files []string
	// Default is the entry default-docker, or nil.
	Default *Entry
	// Docker are the entries by namespace.
	Docker map[string]Entry
	// Unknown are unrecognised members, each as FILE: MEMBER.
	Unknown []string
}

// Entry is one entry of registries.d.
type Entry struct {
	// Lookaside is the base URL to read signatures from; SigStore is the old
	// name of that member and counts where Lookaside is empty. The places to
	// write to (lookaside-staging) are of no interest here.
	Lookaside string
	SigStore  string
	// UseSigstoreAttachments says whether .sig tags are read; nil leaves it to
	// the next namespace.
	UseSigstoreAttachments *bool
	// File is the file of the entry.
	File string
}

// base returns the URL to read from, or empty.
func (e Entry) base() string { return cmp.Or(e.Lookaside, e.SigStore) }

// Bounds on registries.d.
const (
	maxRegistriesFile  = 1 << 20
	maxRegistriesFiles = 1000
)

// Directories lists the places of registries.d, the strongest first: a file
// hides those of the same name in later directories. getenv reads
// XDG_CONFIG_HOME and HOME.
func Directories(getenv func(string) string) []string {
	var out []string
	if home := getenv("XDG_CONFIG_HOME"); home != "" {
		out = append(out, filepath.Join(home, "containers/registries.d"))
	} else if home := getenv("HOME"); home != "" {
		out = append(out, filepath.Join(home, ".config/containers/registries.d"))
	}
	return append(out, "/etc/containers/registries.d", "/usr/share/containers/registries.d")
}

// LoadRegistries reads every .yaml file of the directories. A directory that
// does not exist is passed over. The error says which file cannot be read, or which
// namespace is defined twice; podman then refuses to work at all.
func LoadRegistries(directories ...string) (*Registries, error) {
	paths := map[string]string{}
	for _, directory := range slices.Backward(directories) {
		entries, err := os.ReadDir(directory)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".yaml") {
				paths[entry.Name()] = filepath.Join(directory, entry.Name())
			}
		}
	}
	names := make([]string, 0, len(paths))
	for name := range paths {
		names = append(names, name)
	}
	if len(names) > maxRegistriesFiles {
		return nil, fmt.Errorf("registries.d has more than %d files", maxRegistriesFiles)
	}
	sort.Strings(names)
	out := &Registries{Docker: map[string]Entry{}}
	for _, name := range names {
		data, err := readConfiguration(paths[name])
		if err != nil {
			return nil, err
		}
		one, err := ParseRegistries(paths[name], data)
		if err != nil {
			return nil, err
		}
		if err := out.merge(one); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readConfiguration(path string) ([]byte, error) {
	data, err := file.ReadRegular(path, maxRegistriesFile)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return data, nil
}

// ParseRegistries reads one file of registries.d. name is its path, for
// messages.
func ParseRegistries(name string, data []byte) (*Registries, error) {
	type document struct {
		Lookaside        string         `yaml:"lookaside"`
		LookasideStaging string         `yaml:"lookaside-staging"`
		SigStore         string         `yaml:"sigstore"`
		SigStoreStaging  string         `yaml:"sigstore-staging"`
		UseAttachments   *bool          `yaml:"use-sigstore-attachments"`
		Unknown          map[string]any `yaml:",inline"`
	}
	var parsed struct {
		Default *document           `yaml:"default-docker"`
		Docker  map[string]document `yaml:"docker"`
		Unknown map[string]any      `yaml:",inline"`
	}
	if err := yaml.Unmarshal(data, &parsed); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("parsing %s: %w", name, err)
	}
	out := &Registries{Files: []string{name}, Docker: map[string]Entry{}}
	unknown := func(at string, members map[string]any) {
		for member := range members {
			out.Unknown = append(out.Unknown, name+": "+strings.TrimPrefix(at+"/"+member, "/"))
		}
	}
	unknown("", parsed.Unknown)
	if parsed.Default != nil {
		out.Default = &Entry{parsed.Default.Lookaside, parsed.Default.SigStore, parsed.Default.UseAttachments, name}
		unknown("default-docker", parsed.Default.Unknown)
	}
	for namespace, e := range parsed.Docker {
		out.Docker[namespace] = Entry{e.Lookaside, e.SigStore, e.UseAttachments, name}
		unknown("docker/"+namespace, e.Unknown)
	}
	sort.Strings(out.Unknown)
	return out, nil
}

// merge adds the entries of another file.
func (r *Registries) merge(other *Registries) error {
	r.Files = append(r.Files, other.Files...)
	r.Unknown = append(r.Unknown, other.Unknown...)
	if other.Default != nil {
		if r.Default != nil {
			return fmt.Errorf("default-docker is defined both in %s and in %s", r.Default.File, other.Default.File)
		}
		r.Default = other.Default
	}
	for namespace, store := range other.Docker {
		if first, twice := r.Docker[namespace]; twice {
			return fmt.Errorf("the namespace %q is defined both in %s and in %s", namespace, first.File, store.File)
		}
		r.Docker[namespace] = store
	}
	return nil
}

// Lookaside returns the base URL that applies to an image and the namespace
// that names it; both are empty where none does. An entry without a URL leaves
// it to the next namespace.
func (r *Registries) Lookaside(image registry.ImageName) (base, namespace string) {
	if r == nil {
		return "", ""
	}
	for _, scope := range image.Scopes() {
		if b := r.Docker[scope].base(); b != "" {
			return b, scope
		}
	}
	if r.Default != nil {
		return r.Default.base(), "default-docker"
	}
	return "", ""
}

// UsesAttachments reports whether cosign's .sig tags are read for an image, and
// the namespace that decides that; empty where none says anything.
func (r *Registries) UsesAttachments(image registry.ImageName) (use bool, namespace string) {
	if r == nil {
		return false, ""
	}
	for _, scope := range image.Scopes() {
		if u := r.Docker[scope].UseSigstoreAttachments; u != nil {
			return *u, scope
		}
	}
	if r.Default != nil && r.Default.UseSigstoreAttachments != nil {
		return *r.Default.UseSigstoreAttachments, "default-docker"
	}
	return false, ""
}
