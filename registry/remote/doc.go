// Package remote reads from a registry over HTTP (OCI distribution
// specification): manifests, blobs, referrers and tags of a [Repository], and
// single files that are named by URL ([Download], [Files]). It only reads.
//
// A Repository is a [registry.Source]; its errors are [registry.Error] values,
// which say by their types what failed and what would permit it. Content is
// handed out when its digest and size are those asked for, from a cache where
// Options names one.
//
// What protects the user: https with a valid certificate unless Options permits
// less, credentials only for the registry's own site, no redirect from https to
// http, no way from a public registry to a private address, bounded answers, and
// a rate limiter that obeys Retry-After. Sources of one run share connections
// and that rate limiter through a [Pool].
//
// [Branch], [Join] and [After] tell which requests waited for which, from which
// the depth in a [registry.RequestLog] follows.
package remote
