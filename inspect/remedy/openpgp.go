package remedy

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
		file = operand(path.Base(s.Source.Reference))
		out = append(out, report.Command{Shows: "fetches the signature", Line: words("curl -fo", file, Quote(s.Source.Reference))})
	case report.StoreFile:
		file = operand(s.Source.Reference)
	default:
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
		report.Command{Shows: "fetches the manifest that was signed", Line: words("crane manifest", Quote(image), "> manifest.json")},
		report.Command{Shows: "accepts this signature, if gpg's keyring has the signer's key",
			Line: words("skopeo standalone-verify manifest.json", Quote(name), Quote(fingerprint), file)},
		report.Command{Shows: "shows the claims and what gpg reports", Line: "gpg --decrypt " + file})
}

// operand is a file as a word that is not taken for a flag.
func operand(file string) string {
	if strings.HasPrefix(file, "-") {
		file = "./" + file
	}
	return Quote(file)
}
