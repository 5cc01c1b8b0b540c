package inspect

import (
	"context"
	"net/http"
	"time"

	"assay/inspect/rekor"
)

// askLog asks the log of --rekor-url for the log entries of the
// signatures. What it says is a note: the checks stand on what is signed.
func (g *gatherer) askLog(ctx context.Context) {
	if g.options.RekorURL == "" {
		return
	}
	client := &http.Client{Timeout: 10 * time.Second}
	for _, f := range g.found {
		if f.material == nil || len(f.material.Entries) == 0 {
			continue
		}
		e := f.material.Entries[0]
		if e.IsV2() {
			f.online = "The log was not asked: a Rekor v2 log cannot be looked up by index."
			continue
		}
		if err := rekor.Lookup(ctx, client, g.options.RekorURL, e); err != nil {
			f.online = "Asked whether it has this entry: " + err.Error() + "."
			continue
		}
		f.online = "The log at " + g.options.RekorURL + " has this very entry."
	}
}
