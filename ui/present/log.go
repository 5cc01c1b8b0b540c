package present

import (
	"fmt"
	"strconv"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/jsonview"
	"assay/ui/present/line"
)

// Log shows the transparency log entry with its body unfolded, down to the PEM
// inside, and timestamps.
func Log(s *report.Signature, o Options) []line.Line {
	if s == nil {
		return nothing("No signature was found, so there is no log entry.")
	}
	var out []line.Line
	if e := s.Log; e != nil {
		out = append(out, entry(e)...)
		out = append(out, proof(e)...)
		out = append(out, line.Blank(), line.Heading("Body"))
		out = append(out, jsonview.Unfold(e.Body)...)
	} else {
		out = append(out, line.TextLine(line.StyleDim, "This signature carries no log entry."))
	}
	for _, t := range upTo(s.Timestamps) {
		style, state := line.StyleBad, "not verified: "+t.Problem
		if t.Verified {
			style, state = line.StyleGood, "verified"
		}
		out = append(out, line.Blank(), line.Heading("Timestamp (RFC 3161)"), line.Field("time", FormatTime(t.Time)),
			line.Field("authority", t.Authority), line.StyledField("state", style, state))
	}
	out = append(out, line.Blank(), line.Heading("Checks"))
	for _, c := range s.Checks {
		if strings.HasPrefix(string(c.ID), "log.") || strings.HasPrefix(string(c.ID), "timestamp.") {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

func entry(e *report.LogEntry) []line.Line {
	name := e.LogName
	if name == "" {
		name = "not in the trusted root"
	}
	out := []line.Line{line.NewLine(line.Literal(line.StyleHeading, "Log entry  "),
		line.Text(line.StylePlain, fmt.Sprintf("%s %s", e.Kind, e.Version))), line.Field("index", strconv.FormatInt(e.LogIndex, 10)),
		line.Field("log", name), line.Field("log ID", e.LogID)}
	if e.IntegratedTime != nil {
		out = append(out, line.Field("integrated", FormatTime(*e.IntegratedTime)))
	}
	set := "none"
	if e.HasSET {
		set = "present"
	}
	out = append(out, line.Field("SET", set), line.Field("hash", e.HashAlgorithm+":"+e.Hash))
	if e.Key != nil {
		out = append(out, line.Field("key", e.Key.Algorithm+"  SHA256:"+e.Key.FingerprintSHA256))
	}
	if e.SearchURL != "" {
		out = append(out, line.StyledField("search", line.StyleAccent, e.SearchURL))
	}
	return out
}

func proof(e *report.LogEntry) []line.Line {
	if e.Proof == nil {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading("Inclusion proof"),
		line.Field("position", fmt.Sprintf("%d of %d", e.Proof.LogIndex, e.Proof.TreeSize)), line.Field("root", e.Proof.RootHash)}
	for i, h := range upTo(e.Proof.Hashes) {
		out = append(out, line.Field(fmt.Sprintf("hash %d", i+1), h))
	}
	out = append(out, more(len(e.Proof.Hashes), "level")...)
	out = append(out, line.TextLine(line.StyleLabel, "checkpoint"))
	return append(out, line.Indent(2, line.Lines(line.StyleDim, strings.TrimSpace(e.Proof.Checkpoint)))...)
}
