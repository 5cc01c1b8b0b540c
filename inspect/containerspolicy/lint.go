package containerspolicy

import (
	"fmt"
	"strings"

	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// knownTransports are those that a policy may have scopes for
// (containers-transports(5)).
var knownTransports = map[report.Transport]bool{
	report.TransportDocker: true, report.TransportDockerDaemon: true, report.TransportDockerArchive: true, report.TransportOCI: true,
	report.TransportOCIArchive: true, report.TransportDir: true, report.TransportStorage: true, report.TransportAtomic: true,
	report.TransportOSTree: true, report.TransportSIF: true, report.TransportTarball: true,
}

// neverMatches says why no image can ever fall under a scope; empty where one
// can. Names are compared in full: with their host, and docker.io/library/ for
// short ones.
func neverMatches(transport report.Transport, scope string) string {
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
		return "names there are compared as docker.io/…"
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

// Lint lists what is odd about the policy itself, whatever the image.
func (p *Policy) Lint() []report.PolicyFinding {
	var out []report.PolicyFinding
	out = append(out, lintRequirements("default", p.Default)...)
	if len(p.Default) == 1 && p.Default[0].Type == TypeAcceptAnything {
		out = append(out, report.PolicyFinding{Code: report.FindingDefaultAcceptsAnything, Where: "default", Message: "Whatever no scope is written for runs unchecked.",
			Remedy: `Make the default "reject" and write scopes for what may run.`})
	}
	for _, transport := range sorted(p.Transports) {
		if !knownTransports[transport] {
			out = append(out, report.PolicyFinding{Code: report.FindingTransportUnknown, Where: "transports/" + string(transport), Message: "There is no transport " + string(transport) + ", so nothing falls under it.",
				Remedy: "Images in registries are under docker."})
			continue
		}
		for _, scope := range sorted(p.Transports[transport]) {
			where := "transports/" + string(transport) + "/" + scope
			if why := neverMatches(transport, scope); why != "" {
				out = append(out, report.PolicyFinding{Code: report.FindingScopeNeverMatches, Where: where, Message: "No image can fall under this scope: " + why + ".",
					Remedy: "Write the full name, as in docker.io/library/alpine or registry.example.com/team."})
			}
			out = append(out, lintRequirements(where, p.Transports[transport][scope])...)
		}
	}
	return out
}

func lintRequirements(where string, list []Requirement) []report.PolicyFinding {
	var out []report.PolicyFinding
	add := func(n int, code report.FindingCode, message, remedy string) {
		out = append(out, report.PolicyFinding{Code: code, Where: fmt.Sprintf("%s/%d", where, n), Message: message, Remedy: remedy})
	}
	for n, r := range list {
		switch {
		case r.Type == TypeReject && len(list) > 1:
			add(n, report.FindingRejectWithOthers, "All requirements must be met, and reject never is: the others here do nothing.", "Drop one or the other.")
		case r.Type == TypeAcceptAnything && len(list) > 1:
			add(n, report.FindingAcceptsWithOthers, "All requirements must be met: accepting anything does not waive the others here.", "Drop it.")
		case r.Type == TypeSignedBaseLayer:
			add(n, report.FindingRequirementUnimplemented, "Nobody implements signedBaseLayer; it is never met.", "Drop it.")
		case r.Type == TypeSignedBy && r.KeyType != "GPGKeys":
			add(n, report.FindingRequirementUnimplemented, "Nobody implements keyType "+r.KeyType+"; it is never met.", "Use GPGKeys.")
		}
		lintKeys(r, func(code report.FindingCode, message, remedy string) { add(n, code, message, remedy) })
	}
	return out
}

// lintKeys looks whether what a requirement names can be used.
func lintKeys(r Requirement, add func(code report.FindingCode, message, remedy string)) {
	sources := []KeySource{r.Keys, r.Rekor}
	if r.Fulcio != nil {
		sources = append(sources, r.Fulcio.CA)
	}
	if r.PKI != nil {
		sources = append(sources, r.PKI.Roots, r.PKI.Intermediates)
	}
	for _, source := range sources {
		if !source.Given() {
			continue
		}
		if _, err := source.load(); err != nil {
			add(report.FindingKeyFileMissing, "A key or certificate file cannot be read: "+err.Error()+". Images under this scope are refused.", "Put the file there, or name the one that is.")
			return
		}
	}
	switch r.Type {
	case TypeSignedBy:
		lintOpenPGP(r, add)
	case TypeSigstoreSigned:
		if _, err := r.trusted(); err != nil {
			add(report.FindingKeyUnreadable, "What this requirement trusts cannot be used: "+err.Error()+".", "A key is PEM and begins with -----BEGIN PUBLIC KEY-----.")
		}
	}
}

func lintOpenPGP(r Requirement, add func(code report.FindingCode, message, remedy string)) {
	parts, err := r.Keys.load()
	if err != nil {
		return
	}
	seen := map[string]string{}
	for n, data := range parts {
		name := r.Keys.name(n)
		ring, err := openpgp.ReadKeys(data, name)
		if err != nil {
			add(report.FindingKeyUnreadable, "No OpenPGP key can be read from "+name+": "+err.Error()+".", "gpg --export --armor KEY writes one.")
			continue
		}
		if ring.Blocks > 1 {
			add(report.FindingKeySeveralBlocks, fmt.Sprintf("%s holds %d armor blocks; builds with Go's own OpenPGP read the first only.", name, ring.Blocks),
				"Export the keys together (gpg --export --armor KEY1 KEY2), or list files in keyPaths.")
		}
		for _, key := range ring.Fingerprints() {
			if first, twice := seen[key]; twice {
				add(report.FindingKeyTwice, "The key "+key+" stands in "+first+" and again in "+name+".", "Once is enough.")
			}
			seen[key] = name
		}
	}
}
