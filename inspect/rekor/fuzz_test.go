package rekor

import (
	"testing"
	"time"

	"assay/inspect/trust"
)

func FuzzParseBody(f *testing.F) {
	for _, s := range []string{
		`{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"00"}},` +
			`"signature":{"content":"AA==","publicKey":{"content":"AA=="}}}}`,
		`{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"AA=="},` +
			`"signature":{"content":"AA==","verifier":{"publicKey":{"rawBytes":"AA=="}}}}}}`,
		`{"apiVersion":"0.0.1","kind":"dsse","spec":{"payloadHash":{"algorithm":"sha256","value":"00"},` +
			`"signatures":[{"signature":"AA==","verifier":"AA=="}]}}`,
		`{"apiVersion":"0.0.2","kind":"intoto","spec":{"content":{"envelope":{"signatures":[{"sig":"QUE9PQ==","publicKey":"AA=="}]},` +
			`"payloadHash":{"algorithm":"sha256","value":"00"}}}}`,
		`{"apiVersion":"0.0.1","kind":"intoto","spec":{"content":{"hash":{"algorithm":"sha256","value":"00"}},"publicKey":"AA=="}}`, `{`,
		``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if b := ParseBody(data); b == nil {
			t.Fatal("no body")
		}
	})
}

func FuzzParseAnnotation(f *testing.F) {
	f.Add(`{"SignedEntryTimestamp":"AA==","Payload":{"body":"e30=","integratedTime":1,"logIndex":2,"logID":"00"}}`)
	f.Add(`{"Payload":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseAnnotation(text)
		if err != nil {
			return
		}
		root, err := trust.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		if VerifySET(e, &root.Logs[0]) == nil {
			t.Fatalf("the public-good log signed this? %q at %v", text, e.Time().Format(time.RFC3339))
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("rekor.example - 1\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— rekor.example AAAAAAAA\n")
	f.Add("\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCheckpoint(text)
		if err != nil {
			return
		}
		root, err := trust.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.SignedBy(root.Logs, []byte(root.Logs[0].ID)); err == nil {
			t.Fatalf("the public-good log signed this? %q", text)
		}
	})
}
