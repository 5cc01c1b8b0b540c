package cli

import (
	"os"

	"assay/inspect"
	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/registry/file"
	"assay/registry/lookaside"
)

// storeOptions turns flags into places where signatures are looked for, and
// finds this machine's policy where it was asked for.
func (f *flags) storeOptions(asked *report.Criteria) (inspect.StoreOptions, error) {
	out := f.stores
	out.Home, out.Root = inspect.Home(os.Getenv), os.Geteuid() == 0
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
