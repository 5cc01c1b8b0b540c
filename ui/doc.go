// Package ui presents reports: as a terminal program, as plain text and as
// JSON. It is a view over report.Report and its event stream; it asks nothing
// of a registry and verifies nothing.
package ui
