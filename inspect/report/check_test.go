package report

import "testing"

// TestMeanings holds every check that has a title to having an explanation.
func TestMeanings(t *testing.T) {
	for id := range titles {
		if id.Meaning() == "" {
			t.Errorf("%s is not explained", id)
		}
	}
	for id := range meanings {
		if _, ok := titles[id]; !ok {
			t.Errorf("%s is explained and has no title", id)
		}
	}
}
