// Package lint says what is odd about a containers policy, and what keeps it from
// seeing the signatures of an image: scopes that nothing falls under, keys that
// cannot be read, stores that are not looked at, formats that podman does not read.
//
// It decides nothing: whether an image may run is what the policy itself says.
package lint

import (
	"fmt"
	"maps"
	"slices"

	"assay/inspect/containerspolicy"
	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// Policy lists what is odd about the policy itself, whatever the image.
func Policy(p *containerspolicy.Policy) []report.PolicyFinding {
	var out []report.PolicyFinding
	out = append(out, lintRequirements("default", p.Default)...)
	if len(p.Default) == 1 && p.Default[0].Type == containerspolicy.TypeAcceptAnything {
		out = append(out, report.PolicyFinding{Code: report.FindingDefaultAcceptsAnything, Where: "default",
			Message: "Images outside every scope run unchecked.",
			Remedy:  `Make the default "reject" and write scopes for what may run.`})
	}
	for _, transport := range slices.Sorted(maps.Keys(p.Transports)) {
		if !containerspolicy.KnownTransport(transport) {
			out = append(out, report.PolicyFinding{Code: report.FindingTransportUnknown, Where: "transports/" + string(transport),
				Message: "There is no transport " + string(transport) + ", so nothing falls under it.",
				Remedy:  "Images in registries are under docker."})
			continue
		}
		for _, scope := range slices.Sorted(maps.Keys(p.Transports[transport])) {
			where := "transports/" + string(transport) + "/" + scope
			if why := containerspolicy.NeverMatches(transport, scope); why != "" {
				out = append(out, report.PolicyFinding{Code: report.FindingScopeNeverMatches, Where: where,
					Message: "No image can fall under this scope: " + why + ".",
					Remedy:  "Write the full name, as in docker.io/library/alpine or registry.example.com/team."})
			}
			out = append(out, lintRequirements(where, p.Transports[transport][scope])...)
		}
	}
	return out
}

func lintRequirements(where string, list []containerspolicy.Requirement) []report.PolicyFinding {
	var out []report.PolicyFinding
	add := func(n int, code report.FindingCode, message, remedy string) {
		out = append(out, report.PolicyFinding{Code: code, Where: fmt.Sprintf("%s/%d", where, n), Message: message, Remedy: remedy})
	}
	for n, r := range list {
		switch {
		case r.Type == containerspolicy.TypeReject && len(list) > 1:
			add(n, report.FindingRejectWithOthers, "All requirements must be met, and reject never is, so the others have no effect.",
				"Drop one or the other.")
		case r.Type == containerspolicy.TypeAcceptAnything && len(list) > 1:
			add(n, report.FindingAcceptsWithOthers, "All requirements must be met: accepting anything does not waive the others here.",
				"Drop it.")
		case r.Type == containerspolicy.TypeSignedBaseLayer:
			add(n, report.FindingRequirementUnimplemented, "No program implements signedBaseLayer; it is never met.", "Drop it.")
		case r.Type == containerspolicy.TypeSignedBy && r.KeyType != "GPGKeys":
			add(n, report.FindingRequirementUnimplemented, "No program implements keyType "+r.KeyType+"; it is never met.", "Use GPGKeys.")
		}
		lintKeys(r, func(code report.FindingCode, message, remedy string) { add(n, code, message, remedy) })
	}
	return out
}

// lintKeys looks whether what a requirement names can be used.
func lintKeys(r containerspolicy.Requirement, add func(code report.FindingCode, message, remedy string)) {
	sources := []containerspolicy.KeySource{r.Keys, r.Rekor}
	if r.Fulcio != nil {
		sources = append(sources, r.Fulcio.CA)
	}
	if r.PKI != nil {
		sources = append(sources, r.PKI.Roots, r.PKI.Intermediates)
	}
	for _, source := range sources {
		if !source.IsSet() {
			continue
		}
		if _, err := source.Load(); err != nil {
			add(report.FindingKeyFileMissing, "A key or certificate file cannot be read: "+err.Error()+
				". Images under this scope are refused.", "Put the file there, or correct the path.")
			return
		}
	}
	switch r.Type {
	case containerspolicy.TypeSignedBy:
		lintOpenPGP(r, add)
	case containerspolicy.TypeSigstoreSigned:
		if err := r.Usable(); err != nil {
			add(report.FindingKeyUnreadable, "What this requirement trusts cannot be used: "+err.Error()+".",
				"A key is PEM and begins with -----BEGIN PUBLIC KEY-----.")
		}
	}
}

func lintOpenPGP(r containerspolicy.Requirement, add func(code report.FindingCode, message, remedy string)) {
	parts, err := r.Keys.Load()
	if err != nil {
		return
	}
	seen := map[string]string{}
	for n, data := range parts {
		name := r.Keys.Name(n)
		ring, err := openpgp.ReadKeys(data, name)
		if err != nil {
			add(report.FindingKeyUnreadable, "No OpenPGP key can be read from "+name+": "+err.Error()+".",
				"gpg --export --armor KEY writes one.")
			continue
		}
		if ring.Blocks > 1 {
			add(report.FindingKeySeveralBlocks, fmt.Sprintf("%s holds %d armor blocks; builds with Go's own OpenPGP read the first only.",
				name, ring.Blocks),
				"Export the keys together (gpg --export --armor KEY1 KEY2), or list files in keyPaths.")
		}
		for _, key := range ring.Fingerprints() {
			if first, twice := seen[key]; twice {
				add(report.FindingKeyTwice, "The key "+key+" is in "+first+" and again in "+name+".", "Once is enough.")
			}
			seen[key] = name
		}
	}
}
