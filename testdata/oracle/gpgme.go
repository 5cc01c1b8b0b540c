//go:build !containers_image_openpgp

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

// different is a row in which the engine built with gpgme says something else.
type different struct {
	Name    string `json:"name"`
	Verdict string `json:"verdict"`
	Message string `json:"message,omitempty"`
}

// record writes down what differs from the answers of the other build.
func record(root string, cases []Case) error {
	file, err := os.Open(filepath.Join(root, "policy/engine.jsonl"))
	if err != nil {
		return err
	}
	defer file.Close()
	other := map[string]Case{}
	for decoder := json.NewDecoder(file); ; {
		var c Case
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		other[c.Name] = c
	}
	// Certificates have ended since; when they are looked at is no difference.
	now := regexp.MustCompile("current time [^ ]*")
	var rows []different
	for _, c := range cases {
		o, ok := other[c.Name]
		if !ok {
			return fmt.Errorf("%s is no row of engine.jsonl; make that first", c.Name)
		}
		if o.Verdict != c.Verdict || now.ReplaceAllString(o.Message, "now") != now.ReplaceAllString(c.Message, "now") {
			rows = append(rows, different{c.Name, c.Verdict, c.Message})
		}
	}
	fmt.Println(len(rows), "rows differ")
	return write(filepath.Join(root, "policy/gpgme.jsonl"), rows)
}
