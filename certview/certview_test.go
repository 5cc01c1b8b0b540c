package certview_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"assay/certview"
)

const fulcioIssuer = "1.3.6.1.4.1.57264.1.8"

// FuzzParse reads any bytes as a certificate; what is read must also be
// describable.
func FuzzParse(f *testing.F) {
	pem, err := os.ReadFile("testdata/github.pem")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pem)
	certs, err := certview.Parse(pem)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(certs[0].Raw)
	f.Fuzz(func(_ *testing.T, data []byte) {
		certs, _ := certview.Parse(data)
		for _, c := range certs {
			certview.New(c)
		}
	})
}

// TestExtensions wants every Fulcio extension of a GitHub certificate by name,
// both the bare strings and the DER ones.
func TestExtensions(t *testing.T) {
	pem, err := os.ReadFile("testdata/github.pem")
	if err != nil {
		t.Fatal(err)
	}
	certs, err := certview.Parse(pem)
	if err != nil {
		t.Fatal(err)
	}
	c := certview.New(certs[0])
	if len(c.Problems) > 0 {
		t.Errorf("problems: %v", c.Problems)
	}
	for oid, want := range map[string]string{
		"1.3.6.1.4.1.57264.1.1": "http://127.0.0.1:5401", "1.3.6.1.4.1.57264.1.2": "push", "1.3.6.1.4.1.57264.1.5": "acme/demo",
		fulcioIssuer: "http://127.0.0.1:5401", "1.3.6.1.4.1.57264.1.11": "github-hosted", "1.3.6.1.4.1.57264.1.14": "refs/heads/main",
		"1.3.6.1.4.1.57264.1.20": "push",
	} {
		if got := c.Extension(oid); got != want {
			t.Errorf("extension %s is %q, want %q", oid, got, want)
		}
	}
	for _, e := range c.Extensions {
		if strings.HasPrefix(e.OID, "1.3.6.1.4.1.57264.1.") && (e.Name == e.OID || e.Explanation == "" || e.Problem != "") {
			t.Errorf("extension %+v has no name, no explanation, or a problem", e)
		}
	}
	if len(c.SANs) != 1 || c.SANs[0].Type != "URI" || len(c.SCTs) != 1 || c.SCTs[0].Algorithm != "ECDSA with SHA-256" {
		t.Errorf("SANs %+v, SCTs %+v", c.SANs, c.SCTs)
	}
}

func ExampleParse() {
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
	c := certview.New(certs[0])
	fmt.Println(c.Who())
	fmt.Println(c.Issued())
	// Output:
	// https://github.com/acme/demo/.github/workflows/release.yml@refs/heads/main
	// http://127.0.0.1:5401
}
