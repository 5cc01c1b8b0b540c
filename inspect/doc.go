// Package inspect is the engine. [Run] resolves a reference, finds everything
// attached to the image, hands each artifact to its verifier, derives diagnoses
// and draws the verdict.
//
// The work has two halves. Gathering talks to the registry and keeps what it
// found in an [Inspection]; it does not depend on what is asked of a signature.
// Judging is pure: given an Inspection and what is asked, it makes a report. So
// the same evidence can be judged again under another key or identity at once,
// which is what the terminal program's what-if does.
//
// Each artifact travels alone: one that is missing, broken or slow never hides
// another. The package draws nothing and knows no terminal.
package inspect
