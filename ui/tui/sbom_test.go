package tui

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/sbom"
	"assay/sbom/reader"
)

const smallSBOM = `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"small","documentNamespace":"https://example.org/small",
"creationInfo":{"created":"2026-01-02T03:04:05Z","creators":["Tool: sample-1"]},
"packages":[
{"SPDXID":"SPDXRef-app","name":"app","versionInfo":"1.0","supplier":"Organization: Example","licenseDeclared":"MIT",
 "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:golang/example.org/app@1.0"}]},
{"SPDXID":"SPDXRef-left","name":"left","versionInfo":"2.0","licenseDeclared":"GPL-3.0-only",
 "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/left@2.0"}]},
{"SPDXID":"SPDXRef-right","name":"right","licenseDeclared":"LicenseRef-own"},
{"SPDXID":"SPDXRef-alone","name":"alone","versionInfo":"0.1","sourceInfo":"acquired from /opt/alone"}],
"hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-own","extractedText":"Do as you like.","name":"Own licence"}],
"relationships":[
{"spdxElementId":"SPDXRef-DOCUMENT","relatedSpdxElement":"SPDXRef-app","relationshipType":"DESCRIBES"},
{"spdxElementId":"SPDXRef-app","relatedSpdxElement":"SPDXRef-left","relationshipType":"DEPENDS_ON"},
{"spdxElementId":"SPDXRef-left","relatedSpdxElement":"SPDXRef-right","relationshipType":"DEPENDS_ON"},
{"spdxElementId":"SPDXRef-right","relatedSpdxElement":"SPDXRef-left","relationshipType":"DEPENDS_ON"},
{"spdxElementId":"SPDXRef-app","relatedSpdxElement":"SPDXRef-gone","relationshipType":"DEPENDS_ON"}]}`

// sbomReport is a report about documents alone.
func sbomReport(documents ...string) *report.Report {
	r := &report.Report{
		Target:   report.Target{Reference: "small.spdx.json", Artifact: report.ArtifactDocument},
		Headline: "what it says is inside",
	}
	for i, text := range documents {
		d := reader.Read([]byte(text), reader.Options{})
		g := sbom.NewGraph(d)
		name := []string{"small.spdx.json", "other.spdx.json"}[i]
		r.SBOMs = append(
			r.SBOMs,
			&report.SBOM{
				Source:      report.Source{Store: report.StoreFile, Reference: name, Digest: name},
				Format:      d.Format,
				Trust:       report.VerdictUnsigned,
				TrustReason: "a file; nothing says who signed it",
				Document:    d,
				Graph:       g,
				Quality:     sbom.NewQuality(d, g),
				Packages:    len(d.Packages),
			},
		)
		r.Artifacts = append(r.Artifacts, report.Artifact{ID: name, Kind: report.KindSBOM, Title: name, State: report.StateDone, SBOM: i})
	}
	return r
}

func sbomModel(tb testing.TB, width, height int, documents ...string) *model {
	tb.Helper()
	m := newTestModel(Options{Target: "small.spdx.json", Appearance: dark, Pane: PackagesPane})
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m.Update(inspectedMsg{report: sbomReport(documents...)})
	return m
}

