package containerspolicy

import (
	"fmt"

	"assay/registry/file"
)

// FileReader reads a file that a policy names, whole. The error is worded as the
// operating system has it, which is what podman prints.
type FileReader func(path string) ([]byte, error)

// ReadKeyFile is the FileReader for files on this machine: regular ones, up to a
// size that no key or certificate has.
func ReadKeyFile(path string) ([]byte, error) { return file.ReadRegular(path, maxKeyFile) }

// maxKeyFile bounds a key or certificate file, in bytes.
const maxKeyFile = 8 << 20

// keyFiles are the files that a policy names, each read once: what is evaluated
// does not change while reports are made of it.
type keyFiles map[string]keyFile

type keyFile struct {
	data []byte
	err  error
}

// get returns the content of a file, or why it could not be read.
func (f keyFiles) get(path string) ([]byte, error) {
	read, ok := f[path]
	if !ok {
		return nil, ownError{fmt.Errorf("%s was not read", path)}
	}
	return read.data, read.err
}

// ReadFiles reads the files that the policy names for keys and certificates.
// What cannot be read is part of the evaluation. Without it, none of them counts.
func (p *Policy) ReadFiles(read FileReader) {
	files := keyFiles{}
	for _, k := range p.sources() {
		for _, path := range k.paths() {
			if _, ok := files[path]; !ok {
				data, err := read(path)
				files[path] = keyFile{data, err}
			}
		}
		k.files = files
	}
}

// sources are all the places of a policy that name keys or certificates.
func (p *Policy) sources() []*KeySource {
	var out []*KeySource
	add := func(list []Requirement) {
		for n := range list {
			r := &list[n]
			out = append(out, &r.Keys, &r.Rekor)
			if r.Fulcio != nil {
				out = append(out, &r.Fulcio.CA)
			}
			if r.PKI != nil {
				out = append(out, &r.PKI.Roots, &r.PKI.Intermediates)
			}
		}
	}
	add(p.Default)
	for _, scopes := range p.Transports {
		for _, list := range scopes {
			add(list)
		}
	}
	return out
}

// paths are the files that a source names.
func (k *KeySource) paths() []string {
	if k.Path != "" {
		return []string{k.Path}
	}
	return k.Paths
}
