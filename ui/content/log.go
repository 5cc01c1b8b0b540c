package content

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"assay/inspect/report"
)

// Log shows the transparency log entry with its body unfolded, down to the PEM
// inside, and timestamps.
func Log(s *report.Signed, o Options) []Line {
	if s == nil {
		return nothing("There is no signature whose log entry could be shown.")
	}
	var out []Line
	if e := s.Log; e != nil {
		out = append(out, entry(e)...)
		out = append(out, proof(e)...)
		out = append(out, Blank(), Head("Body"))
		out = append(out, Unfold(e.Body)...)
	} else {
		out = append(out, T(Dim, "No log entry lies with this signature."))
	}
	for _, t := range s.Timestamps {
		style, state := Bad, "not verified: "+t.Problem
		if t.Verified {
			style, state = Good, "verified"
		}
		out = append(out, Blank(), Head("Timestamp (RFC 3161)"), Field("time", Stamp(t.Time)), Field("authority", t.Authority), field("state", style, state))
	}
	out = append(out, Blank(), Head("What the checks say"))
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
	out := []Line{L(Span{"Log entry  ", Heading}, S(Plain, fmt.Sprintf("%s %s", e.Kind, e.Version))), Field("index", fmt.Sprint(e.LogIndex)), Field("log", name), Field("log ID", e.LogID)}
	if e.IntegratedTime != nil {
		out = append(out, Field("integrated", Stamp(*e.IntegratedTime)))
	}
	promise := "no"
	if e.HasPromise {
		promise = "yes"
	}
	out = append(out, Field("promise (SET)", promise), Field("hash", e.HashAlgorithm+":"+e.Hash))
	if e.Key != nil {
		out = append(out, Field("key", e.Key.Algorithm+"  SHA256:"+e.Key.FingerprintSHA256))
	}
	if e.SearchURL != "" {
		out = append(out, field("search", Accent, e.SearchURL))
	}
	return out
}

func proof(e *report.LogEntry) []Line {
	if e.Proof == nil {
		return nil
	}
	out := []Line{Blank(), Head("Inclusion proof"), Field("position", fmt.Sprintf("%d of %d", e.Proof.LogIndex, e.Proof.TreeSize)), Field("root", e.Proof.RootHash)}
	for i, h := range e.Proof.Hashes {
		out = append(out, Field(fmt.Sprintf("hash %d", i+1), h))
	}
	out = append(out, T(Label, "checkpoint"))
	return append(out, Indent(2, Lines(Dim, strings.TrimSpace(e.Proof.Checkpoint)))...)
}

// maxUnfold bounds how many values of one body are unfolded.
const maxUnfold = 20

// Unfold shows JSON and, below a member whose value is base64 of readable text,
// that text: Rekor keeps PEM that way.
func Unfold(data []byte) []Line {
	left := maxUnfold
	var out []Line
	for _, l := range JSON(data) {
		out = append(out, l)
		if inner := decoded(l.Copy); inner != "" && left > 0 {
			left--
			out = append(out, Indent(l.Indent+2, Lines(Dim, strings.TrimSpace(inner)))...)
		}
	}
	return out
}

// decoded returns the text that value is the base64 of, or nothing. Digests
// and signatures are base64 too, but of bytes that are no text.
func decoded(value string) string {
	if len(value) < 24 {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return ""
	}
	for _, b := range raw {
		if b != '\n' && b != '\r' && b != '\t' && (b < 0x20 || b >= 0x7f) {
			return ""
		}
	}
	var indented bytes.Buffer
	if json.Valid(raw) && json.Indent(&indented, raw, "", "  ") == nil {
		return indented.String()
	}
	return string(raw)
}
