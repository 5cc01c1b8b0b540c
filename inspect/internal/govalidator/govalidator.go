// Package govalidator stands in for github.com/asaskevich/govalidator, of which
// rekor's readers of keys call IsEmail alone, to list the addresses that a key
// names; no verification asks for that list. The original compiles a hundred
// regular expressions whenever the program starts.
package govalidator

import "net/mail"

// IsEmail reports whether text is an address of mail and nothing else (RFC 5322).
func IsEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}
