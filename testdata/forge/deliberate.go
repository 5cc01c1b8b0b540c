package forge

import "strings"

// deliberate are the differences that are meant to be, in which assay refuses
// what cosign takes.
var deliberate = []struct {
	class  string   // what the class begins with
	path   string   // what the changed path begins with
	words  []string // the words of the change
	reason string
}{
	{"", ".", duplicates, "a member stands there twice, and readers differ about which of the two counts"},
	{"", "", []string{"trail-brace", "trail-itself", "trail-nul", "trail-object"}, "data follows the end of the JSON, and readers differ about whether that is an error"},
	{"", ".", []string{"case", "capital", "longs"}, "a member's name differs from the right one by case alone, and readers differ about whether it is that member"},
	{"body-att-intoto1", ".spec.content.payloadHash", nil, otherPayload},
	{"body-att-intoto2", ".spec.content.payloadHash", nil, otherPayload},
	{"body-att-intoto2", ".spec.content.envelope", nil, otherPayload},
	{"body-att-dsse", ".spec.payloadHash", nil, otherPayload},
	{"body-att-dsse", ".spec.signatures", nil, otherPayload},
	{"kinds-att", "rekord", nil, otherPayload},
	{"mixed-att", "dsse other signature", nil, otherPayload}, {"mixed-att", "intoto2 other signature", nil, otherPayload},
	{"mixed-att", "dsse no signature", nil, otherPayload}, {"mixed-att", "intoto2 no signature", nil, otherPayload},
	{"payload-bundle", ".predicateType", nil, noSignature}, {"swapped-attbundle", "bundle", nil, noSignature},
}

const otherPayload = "the log entry beside the envelope is of another payload or signature than the envelope's"

const noSignature = "an attestation of another predicate type does not sign the image"

var duplicates = []string{
	"dup", "dupbadfirst", "dupbadlast", "dupnulllast", "dupnullfirst", "dupcasefirst", "dupcaselast", "dupcasenull", "duplongslast", "dupsnakelast",
}

// harmless is what assay takes and cosign refuses, where nothing that an
// attacker can reach is different: the user's own files alone.
var harmless = map[string]string{
	"keyfile-sig | DER":    "the file is the user's own, and DER says the same as PEM",
	"keyfile-bundle | DER": "the file is the user's own, and DER says the same as PEM",
}

// Deliberate returns why assay differs from cosign about a case on purpose, or
// an empty string. accepted is whether assay accepts it.
func Deliberate(c Case, accepted bool) string {
	if accepted {
		return harmless[c.ID()]
	}
	for _, change := range strings.Split(c.What, " & ") {
		for _, row := range deliberate {
			if strings.HasPrefix(c.Class, row.class) && strings.HasPrefix(change, row.path) && endsIn(change, row.words) {
				return row.reason
			}
		}
	}
	return ""
}

// endsIn reports whether a change is one of the words; no words are any.
func endsIn(change string, of []string) bool {
	for _, word := range of {
		if strings.HasSuffix(change, "/"+word) {
			return true
		}
	}
	return len(of) == 0
}
