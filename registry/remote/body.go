package remote

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"assay/registry"
)

// readBody reads as many bytes as the bound allows; one more is an error, not a
// cut. Of an answer that announces more nothing is read. progress, where not nil,
// is told how many bytes have come so far.
func readBody(answer *http.Response, bound registry.Bound, progress func(int64)) ([]byte, error) {
	if answer.ContentLength > bound.Max {
		return nil, bound.TooLarge(answer.ContentLength)
	}
	var source io.Reader = answer.Body
	if progress != nil {
		source = io.TeeReader(source, &progressWriter{report: progress})
	}
	// A length that the server merely claims does not decide how much is
	// allocated; ReadAll grows with what really comes.
	data, err := io.ReadAll(io.LimitReader(source, bound.Max+1))
	if err != nil {
		return nil, transportError(bound.Action, fmt.Errorf("after %d bytes: %w", len(data), err))
	}
	if int64(len(data)) > bound.Max {
		return nil, bound.TooLarge(-1)
	}
	return data, nil
}

// progressWriter counts what is written and reports the sum.
type progressWriter struct {
	done   int64
	report func(int64)
}

func (w *progressWriter) Write(p []byte) (int, error) {
	w.done += int64(len(p))
	w.report(w.done)
	return len(p), nil
}

// maxErrorBody is how many bytes of an answer that is an error are read.
const maxErrorBody = 64 << 10

// discard reads the little that errors and challenges consist of, so that the
// connection can be used again.
func discard(answer *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxErrorBody))
	_ = answer.Body.Close()
}

// errorText takes the first message out of an error body in the form of the OCI
// distribution specification; anything else is left out, as it is often a page
// of HTML.
func errorText(answer *http.Response) string {
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxErrorBody))
	var doc struct {
		Errors []struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &doc) != nil || len(doc.Errors) == 0 {
		return ""
	}
	text := doc.Errors[0].Message
	if text == "" {
		text = doc.Errors[0].Code
	}
	return text[:min(len(text), 300)]
}
