package remote

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/types"
	"github.com/google/go-containerregistry/pkg/authn"
)

// maxCredentials bounds a file of credentials, in bytes.
const maxCredentials = 16 << 20

// credentials asks a keychain for those of a repository. It waits no longer than
// ctx for the helper programs with which docker and podman store credentials; the
// error is then that of ctx.
func credentials(ctx context.Context, keychain authn.Keychain, repository authn.Resource) (authn.Authenticator, error) {
	type answer struct {
		auth authn.Authenticator
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		auth, err := authn.Resolve(ctx, keychain, repository)
		answered <- answer{auth, err}
	}()
	select {
	case a := <-answered:
		return a.auth, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// systemKeychain holds the credentials of docker and podman on this machine.
type systemKeychain struct{}

// Resolve returns the credentials for target. The error names a file of
// credentials that is a pipe or socket: these files are read several times, and
// reading one would wait forever.
func (systemKeychain) Resolve(target authn.Resource) (authn.Authenticator, error) {
	for _, path := range credentialFiles() {
		if info, err := os.Stat(path); err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
			return nil, fmt.Errorf("%s is a pipe or socket and not a file", path)
		}
	}
	return authn.NewMultiKeychain(authn.DefaultKeychain, podmanKeychain{}).Resolve(target)
}

// credentialFiles are the files that Resolve may read, whether they exist or not.
func credentialFiles() []string {
	out := podmanAuthFiles()
	home, _ := os.UserHomeDir()
	if dir := os.Getenv("DOCKER_CONFIG"); dir != "" {
		out = append(out, filepath.Join(dir, config.ConfigFileName))
	}
	return append(out, filepath.Join(home, ".docker", config.ConfigFileName),
		filepath.Join(cmp.Or(os.Getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config")), "containers/auth.json"))
}

// podmanKeychain reads podman's auth.json, which the default keychain does only
// where there is no docker configuration at all.
type podmanKeychain struct{}

// Resolve returns the credentials for target, most specific entry first
// (containers-auth.json(5)).
func (podmanKeychain) Resolve(target authn.Resource) (authn.Authenticator, error) {
	for _, path := range podmanAuthFiles() {
		stored, err := os.Open(path)
		if err != nil {
			continue
		}
		cf, err := config.LoadFromReader(io.LimitReader(stored, maxCredentials))
		_ = stored.Close()
		if err != nil {
			return nil, fmt.Errorf("reading credentials from %s: %w", path, err)
		}
		for key := target.String(); key != ""; key = parent(key) {
			found, err := cf.GetAuthConfig(key)
			if err != nil {
				return nil, fmt.Errorf("reading credentials for %s from %s: %w", key, path, err)
			}
			found.ServerAddress = ""
			if found != (types.AuthConfig{}) {
				return authn.FromConfig(authn.AuthConfig{
					Username: found.Username, Password: found.Password, Auth: found.Auth,
					IdentityToken: found.IdentityToken, RegistryToken: found.RegistryToken,
				}), nil
			}
		}
	}
	return authn.Anonymous, nil
}

func parent(key string) string {
	i := strings.LastIndex(key, "/")
	if i < 0 {
		return ""
	}
	return key[:i]
}

func podmanAuthFiles() []string {
	var out []string
	if path := os.Getenv("REGISTRY_AUTH_FILE"); path != "" {
		return []string{path}
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		out = append(out, filepath.Join(dir, "containers/auth.json"))
	}
	if dir, err := os.UserConfigDir(); err == nil {
		out = append(out, filepath.Join(dir, "containers/auth.json"))
	}
	return out
}
