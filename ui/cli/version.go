package cli

import (
	"runtime/debug"
	"sync"
)

// development is the version of a program that was built outside of a
// repository.
const development = "development"

// version is that of the program, from what the go command wrote into it.
var version = sync.OnceValue(func() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info)
})

// versionOf returns the version of the main module: a release's tag, or what the
// go command makes of the revision; where it made nothing, the revision itself.
// info may be nil.
func versionOf(info *debug.BuildInfo) string {
	if info == nil {
		return development
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return development
	}
	dirty := ""
	if settings["vcs.modified"] == "true" {
		dirty = "+dirty"
	}
	return development + "-" + revision[:min(12, len(revision))] + dirty
}

// userAgent is what registries are told.
func userAgent() string { return "assay/" + version() }
