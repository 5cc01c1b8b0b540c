package registry

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"assay/registry/file"
)

// Registries is the configuration of signature stores, as the files of
// registries.d make it up together (containers-registries.d(5)).
type Registries struct {
	// Files are those that were read, in order.
	Files []string
	// Default is the entry default-docker, or nil.
	Default *SignatureStore
	// Docker are the entries by namespace.
	Docker map[string]SignatureStore
	// Unknown are members that nobody reads, each as FILE: MEMBER.
	Unknown []string
}

// SignatureStore is one entry of registries.d.
type SignatureStore struct {
	// Lookaside is the base URL to read signatures from; SigStore is the old
	// name of that member and counts where Lookaside is empty. The places to
	// write to (lookaside-staging) are of no interest here.
	Lookaside string
	SigStore  string
	// UseSigstoreAttachments says whether .sig tags are read; nil leaves it to
	// the next namespace.
	UseSigstoreAttachments *bool
	// File is where the entry stands.
	File string
}

// base returns the URL to read from, or empty.
func (s SignatureStore) base() string {
	if s.Lookaside != "" {
		return s.Lookaside
	}
	return s.SigStore
}

// Bounds on registries.d.
const (
	maxRegistriesFile  = 1 << 20
	maxRegistriesFiles = 1000
)

// RegistriesDirectories lists where registries.d lies, the strongest first: a
// file hides those of the same name in later directories. getenv reads
// XDG_CONFIG_HOME and HOME.
func RegistriesDirectories(getenv func(string) string) []string {
	var out []string
	if home := getenv("XDG_CONFIG_HOME"); home != "" {
		out = append(out, filepath.Join(home, "containers/registries.d"))
	} else if home := getenv("HOME"); home != "" {
		out = append(out, filepath.Join(home, ".config/containers/registries.d"))
	}
	return append(out, "/etc/containers/registries.d", "/usr/share/containers/registries.d")
}

// LoadRegistries reads every .yaml file of the directories. One that is not
// there is passed over. The error says which file cannot be read, or which
// namespace is defined twice; podman then refuses to work at all.
func LoadRegistries(directories ...string) (*Registries, error) {
	paths := map[string]string{}
	for i := len(directories) - 1; i >= 0; i-- {
		entries, err := os.ReadDir(directories[i])
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".yaml") {
				paths[entry.Name()] = filepath.Join(directories[i], entry.Name())
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
	out := &Registries{Docker: map[string]SignatureStore{}}
	for _, name := range names {
		data, err := readConfiguration(paths[name])
		if err != nil {
			return nil, err
		}
		one, err := ParseRegistries(paths[name], data)
		if err != nil {
			return nil, err
		}
		if err := out.join(one); err != nil {
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
	type entry struct {
		Lookaside        string         `yaml:"lookaside"`
		LookasideStaging string         `yaml:"lookaside-staging"`
		SigStore         string         `yaml:"sigstore"`
		SigStoreStaging  string         `yaml:"sigstore-staging"`
		UseAttachments   *bool          `yaml:"use-sigstore-attachments"`
		Unknown          map[string]any `yaml:",inline"`
	}
	var file struct {
		Default *entry           `yaml:"default-docker"`
		Docker  map[string]entry `yaml:"docker"`
		Unknown map[string]any   `yaml:",inline"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("parsing %s: %w", name, err)
	}
	out := &Registries{Files: []string{name}, Docker: map[string]SignatureStore{}}
	unknown := func(at string, members map[string]any) {
		for member := range members {
			out.Unknown = append(out.Unknown, name+": "+strings.TrimPrefix(at+"/"+member, "/"))
		}
	}
	unknown("", file.Unknown)
	if file.Default != nil {
		out.Default = &SignatureStore{file.Default.Lookaside, file.Default.SigStore, file.Default.UseAttachments, name}
		unknown("default-docker", file.Default.Unknown)
	}
	for namespace, e := range file.Docker {
		out.Docker[namespace] = SignatureStore{e.Lookaside, e.SigStore, e.UseAttachments, name}
		unknown("docker/"+namespace, e.Unknown)
	}
	sort.Strings(out.Unknown)
	return out, nil
}

// join adds another file's entries.
func (r *Registries) join(other *Registries) error {
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
func (r *Registries) Lookaside(image ImageName) (base, namespace string) {
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
func (r *Registries) UsesAttachments(image ImageName) (use bool, namespace string) {
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

// DefaultLookaside is where signatures lie when registries.d names no place:
// the machine's store for root, the user's own otherwise.
func DefaultLookaside(root bool, home string) string {
	if root || home == "" {
		return "file:///var/lib/containers/sigstore"
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(home, ".local/share/containers/sigstore"))}).String()
}

// PublicLookaside returns the store in which a vendor is known to publish the
// signatures of its registry, or empty. It is a hint for the user, never asked
// by itself.
func PublicLookaside(host string) string {
	return map[string]string{
		"registry.access.redhat.com": "https://access.redhat.com/webassets/docker/content/sigstore",
		"registry.redhat.io":         "https://registry.redhat.io/containers/sigstore",
	}[host]
}
