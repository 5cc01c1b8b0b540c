package lookaside

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"assay/registry"
	"assay/registry/file"
)

// maxTotal bounds all signatures of one manifest together, in bytes. Real ones
// take less than 10 KB each.
const maxTotal = 64 << 20

// list is the signatures of one manifest while they are read.
type list struct {
	out   []registry.StoredSignature
	total int
}

// add appends a signature. The error is a *registry.Error when all together are
// larger than maxTotal.
func (l *list) add(action registry.Action, reference string, data []byte) error {
	if l.total += len(data); l.total > maxTotal {
		return action.Exceeds(registry.LimitSignatureTotal, fmt.Errorf("together they are larger than %d bytes; the rest was not read",
			maxTotal))
	}
	l.out = append(l.out, registry.StoredSignature{Reference: reference, Data: data})
	return nil
}

func exceeded(action registry.Action, what string) *registry.Error {
	return action.Exceeds(registry.LimitSignatures, fmt.Errorf("there are more than %d %s", registry.MaxSignatures, what))
}

// diskError turns an error of reading a file into a *registry.Error.
func diskError(action registry.Action, err error) error {
	tooLarge := new(file.SizeError)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return action.Fail(registry.None, errors.New("there is no such file"))
	case errors.Is(err, fs.ErrPermission):
		return action.Fail(registry.Denied, err)
	case errors.As(err, &tooLarge):
		return action.Exceeds(registry.LimitSignature, err)
	}
	return action.Fail(registry.Unreadable, err)
}

// ReadPath reads the signatures at a path that the user named: one file, which
// may be a pipe and is read by inputs; a directory with signature-1, signature-2
// and so on; the root of a lookaside store, in which the directory of this image
// and digest is looked for; or else every file of the directory, by name. Those
// that could be read are returned with the error of the first one that could not,
// a *registry.Error.
func ReadPath(
	ctx context.Context, inputs *file.Inputs, path string, image registry.ImageName, digest string,
) ([]registry.StoredSignature, error) {
	action := registry.Action{Op: registry.OpSignatures, Source: path}
	info, err := os.Stat(path)
	if err != nil {
		return nil, action.Fail(registry.None, err)
	}
	if !info.IsDir() {
		data, err := inputs.Read(ctx, path, registry.MaxSignatureSize)
		if err != nil {
			return nil, diskError(action, err)
		}
		return []registry.StoredSignature{{Reference: path, Data: data}}, nil
	}
	if image.Known() && registry.ValidDigest(digest) {
		below := filepath.Join(path, filepath.FromSlash(image.Path())+directoryOf(digest))
		if info, err := os.Stat(below); err == nil && info.IsDir() {
			path = below
		}
	}
	return readDirectory(action, path)
}

// readDirectory reads the signatures in a directory.
func readDirectory(action registry.Action, path string) ([]registry.StoredSignature, error) {
	names, err := signatureFiles(path)
	switch {
	case err != nil:
		return nil, action.Fail(registry.Unreadable, err)
	case len(names) > registry.MaxSignatures:
		return nil, exceeded(action, "files")
	}
	var all list
	var failed error
	for _, name := range names {
		one := filepath.Join(path, name)
		data, err := file.ReadRegular(one, registry.MaxSignatureSize)
		if err != nil && failed == nil {
			failed = diskError(registry.Action{Op: registry.OpSignature, Ref: one}, err)
		}
		if err != nil {
			continue
		}
		if err := all.add(action, one, data); err != nil {
			return all.out, err
		}
	}
	return all.out, failed
}

// signatureFiles lists the files of a directory that hold signatures: numbered
// ones in order, up to the first gap, as readers of a store see them; where there
// are none, all files by name.
func signatureFiles(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	have := map[string]bool{}
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
			have[entry.Name()] = true
		}
	}
	if !have["signature-1"] {
		sort.Strings(names)
		return names, nil
	}
	names = nil
	for n := 1; have["signature-"+strconv.Itoa(n)]; n++ {
		names = append(names, "signature-"+strconv.Itoa(n))
	}
	return names, nil
}
