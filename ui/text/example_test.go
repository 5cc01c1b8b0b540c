package text_test

import (
	"fmt"
	"os"

	"assay/inspect/report"
	"assay/ui/text"
)

// A report of an image that nobody signed: every store answered, and none holds a
// signature.
func ExampleWrite() {
	const digest = "sha256:79aa65a0e8b3c3614b07c35a27b941173b2af51209522f38420a9fbee8884866"
	r := &report.Report{
		Target:   report.Target{Reference: "registry.example.com/acme/app:1.0", Digest: digest, Platform: "linux/amd64"},
		Verdict:  report.VerdictUnsigned,
		Headline: "no signature found",
		Diagnoses: []report.Diagnosis{{
			Cause:   "no-signature",
			Message: "Every store answered, and none holds a signature of this image.",
			Why:     "It was never signed, or the signature was not copied along with the image.",
		}},
		Lookups: []report.Lookup{
			{Store: report.StoreReferrer, Subject: digest, Outcome: report.LookupNone},
			{Store: report.StoreReferrerTag, Subject: digest, Outcome: report.LookupNone},
		},
		Fetched: report.Fetched{Requests: 4, Bytes: 1536, Depth: 2},
	}
	if err := text.Write(os.Stdout, r, text.Options{ASCII: true}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// assay  registry.example.com/acme/app:1.0  sha256:79aa65a0e8b3...  linux/amd64
	// ! UNSIGNED  no signature found
	// ------------------------------------------------------------------------------
	// no signature
	//   Every store answered, and none holds a signature of this image.
	//   It was never signed, or the signature was not copied along with the image.
	//
	// Where assay looked
	// referrers API     none
	// fallback tag      none
	// requests          4, 1.5 KiB, 2 round trips
}
