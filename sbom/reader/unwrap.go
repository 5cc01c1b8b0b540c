package reader

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// decode turns data into UTF-8 without byte order mark. It returns data itself
// or a part of it where that is UTF-8 already.
func decode(data []byte) ([]byte, []sbom.Diagnostic) {
	note := func(code, message string) []sbom.Diagnostic {
		return []sbom.Diagnostic{{Severity: sbom.Info, Code: code, Line: 1, Column: 1, Message: message}}
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], note(sbom.CodeByteOrderMark, "the document begins with a byte order mark")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian), note(sbom.CodeEncoding, "the document is in UTF-16; places count in it as UTF-8")
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian), note(sbom.CodeEncoding, "the document is in UTF-16; places count in it as UTF-8")
	case len(data) > 3 && data[0] != 0 && data[1] == 0 && data[3] == 0:
		return fromUTF16(data, binary.LittleEndian), note(sbom.CodeEncoding,
			"the document is in UTF-16 without a mark; places count in it as UTF-8")
	case len(data) > 3 && data[0] == 0 && data[1] != 0 && data[2] == 0:
		return fromUTF16(data, binary.BigEndian), note(sbom.CodeEncoding,
			"the document is in UTF-16 without a mark; places count in it as UTF-8")
	}
	return data, nil
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(data)/2+len(data)/8)
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(order.Uint16(data[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(data) {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(data[i+2:]))); pair != utf8.RuneError {
				r = pair
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// maxWrappers is how many wrappers are taken off one after another: a
// statement, its predicate, the Data in it, and the string in that.
const maxWrappers = 6

// unwrap takes off what clients put around an SBOM: an in-toto statement, a
// JSON string, {Data, Timestamp} (cosign), {"sbom": …} (registries' own APIs).
func unwrap(data []byte) (sbom.Input, []sbom.Diagnostic) {
	in := sbom.Input{Data: data}
	var notes []sbom.Diagnostic
	for range maxWrappers {
		inner, what := inside(in)
		if what == "" {
			break
		}
		notes = append(notes, sbom.Diagnostic{Severity: sbom.Info, Code: sbom.CodeWrapped, Message: "the document is within " + what})
		in = inner
	}
	return in, notes
}

// inside returns what is within a wrapper, and in words what wraps it, or no
// words when nothing does.
func inside(in sbom.Input) (sbom.Input, string) {
	s := jsonscan.New(build.New(in))
	switch s.Kind() {
	case jsonscan.String:
		if text := s.Text(""); !s.Stopped() && len(text) > 1 {
			return sbom.Input{Data: []byte(text)}, "a JSON string"
		}
	case jsonscan.Object:
		return insideObject(in, s)
	default: // Nothing else wraps a document.
	}
	return in, ""
}

// insideObject looks at the first members of an object. A member of a wrapper
// counts only where its own value could be a document.
func insideObject(in sbom.Input, s *jsonscan.Scanner) (sbom.Input, string) {
	statement := false
	var name []byte
	for ok := s.Object(""); ok && s.Member(&name); {
		kind, offset := s.Kind(), s.Offset()
		document := kind == jsonscan.Object || kind == jsonscan.String
		switch string(name) {
		case "spdxVersion", "SPDXID", "bomFormat", "$schema", "@context", "@graph", "artifacts", "packages", "components", "files":
			return in, ""
		case "predicateType", "_type":
			statement = true
		case "sbom", "Data", "predicate":
			if !document {
				break
			}
			what := map[string]string{"sbom": `a member "sbom"`, "Data": `a member "Data"`,
				"predicate": "an in-toto statement"}[string(name)]
			if string(name) == "predicate" && !statement && !mentions(in.Data, offset, s) {
				continue
			}
			return member(in, s, offset), what
		}
		s.Skip()
	}
	return in, ""
}

// mentions passes over a predicate and reports whether the statement says so
// after it.
func mentions(data []byte, offset int, s *jsonscan.Scanner) bool {
	s.Skip()
	rest := data[s.Offset():]
	return bytes.Contains(rest, []byte(`"predicateType"`)) || bytes.Contains(rest, []byte(`"_type"`)) && offset > 0
}

// member is the input for the value at an offset: the data up to where the
// value ends, so that places stay those of the whole.
func member(in sbom.Input, s *jsonscan.Scanner, offset int) sbom.Input {
	if s.Offset() == offset {
		s.Skip()
	}
	end := s.Offset()
	if s.Stopped() {
		end = len(in.Data)
	}
	return sbom.Input{Data: in.Data[:end:end], Start: offset}
}
