package discover

import (
	"context"
	"net/http"
	"time"

	"assay/inspect/evidence"
	"assay/inspect/rekor"
)

// askLog asks the log that the options name for the log entries of the
// signatures. What it says is a note: the checks stand on what is signed.
func (w *walk) askLog(ctx context.Context) {
	if w.options.RekorURL == "" {
		return
	}
	client := &http.Client{Timeout: 10 * time.Second}
	for _, f := range w.Evidence().Signatures {
		if f.Entity == nil || len(f.Entity.Entries) == 0 {
			continue
		}
		w.setOnline(f, w.answerOfLog(ctx, client, f.Entity.Entries[0]))
	}
}

func (w *walk) answerOfLog(ctx context.Context, client *http.Client, e *rekor.Entry) string {
	if e.IsV2() {
		return "The log was not queried: entries of a Rekor v2 log cannot be looked up by index."
	}
	if err := rekor.Lookup(ctx, client, w.options.RekorURL, e); err != nil {
		return "The log was asked for this entry: " + err.Error() + "."
	}
	return "The log at " + w.options.RekorURL + " has this entry."
}

// setOnline puts a signature with what the log said in the place of f, which may
// be part of evidence that was handed out.
func (d *Discovery) setOnline(f *evidence.Signature, answer string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	copied := *f
	copied.Online = answer
	for n := range d.found {
		if d.found[n] == f {
			d.found[n] = &copied
		}
	}
}
