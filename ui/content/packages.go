package content

import "assay/inspect/report"

// SBOM shows what an SBOM says, with its packages one to a line.
func SBOM(b *report.SBOM, o Options) []Line { return nil }
