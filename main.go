// Assay shows, in a terminal, who signed a container image, whether each
// signature holds, why not when it does not, and what its SBOMs say is inside.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"

	"assay/ui/cli"
)

//go:embed testdata/demo
var files embed.FS

func main() {
	demo, err := fs.Sub(files, "testdata/demo")
	if err != nil {
		fmt.Fprintln(os.Stderr, "assay: opening the images of the demo:", err)
		os.Exit(1)
	}
	os.Exit(cli.Main(demo))
}
