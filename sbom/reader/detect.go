package reader

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// keys is what the outermost members of a JSON object tell of its format.
type keys struct {
	names  map[string]bool
	schema string // of $schema and @context
	format string // of bomFormat
	// certain says that looking further would change nothing.
	certain bool
}

// maxKeys is how many members are looked at.
const maxKeys = 200

// readKeys looks at the outermost members. It passes over what they hold, and
// stops as soon as one of them settles the matter: most documents say what they
// are in their first line, and few in their last.
func readKeys(in sbom.Input) *keys {
	s := jsonscan.New(build.New(in))
	k := &keys{names: map[string]bool{}}
	var name []byte
	for ok := s.Object(""); ok && s.Member(&name) && len(k.names) < maxKeys; {
		key := string(name)
		k.names[key] = true
		switch key {
		case "bomFormat":
			k.format = s.Text(key)
			k.certain = k.format == "CycloneDX"
		case "spdxVersion", "@graph":
			k.certain = true
		case "$schema", "@context":
			if s.Kind() == jsonscan.String || s.Kind() == jsonscan.Array {
				s.Strings(key, func(text string) { k.schema += text + " " })
			} else {
				s.Skip()
			}
			k.certain = strings.Contains(k.schema, "spdx.org/rdf/") || strings.Contains(k.schema, "cyclonedx.org/schema")
		case "SPDXID":
			id := ""
			if s.Kind() == jsonscan.String {
				id = s.Text(key)
			} else {
				s.Skip()
			}
			k.certain = strings.HasPrefix(id, "SPDXRef-")
		default:
			s.Skip()
		}
		if k.certain {
			break
		}
	}
	return k
}

func (k *keys) has(names ...string) bool {
	for _, name := range names {
		if !k.names[name] {
			return false
		}
	}
	return true
}

func isSPDX3(k *keys) bool {
	return strings.Contains(k.schema, "spdx.org/rdf/") || k.has("@graph") || k.has("@context", "spdxId")
}

func isSPDX2(k *keys) bool {
	return k.has("spdxVersion") || k.has("SPDXID") || k.has("packages", "documentNamespace") || k.has("packages", "creationInfo")
}

func isCycloneDX(k *keys) bool {
	return k.format == "CycloneDX" || strings.Contains(k.schema, "cyclonedx.org/schema") || k.has("specVersion", "components")
}

func isSyft(k *keys) bool {
	return k.has("artifacts") && (k.has("schema") || k.has("descriptor") || k.has("source") || k.has("artifactRelationships"))
}

// xmlRoot is the outermost element of an XML document.
type xmlRoot struct {
	name       xml.Name
	namespaces string
	second     string // name of the first element within
}

func readRoot(data []byte) xmlRoot {
	decoder := xml.NewDecoder(bytes.NewReader(data[:min(len(data), 64<<10)]))
	decoder.Strict = false
	// Names are ASCII in whatever encoding it is.
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var root xmlRoot
	for range 50 {
		token, err := decoder.RawToken()
		if err != nil {
			return root
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.name.Local != "" {
			root.second = start.Name.Local
			return root
		}
		root.name = start.Name
		for _, a := range start.Attr {
			if a.Name.Local == "xmlns" || a.Name.Space == "xmlns" {
				root.namespaces += a.Value + " "
			}
		}
	}
	return root
}

func isCycloneDXXML(root xmlRoot) bool {
	return root.name.Local == "bom" && strings.Contains(root.namespaces, "cyclonedx.org/schema/bom")
}

func isSPDXRDF(root xmlRoot) bool {
	return root.name.Local == "RDF" && strings.Contains(root.namespaces, "spdx.org/rdf/terms")
}

func isSPDXXML(root xmlRoot) bool {
	return root.name.Local == "Document" && (root.second == "SPDXID" || root.second == "spdxVersion" ||
		strings.Contains(root.namespaces, "spdx"))
}

// lineSniff is how far a text is looked through for a line that tells.
const lineSniff = 256 << 10

// chooseLines goes through the beginning of a text for the first tag that
// tells its format.
func chooseLines(data []byte) *format {
	for line := range bytes.Lines(data[:min(len(data), lineSniff)]) {
		colon := bytes.IndexByte(line, ':')
		if colon < 0 || colon > 60 || line[0] == ' ' || line[0] == '#' {
			continue
		}
		tag := string(bytes.TrimSpace(line[:colon]))
		if f := find(func(f *format) bool { return f.lines != nil && f.lines(tag) }); f != nil {
			return f
		}
	}
	return nil
}

func isSPDXYAML(tag string) bool {
	switch strings.Trim(tag, `"'`) {
	case "spdxVersion", "creationInfo", "documentNamespace", "packages", "documentDescribes", "hasExtractedLicensingInfos":
		return true
	}
	return false
}

func isSPDXTag(tag string) bool {
	switch tag {
	case "SPDXVersion", "DocumentNamespace", "DocumentName", "PackageName", "DataLicense":
		return true
	}
	return false
}
