package forge

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Pairs makes n cases of two changes: the second one is another case of the
// same class, whose documents are changed after the first has been.
func Pairs(cases []Case, n int, random *rand.Rand) []Case {
	classes := map[string][]Case{}
	for _, c := range cases {
		if len(c.drafts) == 1 && c.change != nil {
			classes[c.Class] = append(classes[c.Class], c)
		}
	}
	names := words(classes)
	if len(names) == 0 {
		return nil
	}
	seen := map[string]bool{}
	var out []Case
	for range 50 * n {
		of := classes[names[random.IntN(len(names))]]
		one, two := of[random.IntN(len(of))], of[random.IntN(len(of))]
		what := fmt.Sprintf("%s & %s", one.What, two.What)
		if one.What == two.What || seen[one.Class+what] || len(out) == n {
			continue
		}
		seen[one.Class+what] = true
		both := slices.Concat(one.change, two.change)
		c := one.with(what, func(d *Draft) {
			one.set(d, func(data []byte) []byte {
				for _, change := range both {
					data = applied(change)(data)
				}
				return data
			})
		})
		out = append(out, c)
	}
	return out
}
