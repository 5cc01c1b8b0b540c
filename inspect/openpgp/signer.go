package openpgp

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// SignerResult is one answer of a message-based signer: a signed claim, or why
// it did not sign.
type SignerResult struct {
	// Name is the place of the answer in the file.
	Name string
	// Claim is the signature as it would be uploaded to a store.
	Claim    []byte
	Material *Material
	// Problem is what went wrong; empty for a claim that was signed.
	Problem string
}

// maxResults bounds how many answers of a file are read.
const maxResults = 10000

// ParseSignerResults reads a JSON list of {"msg": {"errors", "signed_claim"}},
// as message-based signers of container images hand them back. errors may be a
// list, a text or null; signed_claim is a base64 OpenPGP message, or a list of
// them. An answer that cannot be read is kept as one that failed.
func ParseSignerResults(data []byte) ([]SignerResult, error) {
	var list []json.RawMessage
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) > 0 && trimmed[0] == '{' {
		list = []json.RawMessage{trimmed}
	} else if err := json.Unmarshal(trimmed, &list); err != nil {
		return nil, fmt.Errorf("it is no list of results: %w", err)
	}
	if len(list) > maxResults {
		return nil, fmt.Errorf("it has more than %d results", maxResults)
	}
	var out []SignerResult
	for n, raw := range list {
		out = append(out, parseResult(strconv.Itoa(n+1), raw)...)
	}
	return out, nil
}

func parseResult(name string, raw json.RawMessage) []SignerResult {
	var doc struct {
		Message *struct {
			Errors json.RawMessage `json:"errors"`
			Claim  json.RawMessage `json:"signed_claim"`
		} `json:"msg"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return []SignerResult{{Name: name, Problem: "the result cannot be read: " + err.Error()}}
	}
	if doc.Message == nil {
		return []SignerResult{{Name: name, Problem: "the result holds no msg"}}
	}
	if problems := texts(doc.Message.Errors); len(problems) > 0 {
		return []SignerResult{{Name: name, Problem: strings.Join(problems, "; ")}}
	}
	claims := texts(doc.Message.Claim)
	if len(claims) == 0 {
		return []SignerResult{{Name: name, Problem: "the signer reports no error, and no signed claim either"}}
	}
	var out []SignerResult
	for n, text := range claims {
		at := name
		if len(claims) > 1 {
			at = fmt.Sprintf("%s.%d", name, n+1)
		}
		claim, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			out = append(out, SignerResult{Name: at, Problem: "the signed claim is not base64: " + err.Error()})
			continue
		}
		out = append(out, SignerResult{Name: at, Claim: claim, Material: Read(claim)})
	}
	return out
}

// texts reads a text or a list of them; empty ones do not count. Anything else
// is shown as it is written.
func texts(raw json.RawMessage) []string {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return nonEmpty([]string{one})
	}
	var many []string
	if json.Unmarshal(raw, &many) == nil {
		return nonEmpty(many)
	}
	if text := string(raw); text != "[]" && text != "{}" && text != "false" {
		return []string{text}
	}
	return nil
}

func nonEmpty(list []string) []string {
	var out []string
	for _, text := range list {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}
