package remedy

import "assay/inspect/report"

// NameImageOnDisk says how a policy is applied to an image on disk as if it came
// from a registry.
const NameImageOnDisk = "--reference NAME applies the policy as if the image were pulled from a registry under that name."

// Option says which option changes what a note or an error is about.
func Option(o report.Option) string {
	switch o {
	case report.OptionTimeout:
		return flag(o) + " gives more"
	case report.OptionPlatform:
		return flag(o) + " all looks at every one"
	default:
		return flag(o) + " raises that"
	}
}
