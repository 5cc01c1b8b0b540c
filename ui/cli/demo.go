package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/inspect/trust"
	"assay/registry/serve"
	"assay/ui/tui"
)

// The images were signed under these names, so they are served there where the
// port is free; elsewhere the claims rightly name another place.
const (
	demoHome   = "127.0.0.1:5005"
	demoPrefix = "corpus"
)

const (
	demoNote  = "demo: images that were really signed, with throw-away keys, served from inside this program"
	demoShort = "DEMO"
)

// demoImages are the files of testdata/demo, which the binary carries.
type demoImages struct{ files fs.FS }

// demoCase is one of the images that the binary carries.
type demoCase struct {
	name, about string
	// layout and tag say which image; keys and asked what is wanted of it.
	layout, tag string
	key         string
	asked       report.Criteria
}

const (
	demoKey            = "k-p256"
	demoUnsigned       = "unsigned"
	demoSBOM           = "sbom"
	demoEmail          = "alice@acme.test"
	demoIssuer         = "http://127.0.0.1:5400"
	demoGitHub         = "https://github.com/acme/demo/.github/workflows/release.yml@refs/heads/main"
	demoWorkflowIssuer = "http://127.0.0.1:5401"
)

var demoCases = []demoCase{
	{"verified-key", "signed with a key, and it is the key you gave", "v2-key-rekor", "1.0", demoKey, report.Criteria{}},
	{"verified-keyless", "signed keyless by a person, who is the one you named", "v3-keyless-email", "1.0", "",
		report.Criteria{Identity: demoEmail, Issuer: demoIssuer}},
	{"verified-github", "signed by a GitHub workflow, which is the one you named", "v2-keyless-github", "1.0", "",
		report.Criteria{Identity: demoGitHub, Issuer: demoWorkflowIssuer}},
	{"wrong-key", "signed, but not with the key you gave", "v2-key-rekor", "1.0", "k-other", report.Criteria{}},
	{"wrong-identity", "signed, but by another workflow ref than you named", "v2-keyless-github", "1.0", "",
		report.Criteria{Identity: "https://github.com/acme/demo/.github/workflows/release.yml@refs/tags/v1.0", Issuer: demoWorkflowIssuer}},
	{"tag-moved", "the tag was pushed again after signing", "tag-moved", "1.0", demoKey, report.Criteria{}},
	{"tampered", "the signed claims were changed afterwards", "bad-payload-tampered", "1.0", demoKey, report.Criteria{}},
	{demoUnsigned, "nobody signed it", demoUnsigned, "1.0", demoKey, report.Criteria{}},
	{"policy-refuses", "GPG-signed by a trusted key, yet refused by the policy", "gpg-mirrored", "1.0", "",
		report.Criteria{Policy: demoPolicy}},
	{demoSBOM, "signed, with an SBOM whose manifest is signed too", "sbom-attached-signed", "1.0", demoKey, report.Criteria{}},
}

// newDemo builds the demo command.
func newDemo(env *environment) *cobra.Command {
	f, images := &flags{env: env}, demoImages{env.demo}
	command := &cobra.Command{
		Use:   "demo [CASE]",
		Short: "Look around without a network: signed, mis-signed and SBOM-carrying images inside this program",
		Long:  "The demo serves really signed images from a registry inside this program, on this machine only.\nCases:\n" + demoList(),
		Args:  argsBetween(0, 1, "demo takes one case"),
		RunE:  func(command *cobra.Command, args []string) error { return images.run(command, f, args) },
	}
	for _, c := range demoCases {
		command.ValidArgs = append(command.ValidArgs, c.name)
	}
	set := command.Flags()
	set.StringVarP(&f.output, "output", "o", "auto", "form: auto, tui, text or json")
	set.StringVar(&f.theme, "theme", "auto", "colours: auto, dark or light")
	set.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	f.registerDebug(set)
	return command
}

func demoList() string {
	var out strings.Builder
	for _, c := range demoCases {
		fmt.Fprintf(&out, "  %-18s %s\n", c.name, c.about)
	}
	return out.String()
}

func (images demoImages) run(command *cobra.Command, f *flags, args []string) error {
	shown, err := f.form()
	if err != nil {
		return err
	}
	if len(args) == 0 && shown != formTUI {
		_, err := io.WriteString(f.env.stdout, demoNote+"\n\n"+demoList()+"\nassay demo CASE shows one of them.\n")
		return err
	}
	address, stop, err := images.serve(command.Context())
	if err != nil {
		return err
	}
	defer stop()
	if len(args) == 1 {
		for _, c := range demoCases {
			if c.name == args[0] {
				return images.show(command, f, c, address)
			}
		}
		return usageError("there is no demo case %q; there are\n%s", args[0], demoList())
	}
	return images.choose(command, f, address)
}

// choose opens the chooser until the user leaves it.
func (images demoImages) choose(command *cobra.Command, f *flags, address string) error {
	var choices []tui.Choice
	for _, c := range demoCases {
		choices = append(choices, tui.Choice{Name: c.name, About: c.about})
	}
	for at := 0; ; {
		chosen, err := tui.Choose(command.Context(), f.appearance(demoNote), choices, at)
		if err != nil || chosen < 0 {
			return err
		}
		at = chosen
		if err := images.show(command, f, demoCases[chosen], address); err != nil {
			return err
		}
	}
}

func (images demoImages) show(command *cobra.Command, f *flags, c demoCase, address string) error {
	options, err := images.options(c)
	if err != nil {
		return err
	}
	if err := images.addPolicy(&options, address); err != nil {
		return err
	}
	if options.Logger, err = f.logger(); err != nil {
		return err
	}
	return f.inspect(command, address+"/"+demoPrefix+"/"+c.layout+":"+c.tag, options, demoNote)
}

// options asks for what the case is about, with the demo's own trusted
// root; the real one does not know throw-away keys.
func (images demoImages) options(c demoCase) (inspect.Options, error) {
	data, err := fs.ReadFile(images.files, "trusted-root.json")
	if err != nil {
		return inspect.Options{}, err
	}
	root, err := trust.Parse(data)
	if err != nil {
		return inspect.Options{}, err
	}
	root.Origin = "the demo's own, with throw-away keys"
	asked := c.asked
	asked.Offline = true
	if c.key != "" {
		pem, err := fs.ReadFile(images.files, c.key+".pub")
		if err != nil {
			return inspect.Options{}, err
		}
		asked.Keys = []string{string(pem)}
	}
	options := inspect.Options{Criteria: asked, Root: root, Timeout: time.Minute}
	options.Registry.Keychain = authn.NewMultiKeychain()
	return options, nil
}

// serve starts the registry on a free port of the loopback interface.
func (images demoImages) serve(ctx context.Context) (address string, stop func(), err error) {
	layouts, err := fs.Sub(images.files, "layouts")
	if err != nil {
		return "", nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", demoHome)
	if err != nil {
		listener, err = config.Listen(ctx, "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", nil, fmt.Errorf("opening a port on this machine for the demo's registry: %w", err)
	}
	server := &http.Server{Handler: images.lookasideHandler(serve.New(layouts, demoPrefix, true)), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), func() { _ = server.Close() }, nil
}
