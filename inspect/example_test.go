package inspect_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"assay/inspect"
	"assay/inspect/report"
)

// An image in an OCI layout is measured by a public key. The report says what
// was found of each check; here those that keep the signature from being
// accepted are printed.
func ExampleRun() {
	options := inspect.Options{
		Criteria: report.Criteria{
			Keys:        []string{"../testdata/demo/k-other.pub"},
			TrustedRoot: "../testdata/demo/trusted-root.json",
			Offline:     true,
		},
		Timeout: time.Minute,
	}
	r, err := inspect.Run(context.Background(), "oci:../testdata/demo/layouts/v2-key-rekor:1.0", options, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Verdict)
	for _, s := range r.Signatures {
		for _, c := range s.Checks {
			if c.Blocks() {
				fmt.Println(c.ID, c.Status)
			}
		}
	}
	fmt.Println(r.Diagnoses[0].Cause)
	// Output:
	// failed
	// key.match fail
	// log.body.key fail
	// wrong-key
}

// What was found can be measured again by other criteria, without asking the
// registry again.
func ExampleInspection_Reverify() {
	criteria := report.Criteria{TrustedRoot: "../testdata/demo/trusted-root.json", Offline: true}
	i, err := inspect.Inspect(context.Background(), "oci:../testdata/demo/layouts/v2-key-rekor:1.0",
		inspect.Options{Criteria: criteria}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(i.Report().Verdict)
	criteria.Keys = []string{"../testdata/demo/k-p256.pub"}
	r, err := i.Reverify(context.Background(), criteria)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Verdict)
	// Output:
	// unpinned
	// verified
}
