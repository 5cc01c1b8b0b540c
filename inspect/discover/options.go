package discover

import (
	"context"
	"log/slog"

	"assay/inspect/report"
	"assay/registry/file"
	"assay/registry/lookaside"
	"assay/registry/remote"
)

// Options says where to look. What is asked of a signature does not matter here,
// but for one thing: whether an OpenPGP signature is wanted.
type Options struct {
	// Platform, as os/arch or os/arch/variant, picks a manifest from an index;
	// it is then the target. Empty leaves the index.
	Platform string
	// AllPlatforms looks for what is attached to every platform of an index,
	// however many there are.
	AllPlatforms bool
	Registry     remote.Options
	// SignatureRepository is where cosign's artifacts are when they are not in
	// the image's repository (COSIGN_REPOSITORY).
	SignatureRepository string
	// RekorURL, where set, is a Rekor v1 log that is asked whether it has the
	// log entries of the signatures.
	RekorURL string
	// MaxSBOM bounds the size of an SBOM in bytes; zero means the default.
	MaxSBOM int64
	// Offline keeps to the image and its registry.
	Offline bool
	Stores  StoreOptions
	// Inputs reads the files that the user named.
	Inputs *file.Inputs
	// Control, if not nil, can stop what is being fetched for one artifact.
	Control *Control
	// Logger records internal failures.
	Logger *slog.Logger
	// WantsOpenPGP reports whether an OpenPGP signature is asked for, so that
	// places are looked at that are not configured. It may wait until keys are
	// read, for as long as the context lasts.
	WantsOpenPGP func(context.Context) bool
}

// StoreOptions says where signatures that are not in the registry itself are
// looked for.
type StoreOptions struct {
	// RegistriesDirectories hold registries.d, the strongest first; empty means
	// that no such file is read.
	RegistriesDirectories []string
	// Registries stands in for those files, for the demo and for tests.
	Registries *lookaside.Registries
	// Signatures is a file or directory on disk with OpenPGP signatures.
	Signatures string
	// SignerResults is a file with the results of a message-based signer.
	SignerResults string
	// Reference is the name to compare claims and policy with for an image
	// that was read from disk.
	Reference string
	// Home is the user's home directory, Root whether the user is root; they
	// decide where signatures are by default. An empty Home looks nowhere.
	Home string
	Root bool
}

// notifier is told of every tree node that is new or has moved on. It is called
// from several goroutines, with a copy of the node.
type notifier func(*report.Artifact)
