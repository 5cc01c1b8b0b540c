// Package text prints reports, certificates and SBOMs as plain text and as JSON,
// for pipes, files and terminals alike. The text has the lines of package
// present, one section after another; the JSON is the report itself, written by
// package encode.
//
// It never decides what is said, reads no keys, and opens no files: it writes to
// the writer that it is given.
package text
