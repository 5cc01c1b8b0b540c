package tui

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/text"
)

// hostileText holds a character of every kind that must never reach a terminal.
const hostileText = "a\x1b]0;t\x07\x1b[31m\u009b32m\r\x7f\u202e\u2066\u200b\u200d\ufeff\u2028\xff\U000e0041b"

// fillHostile puts hostile text into every string that v holds, and one element
// into every empty slice and map.
func fillHostile(v reflect.Value, depth int) {
	if depth > 6 {
		return
	}
	switch v.Kind() { //nolint:exhaustive // Other kinds hold no text.
	case reflect.String:
		if v.Type().Name() == "string" || v.Len() == 0 {
			v.SetString(hostileText)
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fillHostile(v.Elem(), depth+1)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillHostile(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			encoded, _ := json.Marshal(
				map[string]any{
					hostileText: hostileText,
					"critical":  map[string]any{"type": hostileText, "identity": map[string]any{hostileText: hostileText}},
				},
			)
			v.SetBytes(encoded)
			return
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(hostileText))
			return
		}
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			fillHostile(v.Index(i), depth+1)
		}
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillHostile(key, depth+1)
		fillHostile(value, depth+1)
		v.SetMapIndex(key, value)
	}
}

func hostileReport() *report.Report {
	r := &report.Report{}
	fillHostile(reflect.ValueOf(r).Elem(), 0)
	r.Partial = false
	b := r.SBOMs[0]
	b.Graph = sbom.NewGraph(b.Document)
	b.Quality = sbom.NewQuality(b.Document, b.Graph)
	r.Artifacts[0].Signed = []string{r.Signatures[0].ID}
	r.Artifacts[0].SBOM, r.Artifacts[0].Parent = 0, ""
	return r
}

// checkHarmless wants nothing raw in text, apart from the styles that we write
// ourselves.
func checkHarmless(t *testing.T, where, text string) {
	t.Helper()
	if styles := strings.Count(text, "\x1b"); styles > 0 {
		for rest := text; ; {
			at := strings.IndexByte(rest, 0x1b)
			if at < 0 {
				break
			}
			rest = rest[at:]
			end := strings.IndexByte(rest, 'm')
			if !strings.HasPrefix(rest, "\x1b[") || end < 0 || strings.Trim(rest[2:end], "0123456789;:") != "" {
				t.Fatalf("%s: an escape sequence that is no style: %q", where, rest[:min(len(rest), 20)])
			}
			if strings.HasPrefix(rest, "\x1b[31m") && strings.HasPrefix(rest[5:], "\u009b") {
				t.Fatalf("%s: hostile text is raw", where)
			}
			rest = rest[end+1:]
		}
	}
	for _, r := range ansi.Strip(text) {
		if r != '\n' && r != ' ' && !unicode.IsPrint(r) {
			t.Fatalf("%s: %U is raw", where, r)
		}
	}
}

// TestHostileText puts every kind of dangerous character into every field of a
// report and wants none of them raw on any screen, in the text, in the window
// title, or in JSON that goes to a terminal.
func TestHostileText(t *testing.T) {
	r := hostileReport()
	for _, size := range [][2]int{{120, 40}, {80, 24}, {50, 15}, {20, 5}} {
		m := newTestModel(Options{Target: hostileText, Appearance: dark, Engine: &fakeEngine{capabilities: Capabilities{Reverify: true}}})
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		m.Update(inspectedMsg{report: r})
		keys := "1 2 3 4 5 7 z z 8 6 G enter esc s b b v z v v enter v v d e esc : esc 1 tab down enter y Y c o / x enter i esc ?"
		for k := range strings.FieldsSeq(keys) {
			m.Update(pressed(k))
			checkHarmless(t, "screen after "+k, m.screen())
			checkHarmless(t, "title", m.View().WindowTitle)
			for _, v := range m.panes.views {
				for i := range v.Len() {
					checkHarmless(t, "pane after "+k, v.List().At(i, 0).String())
				}
			}
		}
		m.Update(inspectedMsg{err: errorText(hostileText), run: m.run.number})
		checkHarmless(t, "error", m.screen())
	}
	var plain, encoded bytes.Buffer
	if err := text.Write(&plain, r, text.Options{Notes: []string{hostileText}}); err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, "text", plain.String())
	if err := text.WriteJSON(&encoded, r, true); err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, "JSON", encoded.String())
	if !strings.Contains(plain.String(), `\u202e`) {
		t.Error("the text does not show what was made visible")
	}
}

type errorText string

func (e errorText) Error() string { return string(e) }

// TestNoCollisions wants every key to mean one thing.
func TestNoCollisions(t *testing.T) {
	seen := map[string]string{}
	for _, a := range newKeyMap().actions() {
		for _, k := range a.Keys() {
			if other, taken := seen[k]; taken {
				t.Errorf("%q means both %q and %q", k, other, a.Help().Desc)
			}
			seen[k] = a.Help().Desc
		}
	}
	if len(seen) == 0 {
		t.Error("there are no keys")
	}
}
