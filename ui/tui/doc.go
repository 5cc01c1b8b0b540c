// Package tui is the terminal program: a view over a report.Report and its
// stream of events. It asks nothing of a registry and verifies nothing; what it
// wants done it asks of the [Engine] behind it, and it changes no report that it
// was given.
//
// There is one model. It changes in Update, which does no input or output; work
// runs in commands, which change no state and answer with a message. What opens on
// top of the panes lives in ui/tui/dialog, the list with a place in it in
// ui/tui/scroll. Keys, help and palette are all made from one list of actions.
package tui
