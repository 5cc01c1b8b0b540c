// Package jsonview shows JSON that somebody else wrote: as lines that can be
// folded, each made when it is asked for, and as single values for the forms of
// the panes. Looking into a value allocates nothing, however large it is, and
// what is shown of one is bounded (package bounds) and says what it leaves out.
//
// It changes no value and knows no format: what a member means is for package
// present to say.
package jsonview
