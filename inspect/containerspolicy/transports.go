package containerspolicy

import (
	"strings"

	"assay/inspect/report"
)

// knownTransports are those that a policy may have scopes for
// (containers-transports(5)).
var knownTransports = map[report.Transport]bool{
	report.TransportDocker: true, report.TransportDockerDaemon: true, report.TransportDockerArchive: true, report.TransportOCI: true,
	report.TransportOCIArchive: true, report.TransportDir: true, report.TransportStorage: true, report.TransportAtomic: true,
	report.TransportOSTree: true, report.TransportSIF: true, report.TransportTarball: true,
}

// KnownTransport reports whether there is such a transport.
func KnownTransport(t report.Transport) bool { return knownTransports[t] }

// NeverMatches says why no image can ever fall under a scope; empty where one
// can. Names are compared in full: with their host, and docker.io/library/ for
// short ones.
func NeverMatches(transport report.Transport, scope string) string {
	if !knownTransports[transport] {
		return "there is no transport of this name"
	}
	if transport != report.TransportDocker || scope == "" {
		return ""
	}
	host, rest, slash := strings.Cut(scope, "/")
	switch {
	case strings.Contains(scope, "://"):
		return "a scope has no https:// or docker:// in front"
	case strings.HasSuffix(scope, "/"):
		return "a scope does not end with a slash"
	case strings.ContainsAny(scope, " \t\n"):
		return "it holds white space"
	case strings.HasPrefix(scope, "*."):
		if slash || strings.Contains(host, ":") {
			return "a wildcard stands for hosts only, without port or path"
		}
		if strings.Contains(scope[2:], "*") {
			return "only the first part may be a *"
		}
		return ""
	case strings.Contains(scope, "*"):
		return "a wildcard has the form *.example.com"
	case host == "index.docker.io":
		return "names of that host are compared as docker.io/…"
	case !strings.ContainsAny(host, ".:") && host != "localhost":
		return "it has no host in front; short names are compared as docker.io/library/…"
	case strings.Contains(rest, ":") && strings.Contains(rest, "@"):
		return "a name has a tag or a digest, not both"
	case host == "docker.io" && strings.Contains(rest, ":") && !strings.Contains(rest, "/"):
		return "the official image is docker.io/library/" + rest
	case rest != strings.ToLower(rest) && !strings.Contains(rest, ":"):
		return "names of repositories are in lower case"
	}
	return ""
}
