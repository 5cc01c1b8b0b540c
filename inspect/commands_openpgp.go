package inspect

import (
	"path"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
)

// openPGPCommands verify and show an OpenPGP signature by hand.
func openPGPCommands(s *report.Signature, image string) []report.Command {
	file := "signature"
	var out []report.Command
	switch s.Source.Store {
	case report.StoreLookaside:
		file = path.Base(s.Source.Reference)
		out = append(out, report.Command{Shows: "fetches the signature", Line: "curl -fo " + shellQuote(file) + " " + shellQuote(s.Source.Reference)})
	case report.StoreFile:
		file = s.Source.Reference
	}
	name, fingerprint := containerspolicy.ClaimedName(s), "FINGERPRINT"
	if s.Key != nil && s.Key.OpenPGP != nil && s.Key.OpenPGP.Fingerprint != "" {
		fingerprint = s.Key.OpenPGP.Fingerprint
	}
	if name == "" || strings.HasPrefix(name, "-") {
		// It would be taken for a flag.
		name = "NAME"
	}
	return append(out,
		report.Command{Shows: "fetches the manifest that it is about", Line: "crane manifest " + shellQuote(image) + " > manifest.json"},
		report.Command{Shows: "accepts this signature, with the signer's key in gpg's keyring", Line: "skopeo standalone-verify manifest.json " + shellQuote(name) + " " + shellQuote(fingerprint) + " " + shellQuote(file)},
		report.Command{Shows: "its claims, and what gpg says of it", Line: "gpg --decrypt " + shellQuote(file)})
}
