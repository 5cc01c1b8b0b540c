package present

import "assay/inspect/report"

// SBOMName is how an SBOM is called beside others: where it comes from, the
// platform it describes, and its format.
func SBOMName(b *report.SBOM) string {
	name := b.Source.Reference
	if b.Platform != "" {
		name += "  " + b.Platform
	}
	return name + "  " + b.Format
}
