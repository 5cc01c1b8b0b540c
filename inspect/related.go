package inspect

import (
	"assay/inspect/diagnose"
	"assay/inspect/sigstore"
)

// context collects what diagnoses draw on besides the report. Related images are
// verified whoever signed them. The lock must be held.
func (i *Inspection) context(asked *sigstore.VerifyOptions) diagnose.Context {
	x := diagnose.Context{Reference: i.reference.WithIdentifier(i.target.Digest), Tag: i.reference.Identifier, PredicateType: asked.PredicateType}
	for _, k := range asked.Keys {
		x.Keys = append(x.Keys, k.Name)
	}
	anybody := *asked
	anybody.WantKey, anybody.WantIdentity, anybody.Keys = false, false, nil
	for _, group := range []struct {
		relation diagnose.Relation
		list     []relative
	}{
		{diagnose.Platform, i.relatives.children}, {diagnose.Index, i.relatives.parents},
		{diagnose.OtherPlatform, i.relatives.siblings}, {diagnose.Elsewhere, i.relatives.others},
	} {
		for _, r := range group.list {
			x.Related = append(x.Related, diagnose.Related{Relation: group.relation, Digest: r.digest, Tag: r.tag, Platform: r.platform, By: i.runChecks(r.signed, &anybody)})
		}
	}
	return x
}
