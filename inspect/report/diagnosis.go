package report

// Diagnosis names the one cause why a signature, or the image, is not
// accepted, with both sides and what to do.
type Diagnosis struct {
	Cause     string   `json:"cause"`
	Signature string   `json:"signature"`
	Message   string   `json:"message"`
	Evidence  Evidence `json:"evidence"`
	Remedy    []string `json:"remedy"`
	// Title is the cause in two or three words.
	Title string `json:"title,omitempty"`
	// Why explains in a sentence or two how this comes about.
	Why string `json:"why,omitempty"`
	// Consequences are the titles of other checks that fail because of this.
	Consequences []string `json:"consequences,omitempty"`
	// WantLabel and GotLabel say whose the two sides are ("you gave", "signed
	// by"); empty means wanted and found.
	WantLabel string `json:"-"`
	GotLabel  string `json:"-"`
	// Command is the one step of Remedy that can be copied and run as it is: a
	// command line, flags, or a member of a configuration file. CommandAt is its
	// index in Remedy; it means nothing where Command is empty.
	Command   string `json:"-"`
	CommandAt int    `json:"-"`
	// Check is the check on which the diagnosis rests, where there is one.
	Check CheckID `json:"-"`
}

// Evidence is the two sides of a comparison.
type Evidence struct {
	Want string `json:"want"`
	Got  string `json:"got"`
}

// Step is one step of a remedy.
type Step struct {
	Text string
	// Copyable is set for the command of the diagnosis, and not for a sentence.
	Copyable bool
}

// Advise appends sentences to the remedy.
func (d *Diagnosis) Advise(sentences ...string) { d.Remedy = append(d.Remedy, sentences...) }

// Offer appends to the remedy the one step that can be copied and run, in place
// of one that was offered before.
func (d *Diagnosis) Offer(command string) {
	d.Command, d.CommandAt = command, len(d.Remedy)
	d.Remedy = append(d.Remedy, command)
}

// Steps returns the remedy step by step, in order.
func (d *Diagnosis) Steps() []Step {
	out := make([]Step, len(d.Remedy))
	for n, text := range d.Remedy {
		out[n] = Step{Text: text, Copyable: d.Command != "" && n == d.CommandAt}
	}
	return out
}
