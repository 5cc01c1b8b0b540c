package present

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/bounds"
)

// Log shows the transparency log entry with its body unfolded, down to the PEM
// inside, and timestamps.
func Log(s *report.Signature, o Options) []Line {
	if s == nil {
		return nothing("There is no signature whose log entry could be shown.")
	}
	var out []Line
	if e := s.Log; e != nil {
		out = append(out, entry(e)...)
		out = append(out, proof(e)...)
		out = append(out, Blank(), Heading("Body"))
		out = append(out, Unfold(e.Body)...)
	} else {
		out = append(out, TextLine(StyleDim, "This signature carries no log entry."))
	}
	for _, t := range upTo(s.Timestamps) {
		style, state := StyleBad, "not verified: "+t.Problem
		if t.Verified {
			style, state = StyleGood, "verified"
		}
		out = append(out, Blank(), Heading("Timestamp (RFC 3161)"), Field("time", FormatTime(t.Time)), Field("authority", t.Authority), field("state", style, state))
	}
	out = append(out, Blank(), Heading("What the checks say"))
	for _, c := range s.Checks {
		if strings.HasPrefix(string(c.ID), "log.") || strings.HasPrefix(string(c.ID), "timestamp.") {
			out = append(out, check(c, o)...)
		}
	}
	return out
}

func entry(e *report.LogEntry) []Line {
	name := e.LogName
	if name == "" {
		name = "not in the trusted root"
	}
	out := []Line{NewLine(Span{"Log entry  ", StyleHeading}, Text(StylePlain, fmt.Sprintf("%s %s", e.Kind, e.Version))), Field("index", fmt.Sprint(e.LogIndex)), Field("log", name), Field("log ID", e.LogID)}
	if e.IntegratedTime != nil {
		out = append(out, Field("integrated", FormatTime(*e.IntegratedTime)))
	}
	promise := "no"
	if e.HasSET {
		promise = "yes"
	}
	out = append(out, Field("promise (SET)", promise), Field("hash", e.HashAlgorithm+":"+e.Hash))
	if e.Key != nil {
		out = append(out, Field("key", e.Key.Algorithm+"  SHA256:"+e.Key.FingerprintSHA256))
	}
	if e.SearchURL != "" {
		out = append(out, field("search", StyleAccent, e.SearchURL))
	}
	return out
}

func proof(e *report.LogEntry) []Line {
	if e.Proof == nil {
		return nil
	}
	out := []Line{Blank(), Heading("Inclusion proof"), Field("position", fmt.Sprintf("%d of %d", e.Proof.LogIndex, e.Proof.TreeSize)), Field("root", e.Proof.RootHash)}
	for i, h := range upTo(e.Proof.Hashes) {
		out = append(out, Field(fmt.Sprintf("hash %d", i+1), h))
	}
	out = append(out, more(len(e.Proof.Hashes), "level")...)
	out = append(out, TextLine(StyleLabel, "checkpoint"))
	return append(out, Indent(2, Lines(StyleDim, strings.TrimSpace(e.Proof.Checkpoint)))...)
}

// Unfold shows JSON and, below a member whose value is base64 of readable text,
// that text: Rekor keeps PEM that way.
func Unfold(data []byte) []Line {
	left := bounds.Unfolded
	var out []Line
	for _, l := range JSON(data) {
		var inner []Line
		if left > 0 {
			inner = decoded(l.Copy)
		}
		if len(inner) > 0 {
			left--
			l.Below = len(inner)
		}
		out = append(out, l)
		for _, below := range Indent(l.Indent+2, inner) {
			// It is part of the member, whatever its own form.
			below.Level = l.Level + 1
			out = append(out, below)
		}
	}
	return out
}

// decoded returns the text that value is the base64 of, or nothing. Digests
// and signatures are base64 too, but of bytes that are no text.
func decoded(value string) []Line {
	if len(value) < 24 || len(value) > bounds.Laid {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	for _, b := range raw {
		if b != '\n' && b != '\r' && b != '\t' && (b < 0x20 || b >= 0x7f) {
			return nil
		}
	}
	if !json.Valid(raw) {
		return textLines(StyleDim, strings.TrimSpace(string(raw)), bounds.UnfoldedRows, bounds.Laid)
	}
	lines := laidJSON(bytes.TrimSpace(raw), bounds.UnfoldedRows, bounds.Laid)
	for _, l := range lines {
		for i := range l.Spans {
			l.Spans[i].Style = StyleDim
		}
	}
	return lines
}
