// Package rekor reads and checks transparency log entries: the decoded body,
// the signed entry timestamp (SET), the inclusion proof and the
// checkpoint, for Rekor v1 and v2.
//
// Bodies are decoded leniently with encoding/json, because a body that was
// tampered with must still be shown; what a typed decoder would refuse is
// reported and not hidden. The package fetches nothing.
package rekor
