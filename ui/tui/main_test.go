package tui

import (
	"fmt"
	"os"
	"testing"
)

// TestMain runs the tests one directory up: the screens show the paths of their
// images, and those in testdata/screens were drawn there.
func TestMain(m *testing.M) {
	if err := os.Chdir(".."); err != nil {
		fmt.Fprintln(os.Stderr, "preparing the tests:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
