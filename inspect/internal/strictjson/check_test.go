package strictjson

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestCheck wants signed JSON to be refused where readers differ in what it
// means, also where cosign takes it.
func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		taken      bool
	}{
		{"plain", `{"a":{"b":[1,2.5e3,"x",null,true]}}`, true},
		{"white space around it", " {}\n", true},
		{"a member twice", `{"a":1,"a":1}`, false},
		{"a member twice, deep inside", `{"a":{"b":{"c":{"d":{"e":1,"e":2}}}}}`, false},
		{"names that differ in case", `{"a":1,"A":1}`, false},
		{"names that differ in a letter that folds", `{"s":1,"ſ":1}`, false},
		{"a name twice, once escaped", `{"a":1,"\u0061":1}`, false},
		{"names that differ in bytes that are no text", "{\"\xff\":1,\"\xfe\":1}", false},
		{"quotes and brackets in text", `{"a":"}\"],{","b":"\\"}`, true},
		{"empty names in two objects", `[{"":1},{"":1}]`, true},
		{"an empty name twice", `{"":1,"":1}`, false},
		{"many names", "{" + manyNames(40) + `"last":1}`, true},
		{"many names, one twice", "{" + manyNames(40) + `"N3":1}`, false},
		{"three names, the first twice", `{"a":1,"b":1,"a":1}`, false},
		{"something behind it", `{} {}`, false},
		{"a zero byte behind it", "{}\x00", false},
		{"not JSON", `{"a":}`, false},
		{"a number beyond float64", `{"a":1e400}`, false},
		{"200 levels", strings.Repeat("[", 200) + strings.Repeat("]", 200), true},
		{"202 levels", strings.Repeat("[", 202) + strings.Repeat("]", 202), false},
	} {
		if err := CheckNumbers([]byte(c.text)); (err == nil) != c.taken {
			t.Errorf("%s: %v, want it taken %v", c.name, err, c.taken)
		}
	}
	if err := Check([]byte(`{"a":1e400}`)); err != nil {
		t.Errorf("claims may hold any number in a member that no verifier reads: %v", err)
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"n%d":{"a":1},`, i)
	}
	return b.String()
}

// BenchmarkCheckKeys reads a document of the size of a large SBOM.
func BenchmarkCheckKeys(b *testing.B) {
	data := []byte("[" + strings.Repeat(`{"name":"a","versionInfo":"1.2.3","n":17,"list":["x","y"]},`, 40000) + "{}]")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := CheckNumbers(data); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzSplit wants the members of an object to be those that encoding/json reads,
// each with its place, and what Check takes never to hold a name twice.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{`{"a":{"b":[1,2.5e3,"x",null,true]},"c":-1 , "d":"}\\\""}`, " {}\n", `{"a":1,"a":2}`,
		`{"\u0061":[[],{}],"":""}`, `[1]`, `nullx`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		members, ok := Split(data)
		var want map[string]json.RawMessage
		if err := json.Unmarshal(data, &want); ok != (err == nil && want != nil) {
			t.Fatalf("an object: %v, encoding/json says %v", ok, err)
		}
		got := map[string]json.RawMessage{}
		for _, m := range members {
			got[m.Name] = m.Value
			if string(data[m.ValueStart:m.ValueStart+len(m.Value)]) != string(m.Value) || data[m.NameEnd-1] != '"' {
				t.Errorf("%q is not where it is said to be", m.Name)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d members, want %d", len(got), len(want))
		}
		for name, value := range want {
			if string(got[name]) != string(value) {
				t.Errorf("%q is %s, want %s", name, got[name], value)
			}
		}
		if Check(data) == nil && len(got) != len(members) {
			t.Error("taken with a name twice")
		}
	})
}
