package discover

import (
	"context"
	"net/http"
	"time"

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
		answered := *f
		answered.Online = w.answerOfLog(ctx, client, f.Entity.Entries[0])
		w.replace(f, &answered)
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
