package diagnose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/inspect/report"
)

// syntax parses the Go files below a directory, tests left aside.
func syntax(t *testing.T, directory string) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	set, files := token.NewFileSet(), map[string]*ast.File{}
	err := filepath.WalkDir(directory, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[path], err = parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return set, files
}

// TestEveryReasonHasARow wants each reason that a check can carry to be explained
// by a row of the causes, and each row to be of such a reason.
func TestEveryReasonHasARow(t *testing.T) {
	t.Parallel()
	reasons := map[report.Reason]bool{}
	_, files := syntax(t, "../report")
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				kind, typed := spec.Type.(*ast.Ident)
				value, literal := spec.Values[0].(*ast.BasicLit)
				if typed && literal && kind.Name == "Reason" {
					text, _ := strconv.Unquote(value.Value)
					reasons[report.Reason(text)] = true
				}
			}
			return true
		})
	}
	if len(reasons) < 100 {
		t.Fatalf("only %d reasons were found", len(reasons))
	}
	for _, row := range causes() {
		if !reasons[row.reason] {
			t.Errorf("no check can fail for the reason %s", row.reason)
		}
		delete(reasons, row.reason)
	}
	for reason := range reasons {
		t.Errorf("%s has no row", reason)
	}
}

// TestReasonsAreConstants wants reasons to be those of package report, and none to
// be spelled out where it is given or compared.
func TestReasonsAreConstants(t *testing.T) {
	t.Parallel()
	set, files := syntax(t, "..")
	literal := func(e ast.Expr) bool {
		value, ok := e.(*ast.BasicLit)
		return ok && value.Kind == token.STRING && value.Value != `""`
	}
	named := func(e ast.Expr, name string) bool {
		selector, ok := e.(*ast.SelectorExpr)
		return ok && selector.Sel.Name == name
	}
	for path, file := range files {
		if strings.HasPrefix(path, filepath.Join("..", "report")) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			bad := false
			switch n := n.(type) {
			case *ast.CompositeLit:
				if !named(n.Type, "Outcome") && !named(n.Type, "Check") {
					return true
				}
				for _, member := range n.Elts {
					pair, ok := member.(*ast.KeyValueExpr)
					if !ok {
						continue
					}
					key, ok := pair.Key.(*ast.Ident)
					bad = bad || ok && key.Name == "Reason" && literal(pair.Value)
				}
			case *ast.CallExpr:
				bad = named(n.Fun, "Reason") && len(n.Args) == 1
			case *ast.BinaryExpr:
				bad = named(n.X, "Reason") && literal(n.Y) || named(n.Y, "Reason") && literal(n.X)
			case *ast.SwitchStmt:
				if n.Tag == nil || !named(n.Tag, "Reason") {
					return true
				}
				for _, clause := range n.Body.List {
					for _, value := range clause.(*ast.CaseClause).List {
						bad = bad || literal(value)
					}
				}
			}
			if bad {
				t.Errorf("%s: a reason is not one of report's constants", set.Position(n.Pos()))
			}
			return true
		})
	}
}
