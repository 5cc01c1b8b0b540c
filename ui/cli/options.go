package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"assay/inspect"
	"assay/inspect/containerspolicy"
	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/registry/cache"
	"assay/registry/file"
	"assay/registry/lookaside"
	"assay/registry/remote"
)

// cache is where content is kept between runs, or nil.
func (f *flags) cache() *cache.Cache {
	dir, err := os.UserCacheDir()
	if f.noCache || err != nil {
		return nil
	}
	return cache.Open(filepath.Join(dir, "assay"), 0)
}

// everyPlatform reports whether no platform is picked, but all are looked at.
func (f *flags) everyPlatform() bool { return f.platform == "all" }

// refuseEmpty refuses flags with an empty value. They come from variables that
// are not set, and would ask for nothing where something was to be asked for.
func (f *flags) refuseEmpty() error {
	var err error
	f.set.Visit(func(flag *pflag.Flag) {
		if err == nil && flag.Value.Type() == "string" && flag.Value.String() == "" {
			err = usageError("--%s is empty; leave it out, or give it a value", flag.Name)
		}
	})
	if err == nil && slices.Contains(f.asked.Keys, "") {
		err = usageError("--key is empty; leave it out, or give it a value")
	}
	return err
}

// refuse refuses flags that were given where they would ask for nothing; why says
// so after the name.
func (f *flags) refuse(why string, names ...string) error {
	for _, name := range names {
		if f.set.Changed(name) {
			return usageError("--%s %s; leave it out", name, why)
		}
	}
	return nil
}

// options turns flags and environment into what the engine takes.
func (f *flags) options() (inspect.Options, error) {
	if err := f.refuseEmpty(); err != nil {
		return inspect.Options{}, err
	}
	repository := f.env.get(string(report.OptionSignatureStorage))
	asked := f.asked
	asked.IgnoreClaims = !f.checkClaims
	for _, text := range f.annotations {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return inspect.Options{}, usageError("-a %q is not of the form key=value", text)
		}
		if asked.Annotations == nil {
			asked.Annotations = map[string]string{}
		}
		asked.Annotations[key] = value
	}
	for claim, value := range f.workflow {
		if *value != "" {
			if asked.Workflow == nil {
				asked.Workflow = map[string]string{}
			}
			asked.Workflow[claim] = *value
		}
	}
	platform := f.platform
	if f.everyPlatform() {
		platform = ""
	}
	if parts := strings.Split(platform, "/"); platform != "" && (len(parts) < 2 || len(parts) > 3 || slices.Contains(parts, "")) {
		return inspect.Options{}, usageError("--platform %q is not of the form os/arch or os/arch/variant", platform)
	}
	logger, err := f.logger()
	if err != nil {
		return inspect.Options{}, err
	}
	stores, err := f.storeOptions(&asked)
	if err != nil {
		return inspect.Options{}, err
	}
	return inspect.Options{
		Stores: stores, SuggestPolicy: f.suggest,
		Criteria: asked, Platform: platform, AllPlatforms: f.everyPlatform(), Timeout: f.timeout, RekorURL: f.rekorURL, MaxSBOM: f.maxSBOM,
		SignatureRepository: repository, Inputs: new(file.Inputs), Notes: f.notes(), Logger: logger, Getenv: f.env.get,
		Registry: remote.Options{
			AllowHTTP: f.allowHTTP, AllowInsecure: f.allowInsecure, UserAgent: userAgent(),
			AllowPrivate: f.allowPrivate, Cache: f.cache(), Limits: f.limits,
		},
	}, nil
}

// storeOptions turns flags into places where signatures are looked for, and
// finds this machine's policy where it was asked for.
func (f *flags) storeOptions(asked *report.Criteria) (discover.StoreOptions, error) {
	out := f.stores
	out.Home, out.Root = home(f.env.get), os.Geteuid() == 0
	out.RegistriesDirectories = lookaside.Directories(f.env.get)
	if f.registriesD != "" {
		if info, err := os.Stat(f.registriesD); err != nil || !info.IsDir() {
			return out, usageError("--registries-d %s is no directory", f.registriesD)
		}
		out.RegistriesDirectories = []string{f.registriesD}
	}
	asked.Policy = f.policy
	if f.policy == "system" {
		path, err := containerspolicy.SystemFile(f.env.get)
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
