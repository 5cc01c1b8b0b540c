package cli

import (
	"os"

	"assay/inspect/containerspolicy"
	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/registry/file"
	"assay/registry/lookaside"
)

// storeOptions turns flags into places where signatures are looked for, and
// finds this machine's policy where it was asked for.
func (f *flags) storeOptions(asked *report.Criteria) (discover.StoreOptions, error) {
	out := f.stores
	out.Home, out.Root = home(os.Getenv), os.Geteuid() == 0
	out.RegistriesDirectories = lookaside.Directories(os.Getenv)
	if f.registriesD != "" {
		if info, err := os.Stat(f.registriesD); err != nil || !info.IsDir() {
			return out, usageError("--registries-d %s is no folder", f.registriesD)
		}
		out.RegistriesDirectories = []string{f.registriesD}
	}
	asked.Policy = f.policy
	if f.policy == "system" {
		path, err := containerspolicy.SystemFile(os.Getenv)
		if err != nil {
			return out, usageError("--policy system: %w", err)
		}
		if err := file.CheckRegular(path); err != nil {
			return out, usageError("--policy system: %w", err)
		}
		asked.Policy = path
	}
	return out, nil
}

// home returns the home directory that podman would use, or empty.
func home(getenv func(string) string) string {
	if home := getenv("HOME"); home != "" {
		return home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}
