package containerspolicy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxSize bounds a policy file, in bytes.
const MaxSize = 4 << 20

// SystemFile finds the policy that podman would use for this user:
// $CONTAINERS_POLICY_JSON, the user's own, or the machine's. getenv reads the
// environment.
func SystemFile(getenv func(string) string) (string, error) {
	if path := getenv("CONTAINERS_POLICY_JSON"); path != "" {
		return path, nil
	}
	var candidates []string
	if home := getenv("XDG_CONFIG_HOME"); home != "" {
		candidates = append(candidates, filepath.Join(home, "containers/policy.json"))
	} else if home := getenv("HOME"); home != "" {
		candidates = append(candidates, filepath.Join(home, ".config/containers/policy.json"))
	}
	candidates = append(candidates, "/etc/containers/policy.json", "/usr/share/containers/policy.json")
	for _, path := range candidates {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("there is no policy on this machine; looked at %q", candidates)
}
