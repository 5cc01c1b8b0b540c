package layout

import (
	"archive/tar"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/registry"
)

// entry is one of a tar file.
type entry struct {
	name, content string
	kind          byte
	link          string
}

func writeTar(t *testing.T, entries []entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image.tar")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(file)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Typeflag: e.kind, Linkname: e.link, Mode: 0o644, Size: int64(len(e.content))}
		if e.kind == tar.TypeXGlobalHeader {
			header = &tar.Header{Typeflag: e.kind, PAXRecords: map[string]string{"comment": e.content}}
			e.content = ""
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestArchiveAsUnpacked opens archives that are another layout once they are
// unpacked, which is what other tools do with them, and some that only look so.
func TestArchiveAsUnpacked(t *testing.T) {
	data, d := imageOf("good", "1.0")
	index := `{"schemaVersion":2,"manifests":[{"mediaType":"` + registry.MediaTypeOCIManifest + `","digest":"` + d.Digest + `","size":` +
		strconv.FormatInt(d.Size, 10) + `,"annotations":{"` + annotationRefName + `":"1.0"}}]}`
	evil := strings.Replace(index, `"1.0"`, `"2.0"`, 1)
	blob := strings.Replace("blobs/"+d.Digest, ":", "/", 1)
	for _, test := range []struct {
		name string
		more []entry
		want string // part of the error, or empty where all is well
	}{
		{"as it should be", nil, ""},
		{"a folder beside", []entry{{name: "blobs/", kind: tar.TypeDir}, {name: "./blobs/sha256/", kind: tar.TypeDir},
			{name: "./", kind: tar.TypeDir}}, ""},
		{"a link beside", []entry{{name: "other", kind: tar.TypeSymlink, link: "index.json"}}, ""},
		{"a global header", []entry{{kind: tar.TypeXGlobalHeader, content: "x"}}, ""},
		{"the same twice", []entry{{name: "./index.json", kind: tar.TypeReg, content: index}}, ""},
		{"the plain name again", []entry{{name: "index.json", kind: tar.TypeReg, content: evil}}, "index.json twice"},
		{"by way of a folder", []entry{{name: "blobs/../index.json", kind: tar.TypeReg, content: evil}}, "index.json twice"},
		{"two slashes", []entry{{name: ".//index.json", kind: tar.TypeReg, content: evil}}, "index.json twice"},
		{"an absolute name", []entry{{name: "/index.json", kind: tar.TypeReg, content: evil}}, "index.json twice"},
		{"in capitals", []entry{{name: "Index.JSON", kind: tar.TypeReg, content: evil}}, "index.json twice"},
		{"a hard link", []entry{{name: "evil.json", kind: tar.TypeReg, content: evil},
			{name: "index.json", kind: tar.TypeLink, link: "evil.json"}}, "no plain file"},
		{"a symbolic link", []entry{{name: "evil.json", kind: tar.TypeReg, content: evil},
			{name: "./index.json", kind: tar.TypeSymlink, link: "evil.json"}}, "no plain file"},
		{"a pipe", []entry{{name: "index.json", kind: tar.TypeFifo}}, "no plain file"},
		{"a folder of that name", []entry{{name: "index.json", kind: tar.TypeDir}}, "is a directory"},
		{"behind a link", []entry{{name: "a/here", kind: tar.TypeSymlink, link: ".."},
			{name: "a/here/index.json", kind: tar.TypeReg, content: evil}}, "which is a link"},
		{"another blob", []entry{{name: "blobs//sha256/./" + filepath.Base(blob), kind: tar.TypeReg, content: "x"}}, "twice"},
		{"blobs replaced", []entry{{name: "blobs", kind: tar.TypeSymlink, link: "other"}}, "no plain file"},
		{"all replaced", []entry{{name: ".", kind: tar.TypeSymlink, link: "other"}}, "no plain file"},
		{"out of it", []entry{{name: "a/../../index.json", kind: tar.TypeReg, content: evil}}, "leads out"},
	} {
		t.Run(test.name, func(t *testing.T) {
			entries := append([]entry{{name: "oci-layout", kind: tar.TypeReg, content: "{}"},
				{name: "index.json", kind: tar.TypeReg, content: index},
				{name: "./" + blob, kind: tar.TypeReg, content: string(data)}}, test.more...)
			l, err := Open(writeTar(t, entries), true, registry.Limits{})
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Fatalf("error %v, want one with %q", err, test.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if m, err := l.Manifest(context.Background(), "1.0"); err != nil || m.Digest != d.Digest {
				t.Errorf("%+v, %v", m, err)
			}
		})
	}
}
