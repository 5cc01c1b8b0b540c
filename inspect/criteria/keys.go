package criteria

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
	"assay/inspect/internal/limitio"
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry/remote"
)

// maxKeyFile bounds what is read for a key, in bytes.
const maxKeyFile = 1 << 20

// isURL reports whether a key is named by a URL to be fetched.
func isURL(where string) bool {
	return strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://")
}

// readKeys reads the keys that were asked for, in their order.
func (c *Criteria) readKeys(ctx context.Context, options Options) error {
	for _, where := range c.Asked.Keys {
		if err := loadKey(ctx, c.Verify, where, options); err != nil {
			return err
		}
	}
	return nil
}

// loadKey reads a public key from a path, an http(s) URL, env://NAME, or PEM
// text itself, and adds it to what was asked for. A certificate is taken for its
// key; a file of OpenPGP keys for any of them. The error is a *report.UsageError, or as
// for notRead.
func loadKey(ctx context.Context, p *sigstore.VerifyOptions, where string, options Options) error {
	data, name, err := readKey(ctx, where, options)
	if err != nil {
		return limitio.NotRead("the key "+name, err, report.OptionKey)
	}
	if openpgp.IsKey(data) {
		ring, err := openpgp.ReadKeys(data, name)
		if err != nil {
			return report.Usagef([]report.Option{report.OptionKey}, "reading the OpenPGP key %s: %w", name, err)
		}
		if p.OpenPGP == nil {
			p.OpenPGP = &openpgp.Keyring{}
		}
		p.OpenPGP.Merge(ring)
		return nil
	}
	key, err := parseKey(data)
	if err != nil {
		return report.Usagef([]report.Option{report.OptionKey}, "reading the key %s: %w", name, err)
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
	case isURL(where):
		data, err = options.Inputs.Fetch(ctx, where, func() ([]byte, error) { return download(ctx, where, options.Registry) })
		return data, remote.WithoutSecrets(where), err
	case strings.Contains(where, "://"):
		scheme, _, _ := strings.Cut(where, "://")
		return nil, where,
			fmt.Errorf("keys in %s are not supported; export the public key (`cosign public-key --key %s`) and give the file",
				scheme, where)
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
