// Package forge makes signed images by machine, each a good one with one thing
// changed, so that what assay says of them can be compared with what cosign says.
//
// Everything comes from a seed: keys, certificate authority, certificate
// transparency log, signature logs (Rekor v1 and v2) and timestamp authority. Two runs with one
// seed make the same bytes, so a case is stored as its name, a sum of its bytes
// and cosign's verdicts; its image is made anew.
//
// A World holds the authorities, a Draft is one way of signing an image with
// hooks for every step, a Case is a Draft with a name and the flags of the
// question, and Cases lists them all. Nothing here is linked into assay.
package forge
