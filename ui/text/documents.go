package text

import (
	"assay/inspect/report"
	"assay/sbom"
)

// SBOMDocument is the JSON of an SBOM that was asked for by itself.
type SBOMDocument struct {
	SchemaVersion int            `json:"schemaVersion"`
	SBOM          *report.SBOM   `json:"sbom"`
	Document      *sbom.Document `json:"document"`
}

// SBOMComparison is the JSON of what changed between two SBOMs, which Before and
// After name.
type SBOMComparison struct {
	SchemaVersion int              `json:"schemaVersion"`
	Before        string           `json:"before"`
	After         string           `json:"after"`
	Difference    *sbom.Difference `json:"difference"`
}
