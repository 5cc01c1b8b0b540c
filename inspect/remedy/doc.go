// Package remedy writes what a reader can do: command lines for assay, cosign,
// crane, skopeo and gpg, the flags that name a signer, and sentences in which
// flags occur. Package diagnose says what is wrong; every flag that it speaks of
// comes from here.
//
// Whatever comes from outside passes [Quote] before it becomes part of a command
// line. The package runs no command and does no input or output.
package remedy
