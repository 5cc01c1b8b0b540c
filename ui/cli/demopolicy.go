package cli

import (
	"io/fs"
	"net/http"
	"strings"

	"assay/inspect"
	"assay/registry/lookaside"
)

// demoPolicy, as the policy that a case asks for, is the one that the binary
// carries.
const demoPolicy = "demo"

// demoLookaside is the path under which the demo serves its store of
// signatures, next to its registry.
const demoLookaside = "/lookaside/"

// lookasideHandler serves the demo's store of signatures, and everything else
// by next.
func (images demoImages) lookasideHandler(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("GET "+demoLookaside, func(w http.ResponseWriter, r *http.Request) {
		data, err := fs.ReadFile(images.files, strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(data) //nolint:gosec // Bytes of the embedded store, as they lie there.
	})
	return mux
}

// addPolicy puts the demo's policy and store in the place of this
// machine's.
func (images demoImages) addPolicy(options *inspect.Options, address string) error {
	if options.Criteria.Policy != demoPolicy {
		return nil
	}
	text, err := fs.ReadFile(images.files, "policy.json")
	if err != nil {
		return err
	}
	options.Criteria.Policy = strings.ReplaceAll(string(text), "REGISTRY", address)
	options.Stores.Registries = &lookaside.Registries{
		Files: []string{"registries.d/demo.yaml"},
		Docker: map[string]lookaside.Entry{address: {Lookaside: "http://" + address + strings.TrimSuffix(demoLookaside, "/"),
			File: "registries.d/demo.yaml"}},
	}
	return nil
}
