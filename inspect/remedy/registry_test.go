package remedy

import (
	"errors"
	"fmt"
	"testing"

	"assay/registry"
)

// TestForError wants each remedy and limit of the registry to be worded, with
// the option that permits it where there is one.
func TestForError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  registry.Error
		want string
	}{
		{registry.Error{}, ""},
		{registry.Error{Remedy: registry.RemedyAllowHTTP}, "--allow-http-registry permits plain http"},
		{registry.Error{Remedy: registry.RemedyAllowInsecure},
			"the certificate must be replaced, or this machine's clock is wrong; --allow-insecure-registry reads without a valid " +
				"certificate"},
		{registry.Error{Remedy: registry.RemedyTrustCA},
			"a private CA must be known to the system (SSL_CERT_FILE); --allow-insecure-registry reads without a valid certificate"},
		{registry.Error{Remedy: registry.RemedyAllowPrivate}, "if that is intended, --allow-private-addresses permits it"},
		{registry.Error{Remedy: registry.RemedyMoreTime}, "raise --timeout, or check the network"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit}, ""},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitManifest},
			"raise --max-manifest-size to read it all the same"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitBlob}, "raise --max-blob-size to read it all the same"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitRun}, "raise --max-run-size to read more"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitReferrers}, "raise --max-referrers to see all"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitLayers}, "raise --max-layers to see all"},
		{registry.Error{Remedy: registry.RemedyRaiseLimit, Limit: registry.LimitPlatforms}, "raise --max-platforms to see all"},
		{registry.Error{Remedy: registry.RemedyLogIn, Host: "registry.example"},
			"log in with `docker login registry.example` or `podman login registry.example`"},
		{registry.Error{Remedy: registry.RemedyLogInOrCheckName, Host: "registry.example"},
			"log in with `docker login registry.example` or `podman login registry.example`, or check the spelling of the name"},
		{registry.Error{Remedy: registry.RemedyCheckName}, "check the spelling of the registry, and the network"},
		{registry.Error{Remedy: registry.RemedyCheckStore}, "signature stores are read without credentials; check its URL"},
		{registry.Error{Remedy: registry.RemedyCheckPath}, "give a directory with oci: or a tar file with archive:"},
		{registry.Error{Remedy: registry.RemedyUseArchive}, "a tar file is opened with archive:"},
		{registry.Error{Remedy: registry.RemedyCheckLayout}, "an OCI layout has an index.json and a directory blobs"},
		{registry.Error{Remedy: registry.RemedyChoose}, ""},
		{registry.Error{Remedy: registry.RemedyChoose, Choices: []string{":1.0", ":2.0"}}, "choose one of these: :1.0, :2.0"},
		{registry.Error{Remedy: registry.RemedyAskAccess},
			"the account that you are logged in with may not read this; some registries also answer so for a name that does not exist"},
		{registry.Error{Remedy: registry.RemedyWait}, "wait, or log in for a higher limit"},
		{registry.Error{Remedy: registry.RemedyRetry}, "the connection or the registry failed; try again"},
		{registry.Error{Remedy: registry.RemedyRetry, Status: 503}, "the registry reports an error; try again"},
		{registry.Error{Remedy: registry.RemedyCheckProxy}, "a proxy or a login page answers in its place, or this host is no registry"},
		{registry.Error{Remedy: registry.RemedyPushAgain}, "it must be pushed again, with the right size"},

		{download(registry.RemedyAllowHTTP), "use https, or --allow-http-registry, or give the file"},
		{download(registry.RemedyTrustCA), "a private CA must be known to the system (SSL_CERT_FILE); or give the file"},
		{download(registry.RemedyAllowInsecure),
			"the server's certificate must be replaced, or this machine's clock is wrong; or give the file"},
		{download(registry.RemedyCheckName), "check the spelling of the URL, and the network; or give the file"},
		{download(registry.RemedyMoreTime), "check the network, or give the file"},
	} {
		name := fmt.Sprintf("%s %s %s", test.err.Op, test.err.Remedy, test.err.Limit)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.err.Err = errors.New("it failed")
			if got := ForError(fmt.Errorf("reading: %w", &test.err)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func download(remedy registry.Remedy) registry.Error {
	return registry.Error{Action: registry.Action{Op: registry.OpDownload}, Remedy: remedy}
}

// TestExplain wants the words after the text of the error, and other errors as
// they are.
func TestExplain(t *testing.T) {
	t.Parallel()
	action := registry.Action{Op: registry.OpBlob, Ref: "sha256:x", Source: "registry.example/app"}
	err := fmt.Errorf("reading: %w", action.Exceeds(registry.LimitBlob, errors.New("it is too large")))
	const want = "reading: fetching blob sha256:x of registry.example/app: it is too large (raise --max-blob-size to read it all the same)"
	if got := Explain(err); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Explain(errors.New("plain")); got != "plain" {
		t.Errorf("%q", got)
	}
}
