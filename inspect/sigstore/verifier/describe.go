package verifier

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/trust"
)

// describeEntry renders the log entry for the report.
func (e *verification) describeEntry() *report.LogEntry {
	entry := e.entry
	if entry == nil {
		return nil
	}
	out := &report.LogEntry{
		Kind: entry.Kind, Version: entry.Version, LogIndex: entry.LogIndex, LogID: entry.ID(), HasSET: len(entry.SET) > 0,
		HashAlgorithm: entry.Body.HashAlgorithm, Hash: hex.EncodeToString(entry.Body.Hash),
	}
	if t := entry.Time(); !t.IsZero() {
		out.IntegratedTime = &t
	}
	if json.Valid(entry.Raw) {
		out.Body = entry.Raw
	}
	if log := e.options.Root.Log(entry.LogID); log != nil {
		out.LogName = logName(log)
	}
	if entry.ID() == trust.PublicGoodLogID && entry.LogIndex >= 0 {
		out.SearchURL = fmt.Sprintf("https://search.sigstore.dev/?logIndex=%d", entry.LogIndex)
	}
	if recorded := entry.Body.First(); recorded.Key != nil {
		d := certview.DescribeKey(recorded.Key)
		out.Key = &report.Key{Algorithm: d.Algorithm, FingerprintSHA256: d.FingerprintSHA256, PEM: d.PEM, Origin: report.OriginLog}
		out.KeyPEM = recorded.Verifier
	}
	if p := entry.Proof; p != nil {
		out.Proof = &report.InclusionProof{LogIndex: p.LogIndex, TreeSize: p.TreeSize, RootHash: hex.EncodeToString(p.RootHash),
			Checkpoint: p.Checkpoint, Hashes: []string{}}
		for _, h := range p.Hashes {
			out.Proof.Hashes = append(out.Proof.Hashes, hex.EncodeToString(h))
		}
	}
	return out
}
