package sbom

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
)

// WriteCSV writes packages as CSV (RFC 4180) with a header. Cells that a
// spreadsheet would take for a formula get an apostrophe before them, as
// an SBOM is untrusted text.
func WriteCSV(w io.Writer, packages iter.Seq[*Package]) error {
	out := csv.NewWriter(w)
	columns := [...]Column{ByName, ByVersion, ByType, ByLicense, BySupplier, ByPURL, BySource, ByID}
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.String()
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for p := range packages {
		for i, c := range columns {
			row[i] = harmless(c.Value(p))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a cell from being taken for a formula: those begin with =, +,
// - or @, after blanks too, and with their full-width forms.
func harmless(cell string) string {
	trimmed := strings.TrimLeft(cell, " \t\r\n\u00a0\ufeff")
	if trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@|%") || cell != "" && strings.ContainsAny(cell[:1], "\t\r\n") {
		return "'" + cell
	}
	for _, wide := range []string{"\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(trimmed, wide) {
			return "'" + cell
		}
	}
	return cell
}

// exported is a package in the JSON export.
type exported struct {
	ID               string      `json:"id,omitempty"`
	Name             string      `json:"name"`
	Version          string      `json:"version,omitempty"`
	Type             string      `json:"type,omitempty"`
	PURL             string      `json:"purl,omitempty"`
	LicenseDeclared  string      `json:"licenseDeclared,omitempty"`
	LicenseConcluded string      `json:"licenseConcluded,omitempty"`
	Supplier         string      `json:"supplier,omitempty"`
	Originator       string      `json:"originator,omitempty"`
	Source           string      `json:"source,omitempty"`
	CPEs             []string    `json:"cpes,omitempty"`
	Checksums        []exportSum `json:"checksums,omitempty"`
}

type exportSum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

// WriteJSON writes packages as a JSON array of objects, one to a line. The error
// is that of the writer.
func WriteJSON(w io.Writer, packages iter.Seq[*Package]) error {
	out := bufio.NewWriter(w)
	separator := "[\n"
	for p := range packages {
		e := exported{ID: p.ID, Name: p.Name, Version: p.Version, Type: p.Type(), PURL: p.PURL, LicenseDeclared: p.LicenseDeclared,
			LicenseConcluded: p.LicenseConcluded, Supplier: p.Supplier, Originator: p.Originator, Source: p.Source(), CPEs: p.CPEs()}
		for _, c := range p.Checksums {
			e.Checksums = append(e.Checksums, exportSum(c))
		}
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if _, err := out.WriteString(separator + string(line)); err != nil {
			return err
		}
		separator = ",\n"
	}
	if separator == "[\n" {
		separator = "["
	} else {
		separator = "\n"
	}
	if _, err := out.WriteString(separator + "]\n"); err != nil {
		return err
	}
	return out.Flush()
}

// WriteTagValue writes packages as an SPDX 2.3 tag-value document of its own
// (specification 2.3, clauses 6 and 7), named after d. created is an RFC 3339
// time, and tool the name of the program that writes.
func WriteTagValue(w io.Writer, d *Document, packages iter.Seq[*Package], tool, created string) error {
	out := bufio.NewWriter(w)
	tag := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(out, "%s: %s\n", name, tagText(value)) // Flush returns the error.
		}
	}
	name := d.Name
	if name == "" {
		name = "package list"
	}
	tag("SPDXVersion", "SPDX-2.3")
	tag("DataLicense", "CC0-1.0")
	tag("SPDXID", "SPDXRef-DOCUMENT")
	tag("DocumentName", name)
	tag("DocumentNamespace", "https://spdx.org/spdxdocs/"+identifierText(name)+"-"+identifierText(created))
	tag("Creator", "Tool: "+tool)
	tag("Created", created)
	n := 0
	for p := range packages {
		n++
		writePackageTags(out, tag, p, fmt.Sprintf("SPDXRef-Package-%d", n))
	}
	return out.Flush()
}

func writePackageTags(out io.Writer, tag func(name, value string), p *Package, id string) {
	_, _ = io.WriteString(out, "\n") // Flush returns the error.
	name := p.Name
	if name == "" {
		name = NoAssertion
	}
	tag("PackageName", name)
	tag("SPDXID", id)
	tag("PackageVersion", p.Version)
	tag("PackageSupplier", agentText(p.SupplierKind, p.Supplier))
	tag("PackageOriginator", agentText(p.OriginatorKind, p.Originator))
	tag("PackageDownloadLocation", orNoAssertion(p.Download))
	tag("FilesAnalyzed", "false")
	for _, c := range p.Checksums {
		tag("PackageChecksum", c.Algorithm+": "+c.Value)
	}
	tag("PackageSourceInfo", p.SourceInfo)
	tag("PackageLicenseConcluded", orNoAssertion(p.LicenseConcluded))
	tag("PackageLicenseDeclared", orNoAssertion(p.LicenseDeclared))
	tag("PackageCopyrightText", orNoAssertion(p.Copyright))
	if p.PURL != "" {
		tag("ExternalRef", "PACKAGE-MANAGER purl "+strings.ReplaceAll(p.PURL, " ", "%20"))
	}
	for _, cpe := range p.CPEs() {
		tag("ExternalRef", "SECURITY cpe23Type "+strings.ReplaceAll(cpe, " ", "_"))
	}
}

func orNoAssertion(text string) string {
	if text == "" {
		return NoAssertion
	}
	return text
}

func agentText(kind AgentKind, name string) string {
	if !HasValue(name) {
		return NoAssertion
	}
	if kind != Person {
		kind = Organization
	}
	return kind.String() + ": " + name
}

// tagText puts a value that goes over its line, or looks as if it did, into
// <text>.
func tagText(value string) string {
	// A reader of the file may be a terminal.
	value = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return '\ufffd'
		}
		return r
	}, value)
	value = strings.ReplaceAll(strings.ReplaceAll(value, "<text>", "<text >"), "</text>", "</text >")
	if strings.ContainsAny(value, "\n\r") {
		return "<text>" + value + "</text>"
	}
	return value
}

// identifierText keeps what an SPDX ID may have: letters, digits, . and -.
func identifierText(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '-'
	}, text)
}
