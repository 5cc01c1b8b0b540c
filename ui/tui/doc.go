// Package tui is the terminal program: a view over a report.Report and its
// stream of events. It asks nothing of a registry and verifies nothing; what it
// wants done it asks of the engine behind it.
package tui
