package report

// Status is the outcome of one check.
type Status string

// The four outcomes. Skipped and StatusUnknown always say why in Detail.
const (
	StatusPass    Status = "pass"
	StatusFail    Status = "fail"
	StatusSkipped Status = "skipped"
	// StatusUnknown means that the check could not be decided, which never
	// counts in favour of a signature.
	StatusUnknown Status = "unknown"
)

// Check is one fact about one signature.
type Check struct {
	ID     CheckID `json:"id"`
	Title  string  `json:"title"`
	Status Status  `json:"status"`
	// Want and Got are the two sides of the comparison, for a reader. Both may
	// hold text from outside and must be sanitised before they are drawn.
	Want string `json:"want"`
	Got  string `json:"got"`
	// Detail says where the fact comes from or, for skipped and unknown, why.
	Detail string `json:"detail"`
	// Required says whether the verdict depends on this check. A flaw that
	// verifiers commonly tolerate is a failed check that is not required.
	Required bool `json:"required"`
	// Reason names, for a check that did not pass, which of the ways to fail it
	// was. Diagnoses are derived from it.
	Reason Reason `json:"reason,omitempty"`
}

// Blocks reports whether this check keeps a signature from being accepted.
func (c Check) Blocks() bool {
	return c.Required && (c.Status == StatusFail || c.Status == StatusUnknown)
}
