package inspect

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/inspect/report"
)

// wantAgreement wants every signature and attestation that counts as intact to have
// been accepted by the second verifier, and nothing that blocks among its checks.
func wantAgreement(t *testing.T, r *report.Report) {
	t.Helper()
	for _, s := range r.All() {
		if s.Verdict != report.VerdictVerified && s.Verdict != report.VerdictUnpinned {
			continue
		}
		checks := report.Checklist(s.Checks)
		if checks.Blocks() {
			t.Errorf("signature %s (%s) is %s with a check that blocks: %+v", s.ID, s.Format, s.Verdict, s.Checks)
		}
		n := 0
		for _, c := range s.Checks {
			if c.ID != report.CheckSecondVerifier {
				continue
			}
			n++
			if c.Status != report.StatusPass {
				t.Errorf("signature %s (%s) is %s, and the second verifier: %s", s.ID, s.Format, s.Verdict, c.Status)
			}
			if !c.Required {
				t.Errorf("signature %s (%s): the second verifier's agreement is not required", s.ID, s.Format)
			}
		}
		if n != 1 {
			t.Errorf("signature %s (%s) is %s with %d answers of the second verifier", s.ID, s.Format, s.Verdict, n)
		}
	}
}

// TestAgreement wants no signature of the cases to be verified, or intact, without
// the second verifier, and every format that is ever accepted to occur.
func TestAgreement(t *testing.T) { //nolint:tparallel // The cases run in parallel; their end is waited for and counted.
	t.Parallel()
	s := server(t)
	var mu sync.Mutex
	accepted := map[report.Format]bool{}
	t.Run("cases", func(t *testing.T) {
		for _, c := range readCases(t) {
			if c.Cause == "trusted-root-malformed" {
				continue
			}
			for _, pinned := range []bool{true, false} {
				name := c.Case + "/pinned"
				o := c.options()
				if !pinned {
					name = c.Case + "/unpinned"
					o.Criteria.Keys, o.Criteria.Identity, o.Criteria.IdentityRegexp, o.Criteria.Issuer, o.Criteria.IssuerRegexp,
						o.Criteria.Workflow = nil, "", "", "", "", nil
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					r, err := Run(context.Background(), c.reference(s), o, nil)
					if err != nil {
						t.Fatal(err)
					}
					wantAgreement(t, r)
					mu.Lock()
					defer mu.Unlock()
					for _, s := range r.All() {
						if s.Verdict == report.VerdictVerified {
							accepted[s.Format] = true
						}
					}
				})
			}
		}
	})
	for _, format := range []report.Format{report.FormatSimpleSigning, report.FormatDSSE, report.FormatBundle03} {
		if !accepted[format] {
			t.Errorf("no signature of the format %s is accepted: this test says nothing of it", format)
		}
	}
}

// grants are the functions that may say of a signature or an image that it is
// verified or intact, with why each may.
var grants = map[string]string{
	"sigstore/verifier/verify.go:verdict":  "asks for the second verifier's agreement",
	"openpgp/verify.go:verdict":            "asks for the second verifier's agreement",
	"verify/verdict.go:drawVerdict":        "takes the verdict of a signature",
	"verify/policy.go:decide":              "takes the decision of the policy",
	"verify/policyverdict.go:markAccepted": "names the signer of a signature that is intact",
}

// TestGrants wants those functions alone to give such a verdict, so that a new way
// to it does not go unseen, and the agreement to be recorded by the cross-checks alone.
func TestGrants(t *testing.T) {
	t.Parallel()
	found, agrees := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "report"+string(filepath.Separator)) {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := filepath.ToSlash(path) + ":" + f.Name.Name
			ast.Inspect(f, func(n ast.Node) bool {
				if gives(n) {
					found[name] = true
				}
				if call, ok := n.(*ast.CallExpr); ok && passes(call) {
					agrees[name] = true
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range found {
		if grants[name] == "" {
			t.Errorf("%s gives the verdict verified or unpinned, and is not among the functions that may", name)
		}
	}
	for name := range grants {
		if !found[name] {
			t.Errorf("%s no longer gives such a verdict: take it from the list", name)
		}
	}
	want := []string{"openpgp/crosscheck.go:crossCheck", "sigstore/verifier/crosscheck.go:crossCheck"}
	if got := slices.Sorted(maps.Keys(agrees)); !slices.Equal(got, want) {
		t.Errorf("the second verifier's agreement is recorded by %v, want %v", got, want)
	}
}

// gives reports whether a statement or a member of a literal gives a verdict of
// acceptance.
func gives(n ast.Node) bool {
	var values []ast.Expr
	switch n := n.(type) {
	case *ast.ReturnStmt:
		values = n.Results
	case *ast.AssignStmt:
		values = n.Rhs
	case *ast.ValueSpec:
		values = n.Values
	case *ast.KeyValueExpr:
		values = []ast.Expr{n.Value}
	}
	return slices.ContainsFunc(values, func(e ast.Expr) bool {
		return isSelected(e, "VerdictVerified") || isSelected(e, "VerdictUnpinned")
	})
}

// passes reports whether a call names the second verifier's check and is not one
// that fails, skips or leaves it undecided, nor a question.
func passes(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || slices.Contains([]string{"Fail", "Skip", "Undecided", "Has", "Failed", "Passed", "Check"}, function.Sel.Name) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return isSelected(e, "CheckSecondVerifier") })
}

func isSelected(e ast.Expr, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && s.Sel.Name == name
}