// TestSBOMViews goes through the views of an SBOM and wants each to say what
// it is for.
func TestSBOMViews(t *testing.T) {
	other := strings.NewReplacer(
		`"versionInfo":"2.0"`, `"versionInfo":"2.1"`, `pkg:npm/left@2.0`, `pkg:npm/left@2.1`,
		`"SPDXRef-alone","name":"alone"`, `"SPDXRef-alone","name":"lonely"`,
	).
		Replace(smallSBOM)
	for _, test := range []struct {
		name string
		keys []string
		want []string
		gone []string
	}{
		{"list", nil, []string{"4 packages", "app", "left", "GPL-3.0-only", "dependency", "by source"}, nil},
		{"filter", []string{"f", "type:npm", "enter"}, []string{"1 of 4 packages", "filter: type:npm", "left"}, []string{"alone"}},
		{"filter missing", []string{"f", "missing:version", "enter"}, []string{"1 of 4 packages", "right"}, []string{"alone"}},
		{"esc drops the filter", []string{"f", "npm", "enter", "esc"}, []string{"4 packages", "alone"}, nil},
		{"sort", []string{"s"}, []string{"sort name ▲"}, nil},
		{"reversed", []string{"s", "S"}, []string{"sort name ▼"}, nil},
		{"group", []string{"b"}, []string{"group by type", "golang 1", "npm 1", "(none) 2"}, nil},
		{
			"details", []string{"f", "name:right", "enter", "enter"},
			[]string{"Why is this here dependency", "app 1.0 → left 2.0 → right", "LicenseRef-own", "esc back"}, nil,
		},
		{
			"details of another by its relationship", []string{"f", "name:alone", "enter", "enter"},
			[]string{"by source", "acquired from /opt/alone"}, nil,
		},
		{"back from details", []string{"enter", "esc"}, []string{"[list]"}, nil},
		{"tree", []string{"v"}, []string{"[tree]", "1 root", "▾ app", "▸ left"}, []string{"right"}},
		{"unfolded", []string{"v", "j", "z", "j", "z"}, []string{"▾ left", "▾ right", "already shown above"}, nil},
		{"folded", []string{"v", "z"}, []string{"▸ app", "1 below"}, []string{"left"}},
		{"licences", []string{"v", "v"}, []string{"[licences]", "MIT", "GPL-3.0-only", "(none said)", "Do as you like."}, nil},
		{
			"licence to its packages", []string{"v", "v", "/", "GPL", "enter", "enter"},
			[]string{"[list]", "1 of 4", "left"}, []string{"alone"},
		},
		{
			"quality", []string{"v", "v", "v"},
			[]string{"[quality]", "supplier name", "1 of 4", "without: left 2.0", "nothing has the ID SPDXRef-gone"}, nil,
		},
		{"document", []string{"v", "v", "v", "v"}, []string{"[document]", "https://example.org/small", "Warnings"}, nil},
		{
			"compare", []string{"d"},
			[]string{"[compare]", "1 added, 1 removed, 1 changed, 2 the same", "+ lonely", "- alone", "~ left 2.0", "→ 2.1"}, nil,
		},
		{"first view again", []string{"V", "v"}, []string{"[list]"}, nil},
		{"palette", []string{":", "next", " ", "view", "enter"}, []string{"[tree]"}, nil},
		{"palette says why not", []string{":", "what", " if"}, []string{"not now: what-if is not available here"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := sbomModel(t, 130, 60, smallSBOM, other)
			for _, k := range test.keys {
				press(m, k)
			}
			got := strings.Join(strings.Fields(strings.Join(detailColumn(drawn(m)), "\n")), " ")
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not there:\n%s", want, drawn(m))
				}
			}
			for _, gone := range test.gone {
				if strings.Contains(got, gone) {
					t.Errorf("%q is still there:\n%s", gone, drawn(m))
				}
			}
		})
	}
}

// press types a text letter by letter, or presses the key of that name.
func press(m *model, k string) {
	if named := pressed(k); named.Text == "" || len(k) == 1 {
		m.Update(named)
		return
	}
	for _, r := range k {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// detailColumn drops the tree at the left.
func detailColumn(screen string) []string {
	var out []string
	for row := range strings.SplitSeq(screen, "\n") {
		if _, right, ok := strings.Cut(row, "│"); ok {
			row = right
		}
		out = append(out, row)
	}
	return out
}

// TestCopyRow wants Y to copy the package under the cursor as JSON.
func TestCopyRow(t *testing.T) {
	m := sbomModel(t, 100, 30, smallSBOM)
	l, _ := m.view().Current()
	encoded, err := json.Marshal(l.Row)
	if err != nil || !bytes.Contains(encoded, []byte(`"app"`)) {
		t.Errorf("the row is %s, %v", encoded, err)
	}
	m.Update(pressed("Y"))
	if !strings.Contains(m.notice.text, `"name":"app"`) {
		t.Errorf("the status is %q", m.notice.text)
	}
}

// TestExport writes what is shown, in the format that the name asks for, and
// overwrites nothing.
func TestExport(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{"p.csv": "left", "p.json": `"left"`, "p.spdx": "PackageName: left", "p.xls": "", "p": ""} {
		m := sbomModel(t, 100, 30, smallSBOM)
		for _, k := range []string{"f", "npm", "enter", "e"} {
			press(m, k)
		}
		path := filepath.Join(dir, name)
		typed(m, path)
		if _, cmd := m.Update(pressed("enter")); cmd != nil {
			m.Update(cmd())
		}
		data, err := os.ReadFile(path)
		if want == "" {
			if err == nil {
				t.Errorf("%s was written", name)
			}
			if got := drawn(m); !strings.Contains(got, "the extension sets the format") {
				t.Errorf("%s: nothing says why not:\n%s", name, got)
			}
			continue
		}
		if err != nil || !strings.Contains(string(data), want) || strings.Contains(string(data), "alone") {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
		if err := writeNew(path, nil); err == nil || !strings.Contains(err.Error(), "exists already") {
			t.Errorf("%s was overwritten: %v", name, err)
		}
	}
}

// TestSearchMessage wants the word that nothing was found to go away when
// something is.
func TestSearchMessage(t *testing.T) {
	m := sbomModel(t, 100, 30, smallSBOM)
	for _, k := range []string{"/", "lefty"} {
		press(m, k)
	}
	if !strings.Contains(m.notice.text, "is not here") {
		t.Errorf("the status is %q", m.notice.text)
	}
	if _, cmd := m.Update(pressed("z")); cmd == nil {
		t.Error("nothing will ever clear the status")
	}
	press(m, "backspace")
	press(m, "backspace")
	if m.notice.text != "match 1 of 1" {
		t.Errorf("it was found, and the status is %q", m.notice.text)
	}
}
