package cli

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	t.Parallel()
	settings := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	for name, c := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"nothing":     {nil, "development"},
		"no version":  {&debug.BuildInfo{}, "development"},
		"no revision": {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "development"},
		"release": {&debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"},
			Settings: settings("0123456789abcdef", "false")}, "v1.2.3"},
		"pseudo": {&debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20260101000000-0123456789ab+dirty"}},
			"v0.0.0-20260101000000-0123456789ab+dirty"},
		"revision": {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: settings("0123456789abcdef", "false")},
			"development-0123456789ab"},
		"dirty":        {&debug.BuildInfo{Settings: settings("0123456789abcdef", "true")}, "development-0123456789ab+dirty"},
		"short":        {&debug.BuildInfo{Settings: settings("0123", "true")}, "development-0123+dirty"},
		"dirt unknown": {&debug.BuildInfo{Settings: settings("0123", "")}, "development-0123"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := versionOf(c.info); got != c.want {
				t.Errorf("version %q, want %q", got, c.want)
			}
		})
	}
}
