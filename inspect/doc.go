// Package inspect is the engine. [Run] resolves a reference, finds everything
// attached to the image, verifies each signature, derives diagnoses and draws the
// verdict; [Inspect] does the same and keeps what was found, so that it can be
// measured again by other criteria at once.
//
// The work is done in its rooms, one after the other: package criteria reads what
// was asked for, discover finds what is there, evidence is what it found, verify
// measures the one by the other, diagnose names causes, and remedy says what to
// do. What comes out is a report.Report, which nobody changes afterwards.
//
// The package draws nothing, knows no terminal and no command line.
package inspect
