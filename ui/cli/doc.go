// Package cli is the command line: it turns flags and the environment into what
// the engine takes, composes the engine, the registry and the readers with the
// front ends, and maps their outcomes to exit codes. It is the only package that
// knows the names of flags. It verifies nothing and draws nothing itself.
package cli
