package discover

import (
	"context"
	"testing"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
)

// TestRetryIsNotComplete holds that a lookup that failed, and is being done
// again, is not mistaken for one that found nothing.
func TestRetryIsNotComplete(t *testing.T) {
	t.Parallel()
	d := &Discovery{stores: new(stores), complete: true,
		artifacts: []*report.Artifact{{ID: "tag", State: report.StateFailed, Source: report.Source{Reference: "tag"}}}}
	during := true
	d.retryWith("tag", func(context.Context, *walk) { during = d.Evidence().Complete })
	if !d.Evidence().Complete {
		t.Error("before, the evidence is not complete")
	}
	if !d.Retry(context.Background(), "tag") {
		t.Fatal("there was nothing to fetch again")
	}
	if during {
		t.Error("meanwhile, the evidence is said to be complete")
	}
	if !d.Evidence().Complete {
		t.Error("afterwards, the evidence is not complete")
	}
}

// TestReplace holds that evidence that was handed out stays as it is.
func TestReplace(t *testing.T) {
	t.Parallel()
	d := &Discovery{stores: new(stores)}
	first := &evidence.Signature{Source: report.Source{Digest: registry.DigestOf([]byte("a signature"), "")}}
	d.addFound(first)
	handedOut := d.Evidence()
	broken := *first
	broken.Online = "another"
	if !d.replace(first, &broken) {
		t.Fatal("the signature is not known")
	}
	if d.replace(first, &broken) {
		t.Error("the signature was replaced twice")
	}
	if got := handedOut.Signatures[0].Online; got != "" {
		t.Errorf("evidence that was handed out now says %q", got)
	}
	if now := d.Evidence().Signatures; len(now) != 1 || now[0] != &broken {
		t.Errorf("the signatures are %v", now)
	}
}
