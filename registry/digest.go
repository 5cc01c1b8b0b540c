package registry

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// digestLengths are the hexadecimal digits of each algorithm.
var digestLengths = map[string]int{"sha256": 64, "sha384": 96, "sha512": 128}

// ValidDigest reports whether s is a digest that assay can check (OCI image
// specification, descriptor: sha256, sha384, sha512 in lower-case
// hexadecimal). Only such a string may become part of a path or URL.
func ValidDigest(s string) bool {
	algorithm, value, _ := strings.Cut(s, ":")
	length, known := digestLengths[algorithm]
	return known && len(value) == length && strings.Trim(value, "0123456789abcdef") == ""
}

// DigestOf returns the digest of data under the algorithm that like uses;
// SHA-256 where like is empty.
func DigestOf(data []byte, like string) string {
	algorithm, _, _ := strings.Cut(like, ":")
	var h hash.Hash
	switch algorithm {
	case "sha512":
		h = sha512.New()
	case "sha384":
		h = sha512.New384()
	default:
		algorithm, h = "sha256", sha256.New()
	}
	h.Write(data)
	return algorithm + ":" + hex.EncodeToString(h.Sum(nil))
}
