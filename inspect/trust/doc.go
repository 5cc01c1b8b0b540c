// Package trust holds trusted roots: the certificate authorities, logs and
// timestamp authorities whose word counts.
//
// A root comes from a file, from sigstore's public-good instance by TUF, or
// from the copy that is embedded here. The embedded file public-good.json is
// the target trusted_root.json of the public-good TUF repository
// (https://tuf-repo-cdn.sigstore.dev, published from sigstore/root-signing) as
// distributed with github.com/sigstore/sigstore v1.10.9, pkg/tuf/repository;
// it is under the Apache-2.0 licence.
//
// The package says what a root contains and when each entry was valid; it
// never decides a verdict.
package trust
