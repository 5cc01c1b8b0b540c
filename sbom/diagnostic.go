package sbom

// Severity says how serious a diagnostic is.
type Severity string

// The severities: Error means that something of the document could not be read.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Diagnostic says that a document breaks a rule of its format, or that something
// of it could not be read. Line and Column count from 1,
// columns in bytes; 0 means that the place is not known.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Element  string   `json:"element,omitempty"`
	Message  string   `json:"message"`
	// Limit is set where the document is larger than the caller allowed: how many
	// bytes that was. A front end can say how to raise it.
	Limit int64 `json:"-"`
}

// The codes of diagnostics. They are stable: scripts may look for them.
const (
	// The document as a whole.
	CodeTooLarge      = "too-large"       // over a limit, not read
	CodeUnknownFormat = "format-unknown"  // no format that is recognised
	CodeNotRead       = "format-not-read" // a recognised format that is not read
	CodeUnreadable    = "unreadable"      // the reader of this format failed
	CodeNotJSON       = "not-json"        // a syntax error; read up to it
	CodeNotXML        = "not-xml"         // a syntax error; read up to it
	CodeTruncated     = "truncated"       // the document breaks off
	CodeTrailing      = "trailing-data"   // data after its end
	CodeByteOrderMark = "byte-order-mark" // before its beginning
	CodeEncoding      = "encoding"        // not UTF-8
	CodeWrapped       = "wrapped"         // in a wrapper
	CodeTooDeep       = "too-deep"        // too many levels of nesting
	CodeTooMany       = "too-many"        // more elements than are kept
	CodeVersion       = "version-unknown" // not a published version

	// Members and tags.
	CodeWrongType     = "wrong-type"      // a number for a string, …
	CodeNull          = "null-element"    // null in a list
	CodeComma         = "stray-comma"     // one too many, or one missing
	CodeEscape        = "bad-escape"      // an escape that JSON does not have
	CodeUnknownMember = "member-unknown"  // a JSON member not in the specification
	CodeUnknownTag    = "tag-unknown"     // a tag not in the specification
	CodeNoTag         = "no-tag"          // a line that is no tag
	CodeTextOpen      = "text-not-closed" // <text> without </text>
	CodeMalformed     = "value-malformed" // a value whose parts are missing
	CodeAgentEmpty    = "agent-empty"     // supplier ""
	CodeAgentNone     = "agent-none"      // supplier NONE
	CodeAgentUntyped  = "agent-untyped"   // supplier without a kind
	CodeIDMissing     = "id-missing"      // an element without an ID
	CodeIDPrefix      = "id-prefix"       // an ID without SPDXRef-
	CodeIDDuplicate   = "id-duplicate"    // two elements of one ID
	CodeNameMissing   = "name-missing"    // a package without a name
	CodeRelationship  = "relationship-unknown"
	CodeDangling      = "reference-dangling" // an ID that nothing has
)

// Refused reports whether nothing at all could be read of a document: it is
// empty, too large, or in no format that is read.
func (d *Document) Refused() bool {
	for i := range d.Diagnostics {
		switch d.Diagnostics[i].Code {
		case CodeUnknownFormat, CodeNotRead, CodeTooLarge, CodeUnreadable:
			return len(d.Packages) == 0
		}
	}
	return false
}
