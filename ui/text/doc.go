// Package text prints reports, certificates and SBOMs as plain text and as JSON.
// It decides nothing: what it prints, present and the report have said.
package text
