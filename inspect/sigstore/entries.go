package sigstore

import "assay/inspect/report"

// place is where a signature was found, as far as it limits the kinds of log entries.
type place int

const (
	inLayer place = iota
	inEnvelope
	inBundle
)

// acceptedKinds are the kinds and versions of log entries that verifiers accept
// by place: cosign's bundleHash and bundleSig for its tag format, sigstore-go's
// tlog.ValidateEntry for bundles.
var acceptedKinds = map[place][]string{
	inLayer:    {"hashedrekord 0.0.1", "rekord 0.0.1"},
	inEnvelope: {"intoto 0.0.1", "intoto 0.0.2", "dsse 0.0.1"},
	inBundle:   {"hashedrekord 0.0.1", "hashedrekord 0.0.2", "dsse 0.0.1", "intoto 0.0.2"},
}

// AcceptedKinds are the kinds and versions of log entries that verifiers accept
// where the signature was found, such as "dsse 0.0.1".
func (m *Entity) AcceptedKinds() []string { return acceptedKinds[m.place()] }

// EntryKinds are the accepted kinds that can be about such a signature. Of a bundle
// they depend on what it holds (sigstore-go, verify.VerifyTlogEntry).
func (m *Entity) EntryKinds() []string {
	switch {
	case m.place() != inBundle:
		return m.AcceptedKinds()
	case m.Envelope != nil:
		return []string{"dsse 0.0.1", "intoto 0.0.2", "hashedrekord 0.0.2"}
	}
	return []string{"hashedrekord 0.0.1", "hashedrekord 0.0.2"}
}

func (m *Entity) place() place {
	switch m.Format {
	case report.FormatSimpleSigning:
		return inLayer
	case report.FormatDSSE:
		return inEnvelope
	default:
		return inBundle
	}
}
