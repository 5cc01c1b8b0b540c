package certview_test

import (
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
	t.Parallel()
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
		if !strings.HasPrefix(e.OID, "1.3.6.1.4.1.57264.1.") {
			continue
		}
		if e.Name == e.OID {
			t.Errorf("extension %s has no name", e.OID)
		}
		if e.Explanation == "" {
			t.Errorf("extension %s has no explanation", e.OID)
		}
		if e.Problem != "" {
			t.Errorf("extension %s: %s", e.OID, e.Problem)
		}
	}
	if len(c.SANs) != 1 {
		t.Fatalf("SANs %+v, want one", c.SANs)
	}
	if got := c.SANs[0].Type; got != "URI" {
		t.Errorf("the SAN is of type %s, want URI", got)
	}
	if len(c.SCTs) != 1 {
		t.Fatalf("SCTs %+v, want one", c.SCTs)
	}
	if got := c.SCTs[0].Algorithm; got != "ECDSA with SHA-256" {
		t.Errorf("the SCT's algorithm is %s, want ECDSA with SHA-256", got)
	}
}
