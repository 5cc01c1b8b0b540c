package rekor

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxLookup bounds an answer of the log, in bytes.
const maxLookup = 8 << 20

// Lookup asks a Rekor v1 log for the entry with this index and compares its
// body with this one. It returns nil when the log has the very same
// entry. client makes the request (GET /api/v1/log/entries, Rekor's OpenAPI).
func Lookup(ctx context.Context, client *http.Client, baseURL string, e *Entry) error {
	address, err := url.Parse(strings.TrimSuffix(baseURL, "/") + "/api/v1/log/entries")
	if err != nil {
		return fmt.Errorf("reading the log's address %q: %w", baseURL, err)
	}
	address.RawQuery = url.Values{"logIndex": {strconv.FormatInt(e.LogIndex, 10)}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return fmt.Errorf("asking the log %s: %w", baseURL, err)
	}
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("asking the log %s: %w", baseURL, err)
	}
	defer response.Body.Close() //nolint:errcheck // Only read.
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("asking the log %s for entry %d: it answered %s", baseURL, e.LogIndex, response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxLookup))
	if err != nil {
		return fmt.Errorf("reading the log's answer: %w", err)
	}
	var entries map[string]struct {
		Body           string `json:"body"`
		IntegratedTime int64  `json:"integratedTime"`
		LogID          string `json:"logID"`
	}
	if err := json.Unmarshal(data, &entries); err != nil {
		return fmt.Errorf("reading the log's answer: %w", err)
	}
	for _, found := range entries {
		body, err := base64.StdEncoding.DecodeString(found.Body)
		switch {
		case err != nil || !bytes.Equal(body, e.Raw):
			return errors.New("the log has another body under this index")
		case found.IntegratedTime != e.IntegratedTime:
			return fmt.Errorf("the log has another time under this index: %d, not %d", found.IntegratedTime, e.IntegratedTime)
		case found.LogID != e.ID():
			return fmt.Errorf("another log answered: %s", found.LogID)
		}
		return nil
	}
	return errors.New("the log has no entry under this index")
}
