package certview_test

import (
	"fmt"
	"os"
	"strings"

	"assay/certview"
)

// Reads a certificate that Fulcio issued to a GitHub workflow, and prints whom it
// names and what its extensions say of the build.
func ExampleNew() {
	pem, err := os.ReadFile("testdata/github.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	certs, err := certview.Parse(pem)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := certview.New(certs[0], certs[1:]...)
	fmt.Println("subject:", c.Who())
	fmt.Println("OIDC issuer:", c.Issued())
	fmt.Println("key:", c.Key.Algorithm)
	fmt.Println("valid for", c.NotAfter.Sub(c.NotBefore))
	for _, e := range c.Extensions {
		if strings.HasPrefix(e.Name, "Source Repository Ref") {
			fmt.Printf("%s (%s): %s\n", e.Name, e.OID, e.Value)
		}
	}
	// Output:
	// subject: https://github.com/acme/demo/.github/workflows/release.yml@refs/heads/main
	// OIDC issuer: http://127.0.0.1:5401
	// key: ECDSA P-256
	// valid for 10m0s
	// Source Repository Ref (1.3.6.1.4.1.57264.1.14): refs/heads/main
}

// Names and values of one extension can be looked up by OID.
func ExampleCertificate_Extension() {
	pem, err := os.ReadFile("testdata/github.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	certs, err := certview.Parse(pem)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(certview.New(certs[0]).Extension(certview.OIDBuildTrigger))
	// Output: push
}
