package inspect

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/certview"
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry/file"
	"assay/registry/remote"
)

func usage(format string, args ...any) error {
	return &report.UsageError{Err: fmt.Errorf(format, args...)}
}

// notRead is the error for something that the user named and that could not be
// read: a *report.UsageError, unless only the time was over or the user ended it.
func notRead(what string, err error) error {
	err = fmt.Errorf("reading %s: %w", what, err)
	if waited := new(file.WaitError); errors.As(err, &waited) {
		return err
	}
	return &report.UsageError{Err: err}
}

// maxKeyFile bounds what is read for a key, in bytes.
const maxKeyFile = 1 << 20

// loadKey reads a public key from a path, an http(s) URL, env://NAME, or PEM
// text itself, and adds it to what was asked for. A certificate is taken for its
// key; a file of OpenPGP keys for any of them. The error is a *report.UsageError, or as
// for notRead.
func loadKey(ctx context.Context, p *sigstore.VerifyOptions, where string, options Options) error {
	data, name, err := readKey(ctx, where, options)
	if err != nil {
		return notRead("the key "+name, err)
	}
	if openpgp.IsKey(data) {
		ring, err := openpgp.ReadKeys(data, name)
		if err != nil {
			return usage("reading the OpenPGP key %s: %w", name, err)
		}
		if p.OpenPGP == nil {
			p.OpenPGP = &openpgp.Keyring{}
		}
		p.OpenPGP.Merge(ring)
		return nil
	}
	key, err := parseKey(data)
	if err != nil {
		return usage("reading the key %s: %w", name, err)
	}
	p.Keys = append(p.Keys, sigstore.GivenKey{Public: key, Name: name})
	return nil
}

func readKey(ctx context.Context, where string, options Options) (data []byte, name string, err error) {
	switch {
	case strings.HasPrefix(strings.TrimSpace(where), "-----BEGIN"):
		return []byte(where), "inline key", nil
	case strings.HasPrefix(where, "env://"):
		variable := strings.TrimPrefix(where, "env://")
		getenv := options.Getenv
		if getenv == nil {
			getenv = os.Getenv
		}
		value := getenv(variable)
		if value == "" {
			return nil, where, fmt.Errorf("the environment variable %s is empty or not set", variable)
		}
		return []byte(value), where, nil
	case strings.HasPrefix(where, "http://"), strings.HasPrefix(where, "https://"):
		data, err = options.Inputs.Fetch(ctx, where, func() ([]byte, error) { return download(ctx, where, options.Registry) })
		return data, where, err
	case strings.Contains(where, "://"):
		scheme, _, _ := strings.Cut(where, "://")
		return nil, where, fmt.Errorf("keys in %s are not supported; export the public key (`cosign public-key --key %s`) and give the file", scheme, where)
	}
	data, err = options.Inputs.Read(ctx, where, maxKeyFile)
	return data, where, err
}

// download fetches a key within ten seconds.
func download(ctx context.Context, where string, options remote.Options) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return remote.Download(ctx, where, maxKeyFile, options)
}

func parseKey(data []byte) (crypto.PublicKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		if key, err := x509.ParsePKIXPublicKey(data); err == nil {
			return key, nil
		}
		return nil, errors.New("it is no PEM file; a public key begins with -----BEGIN PUBLIC KEY-----")
	}
	switch block.Type {
	case "CERTIFICATE":
		certs, err := certview.Parse(data)
		if err != nil {
			return nil, err
		}
		return certs[0].PublicKey, nil
	case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
		return nil, fmt.Errorf("it is a private key (%s); give the public one, and keep this one to yourself", block.Type)
	}
	return cryptoutils.UnmarshalPEMToPublicKey(data)
}
