package cli

import (
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"assay/ui/text"
)

// environment is what a run takes from the process that it is in; tests give
// their own.
type environment struct {
	// args are the arguments without the name of the program.
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	// lookup gives the variables of the environment, as os.LookupEnv does.
	lookup func(name string) (value string, set bool)
	// demo holds the files of testdata/demo.
	demo fs.FS
}

// get returns a variable, or nothing where it is not set.
func (e *environment) get(name string) string {
	value, _ := e.lookup(name)
	return value
}

// interactive reports whether somebody sits at a terminal.
func (e *environment) interactive() bool { return isTerminal(e.stdout) && isTerminal(e.stdin) }

// colors follows NO_COLOR (any value) and CLICOLOR_FORCE.
func (e *environment) colors(terminal bool) bool {
	if _, set := e.lookup("NO_COLOR"); set {
		return false
	}
	if v := e.get("CLICOLOR_FORCE"); v != "" && v != "0" {
		return true
	}
	return terminal
}

// ascii reports whether the locale rules out the glyphs: it names a character
// set other than UTF-8 or the C locale, or there is none on a plain Linux console.
func (e *environment) ascii() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(e.get(name)); v != "" {
			_, charset, named := strings.Cut(v, ".")
			return v == "C" || v == "POSIX" || named && !strings.HasPrefix(strings.ReplaceAll(charset, "-", ""), "UTF8")
		}
	}
	return e.get("TERM") == "linux"
}

// textOptions is how text is printed to standard output.
func (e *environment) textOptions() text.Options {
	return text.Options{Color: e.colors(isTerminal(e.stdout)), ASCII: e.ascii(), Width: width(e.stdout)}
}

func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// width is that of the terminal in cells, or 0 where out is none.
func width(out any) int {
	file, ok := out.(*os.File)
	if !ok {
		return 0
	}
	w, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return w
}
