package forge

import "strings"

// deliberate are the differences that are meant to be, in which assay refuses
// what cosign takes.
var deliberate = []struct {
	class  string   // what the class begins with
	path   string   // what the changed path begins with
	words  []string // the words of the change
	reason string
	holds  string // what the change holds anywhere
}{
	{path: ".", words: duplicates, reason: "a member stands there twice, and readers differ about which of the two counts"},
	{words: []string{"trail-brace", "trail-itself", "trail-nul", "trail-object"},
		reason: "data follows the end of the JSON, and readers differ about whether that is an error"},
	{path: ".", words: []string{"case", "capital", "longs"}, reason: "a member's name differs from the right one by case alone, and " +
		"readers differ about whether it is that member"},
	{class: "body-att-intoto1", path: ".spec.content.payloadHash", reason: otherPayload},
	{class: "body-att-intoto2", path: ".spec.content.payloadHash", reason: otherPayload},
	{class: "body-att-intoto2", path: ".spec.content.envelope", reason: otherPayload},
	{class: "body-att-dsse", path: ".spec.payloadHash", reason: otherPayload},
	{class: "body-att-dsse", path: ".spec.signatures", reason: otherPayload},
	{class: "kinds-att", path: "rekord", reason: otherPayload},
	{class: "mixed-att", path: "dsse other signature", reason: otherPayload},
	{class: "mixed-att", path: "intoto2 other signature", reason: otherPayload},
	{class: "mixed-att", path: "dsse no signature", reason: otherPayload},
	{class: "mixed-att", path: "intoto2 no signature", reason: otherPayload},
	{class: "payload-bundle", path: ".predicateType", reason: noSignature},
	{class: "swapped-attbundle", path: "bundle", reason: noSignature},
	{class: "body-bundle", path: ".spec.signatures", reason: severalSignatures},
	{class: "body-bundle", path: ".spec.content.envelope.signatures", reason: severalSignatures},
	{class: "certs", path: "issuer both", reason: "a value and an expression were both asked for, and both must hold; cosign looks at " +
		"the expression alone"},
	{class: "certs", path: "form lived before its issuer", reason: "the certificate was issued before its issuer was valid"},
	{class: "rootvalue", path: ".certificateAuthorities", reason: "an authority of the trusted root must be in use when it signed, not " +
		"only when the certificate was issued"},
	{class: "rootvalue", path: ".tlogs", reason: "a log of the trusted root must be in use at the time that counts, also where there is " +
		"only an inclusion proof"},
	{class: "certflag", holds: "notlog bare",
		reason: "a certificate that was given must be valid at the time that counts, which without the log is now"},
	{class: "certflag", holds: "other attached",
		reason: "the certificate given stands in for one that is missing, and does not replace another one"},
	{class: "payload-", path: "._type", reason: otherStatement}, {class: "types", holds: "statement", reason: otherStatement},
	{class: "types", holds: "Statement", reason: otherStatement},
	{path: "/deep", reason: "signed JSON is nested deeper than 200 levels"},
	{class: "log-bundle", holds: "checkpoint", reason: checkpointForm}, {class: "log-bundle", holds: "note", reason: checkpointForm},
	{class: "annotation", path: ".Payload.body",
		reason: "the body is base64 with line breaks or loose bits, and the log's SET is over the text"},
	{class: "bundlejson", path: ".verificationMaterial.tlogEntries", reason: "an entry that no reader takes stands beside a good one"},
	{class: "types", path: "t/v1", reason: otherStatement},
	{class: "swapped-sig", holds: "dsse", reason: "the log entry is of an envelope, which a log never makes of claims"},
	{class: "kinds-sig", path: "dsse", reason: "the log entry is of an envelope, which a log never makes of claims"},
}

const otherPayload = "the log entry beside the envelope is of another payload or signature than the envelope's"

const severalSignatures = "an entry with several signatures is not tied to one"

const otherStatement = "the payload says that it is another statement than in-toto's, whose meaning is not known"

const checkpointForm = "the checkpoint's size, name or signature line is not that of the proof and the log"

const noSignature = "an attestation of another predicate type does not sign the image"

var duplicates = []string{
	"dup", "dupbadfirst", "dupbadlast", "dupnulllast", "dupnullfirst", "dupcasefirst", "dupcaselast", "dupcasenull", "duplongslast",
	"dupsnakelast",
}

// harmless is what assay takes and cosign refuses, where nothing that an
// attacker can reach is different: the user's own files, and a signature that
// holds beside another one that does not.
var harmless = map[string]string{
	"layout-sig | asked of sig+badbundle": bothFormats, "layout-bundle | asked of sig+badbundle": bothFormats,
	"layout-att | asked of att+badbundle": bothFormats, "layout-attbundle | asked of att+badbundle": bothFormats,
	"layout-att | asked of att+bundle": bothFormats, "layout-attbundle | asked of att+bundle": bothFormats,
	"keyfile-sig | DER":    "the file is the user's own, and DER says the same as PEM",
	"keyfile-bundle | DER": "the file is the user's own, and DER says the same as PEM",
}

const bothFormats = "bundles and cosign's tags are both looked at, and one good signature is enough; cosign looks at bundles alone as " +
	"soon as there is one"

// Deliberate returns why assay differs from cosign about a case on purpose, or
// an empty string. accepted is whether assay accepts it.
func Deliberate(c Case, accepted bool) string {
	if accepted && strings.HasPrefix(c.Class, "root-") && c.What == "/trail-itself" {
		return "the file is the user's own, and may hold several trusted roots"
	}
	if accepted {
		return harmless[c.ID()]
	}
	for change := range strings.SplitSeq(c.What, " & ") {
		for _, row := range deliberate {
			if strings.HasPrefix(c.Class, row.class) && strings.HasPrefix(change, row.path) && strings.Contains(change, row.holds) &&
				endsIn(change, row.words) {
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
