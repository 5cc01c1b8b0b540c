package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// debugDefault is what --debug without a value asks for: standard error, or
// beside the terminal program a file in the state directory.
const debugDefault = "-"

func (f *flags) registerDebug(set *pflag.FlagSet) {
	set.StringVar(&f.debug, "debug", "", "log requests, cache, trust and cross-checks: to stderr, beside a screen to assay/debug.log in "+
		"$XDG_STATE_HOME, or to =FILE")
	set.Lookup("debug").NoOptDefVal = debugDefault
}

// logger returns the logger that --debug asks for, or one that discards. A file
// is written anew; it stays open until the program ends.
func (f *flags) logger() (*slog.Logger, error) {
	if f.debug == "" {
		return slog.New(slog.DiscardHandler), nil
	}
	shown, err := f.form()
	if err != nil {
		return nil, err
	}
	path := f.debug
	if path == debugDefault {
		if shown != formTUI {
			return newLogger(f.env.stderr), nil
		}
		if path, err = debugFile(f.env); err != nil {
			return nil, usageError("--debug: %w; name a file, as in --debug=FILE", err)
		}
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, usageError("--debug: %w", err)
	}
	return newLogger(out), nil
}

// debugFile is the log in the state directory, which is made where there is none
// (XDG Base Directory Specification, $XDG_STATE_HOME).
func debugFile(env *environment) (string, error) {
	state := env.get("XDG_STATE_HOME")
	if !filepath.IsAbs(state) {
		home := env.get("HOME")
		if home == "" {
			return "", errors.New("there is no home directory for a log")
		}
		state = filepath.Join(home, ".local", "state")
	}
	directory := filepath.Join(state, "assay")
	if err := os.MkdirAll(directory, fs.FileMode(0o700)); err != nil {
		return "", err
	}
	return filepath.Join(directory, "debug.log"), nil
}

// newLogger returns a logger of lines of text. Whatever a value is, it is written
// as harmless text without secrets.
func newLogger(out io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch {
			case a.Key == slog.TimeKey || a.Key == slog.LevelKey:
				return a
			case patterns().names.MatchString(a.Key):
				return slog.String(a.Key, hidden)
			}
			switch a.Value.Kind() {
			case slog.KindString:
				return slog.String(a.Key, harmless(a.Value.String()))
			case slog.KindAny:
				return slog.String(a.Key, harmless(fmt.Sprint(a.Value.Any())))
			default:
				return a
			}
		},
	}))
}

// hidden stands in the place of a secret.
const hidden = "[hidden]"

// secrets finds what is not to be logged.
type secrets struct{ names, addresses, headers *regexp.Regexp }

// patterns are compiled for the first logger: most runs have none.
var patterns = sync.OnceValue(func() secrets {
	return secrets{
		// Attributes that hold nothing but a secret.
		names: regexp.MustCompile(`(?i)authori[sz]ation|token|password|secret|cookie|credential`),
		// URLs in a text, in parts: the scheme, user information, host and path, and
		// a query or fragment.
		addresses: regexp.MustCompile(`\b([A-Za-z][A-Za-z0-9+.-]*://)(?:[^\s/?#"']*@)?([^\s?#"']*)([?#][^\s"']*)?`),
		// Values of HTTP headers in a text.
		headers: regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+`),
	}
})

// harmless is a text as it is logged: without the secrets that URLs and headers
// carry, without what a terminal obeys, and cut where it is too long.
func harmless(text string) string {
	find := patterns()
	text = find.headers.ReplaceAllString(text, "$1 "+hidden)
	text = find.addresses.ReplaceAllStringFunc(text, func(address string) string {
		parts := find.addresses.FindStringSubmatch(address)
		if parts[3] != "" {
			parts[3] = parts[3][:1] + hidden
		}
		return parts[1] + parts[2] + parts[3]
	})
	return strings.Join(sanitize.Lines(bounds.Cut(text, bounds.Message)), "\n")
}
