package rekor

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLookup(t *testing.T) {
	e := &Entry{LogIndex: 7, LogID: []byte{0xab}, IntegratedTime: 99, Raw: []byte("{}")}
	answer := func(body string, at int64, id string) string {
		return fmt.Sprintf(`{"uuid":{"body":%q,"integratedTime":%d,"logID":%q,"logIndex":7}}`,
			base64.StdEncoding.EncodeToString([]byte(body)), at, id)
	}
	for _, test := range []struct {
		name, answer string
		status       int
		problem      string
	}{
		{"same", answer("{}", 99, "ab"), 200, ""},
		{"other body", answer("{1}", 99, "ab"), 200, "another body"},
		{"other time", answer("{}", 98, "ab"), 200, "another time"},
		{"other log", answer("{}", 99, "cd"), 200, "another log"},
		{"none", `{}`, 200, "no entry"},
		{"garbage", `<html>`, 200, "reading the log's answer"},
		{"refused", ``, 500, "500"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/api/v1/log/entries" || r.URL.Query().Get("logIndex") != "7" {
					t.Errorf("asked for %s", r.URL)
				}
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.answer))
			}))
			defer s.Close()
			err := Lookup(context.Background(), s.Client(), s.URL+"/", e)
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("error %v, want %q", err, test.problem)
			}
		})
	}
}
