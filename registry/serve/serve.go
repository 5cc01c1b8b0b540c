// Package serve is a read-only registry over OCI layouts, exactly as they are
// stored: a blob that is missing or whose bytes do not have its digest is served
// as it is. The demo and the tests use it; it is not a registry for production.
package serve

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"

	"assay/registry"
)

// Handler serves every directory of layouts that holds an index.json as a
// repository of the same name below prefix. Without referrers the registry is
// one that has no referrers API.
type Handler struct {
	layouts   fs.FS
	prefix    string
	referrers bool

	mu     sync.Mutex
	opened map[string]*repository
}

// New returns a handler. prefix is the first part of repository names, such as
// "demo"; empty leaves the name of the directory as it is.
func New(layouts fs.FS, prefix string, referrers bool) *Handler {
	return &Handler{layouts: layouts, prefix: prefix, referrers: referrers, opened: map[string]*repository{}}
}

// repository is one layout with its tags and the media types of its manifests.
type repository struct {
	dir   fs.FS
	tags  map[string]string
	types map[string]string
}

// ServeHTTP answers the reading half of the OCI distribution specification.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED")
		return
	}
	if strings.TrimSuffix(r.URL.Path, "/") == "/v2" {
		answer(w, r, []byte("{}"), "application/json")
		return
	}
	for _, kind := range []string{"manifests", "blobs", "referrers", "tags"} {
		name, reference, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v2/"), "/"+kind+"/")
		if !ok {
			continue
		}
		repo := h.open(name)
		if repo == nil {
			refuse(w, http.StatusNotFound, "NAME_UNKNOWN")
			return
		}
		h.serve(w, r, repo, kind, reference, name)
		return
	}
	refuse(w, http.StatusNotFound, "UNSUPPORTED")
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request, repo *repository, kind, reference, name string) {
	switch kind {
	case "tags":
		var tags []string
		for tag := range repo.tags {
			tags = append(tags, tag)
		}
		sort.Strings(tags)
		body, _ := json.Marshal(map[string]any{"name": name, "tags": tags})
		answer(w, r, body, "application/json")
	case "referrers":
		if !h.referrers {
			refuse(w, http.StatusNotFound, "UNSUPPORTED")
			return
		}
		body, _ := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": registry.MediaTypeOCIIndex,
			"manifests": repo.referrersOf(reference)})
		answer(w, r, body, registry.MediaTypeOCIIndex)
	case "manifests":
		digest := reference
		if tagged, ok := repo.tags[reference]; ok {
			digest = tagged
		}
		mediaType, known := repo.types[digest]
		body := repo.blob(digest)
		if !known || body == nil {
			refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN")
			return
		}
		w.Header().Set("Docker-Content-Digest", digest)
		w.Header().Set("ETag", `"`+digest+`"`)
		if r.Header.Get("If-None-Match") == `"`+digest+`"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		answer(w, r, body, mediaType)
	case "blobs":
		body := repo.blob(reference)
		if body == nil {
			refuse(w, http.StatusNotFound, "BLOB_UNKNOWN")
			return
		}
		answer(w, r, body, "application/octet-stream")
	}
}

func answer(w http.ResponseWriter, r *http.Request, body []byte, contentType string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) //nolint:gosec // It is a registry: bytes go out as they are stored, with their own type.
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []map[string]string{{"code": code, "message": strings.ToLower(code)}}})
}

func (h *Handler) open(name string) *repository {
	if h.prefix != "" {
		rest, ok := strings.CutPrefix(name, h.prefix+"/")
		if !ok {
			return nil
		}
		name = rest
	}
	if !fs.ValidPath(name) {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if repo, ok := h.opened[name]; ok {
		return repo
	}
	repo := load(h.layouts, name)
	h.opened[name] = repo
	return repo
}

func load(layouts fs.FS, name string) *repository {
	dir, err := fs.Sub(layouts, name)
	if err != nil {
		return nil
	}
	data, err := fs.ReadFile(dir, "index.json")
	if err != nil {
		return nil
	}
	var index struct {
		Manifests []registry.Descriptor `json:"manifests"`
	}
	if json.Unmarshal(data, &index) != nil {
		return nil
	}
	repo := &repository{dir: dir, tags: map[string]string{}, types: map[string]string{}}
	for _, d := range index.Manifests {
		repo.add(d)
	}
	return repo
}

func (r *repository) add(d registry.Descriptor) {
	if tag := d.Annotations["org.opencontainers.image.ref.name"]; tag != "" {
		r.tags[tag] = d.Digest
	}
	if _, known := r.types[d.Digest]; known {
		return
	}
	r.types[d.Digest] = d.MediaType
	var index struct {
		Manifests []registry.Descriptor `json:"manifests"`
	}
	if body := r.blob(d.Digest); body != nil && json.Unmarshal(body, &index) == nil {
		for _, child := range index.Manifests {
			r.add(child)
		}
	}
}

func (r *repository) blob(digest string) []byte {
	if !registry.ValidDigest(digest) {
		return nil
	}
	algorithm, value, _ := strings.Cut(digest, ":")
	data, err := fs.ReadFile(r.dir, path.Join("blobs", algorithm, value))
	if err != nil {
		return nil
	}
	return data
}

func (r *repository) referrersOf(digest string) []registry.Descriptor {
	out := []registry.Descriptor{}
	for candidate, mediaType := range r.types {
		var m struct {
			ArtifactType string               `json:"artifactType"`
			Config       registry.Descriptor  `json:"config"`
			Subject      *registry.Descriptor `json:"subject"`
			Annotations  map[string]string    `json:"annotations"`
		}
		body := r.blob(candidate)
		if json.Unmarshal(body, &m) != nil || m.Subject == nil || m.Subject.Digest != digest {
			continue
		}
		kind := m.ArtifactType
		if kind == "" {
			kind = m.Config.MediaType
		}
		out = append(out, registry.Descriptor{MediaType: mediaType, Digest: candidate, Size: int64(len(body)), ArtifactType: kind,
			Annotations: m.Annotations})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Digest < out[j].Digest })
	return out
}
