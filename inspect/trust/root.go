package trust

import (
	"bytes"
	"crypto"
	"crypto/x509"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"

	prototrustroot "github.com/sigstore/protobuf-specs/gen/pb-go/trustroot/v1"
	"github.com/sigstore/sigstore-go/pkg/root"
)

//go:embed public-good.json
var publicGood []byte

// PublicGoodLogID is the hexadecimal ID of the public-good Rekor v1 log, the
// one whose entries have a search page.
const PublicGoodLogID = "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"

// Root is a trusted root with its entries in a form that can be shown.
type Root struct {
	// Material is the same root for sigstore-go.
	Material *root.TrustedRoot
	// Origin says where the root comes from and how old it is.
	Origin      string
	Logs        []Log
	CTLogs      []Log
	Authorities []Authority
	Timestamps  []Authority
}

// Log is a transparency log or CT log. A zero end means that the key is still
// in use.
type Log struct {
	// ID is hexadecimal.
	ID         string
	BaseURL    string
	Key        crypto.PublicKey
	Hash       crypto.Hash
	Start, End time.Time
}

// Authority is a certificate or timestamp authority.
type Authority struct {
	URI string
	// Name is the subject of the top certificate.
	Name       string
	Root       *x509.Certificate
	Start, End time.Time
	// Leaf is set for a timestamp authority only.
	Leaf          *x509.Certificate
	Intermediates []*x509.Certificate
	// Fulcio and Timestamping are the same entry for sigstore-go; one is nil.
	Fulcio       *root.FulcioCertificateAuthority
	Timestamping *root.SigstoreTimestampingAuthority
}

// ValidAt reports whether t lies in the log key's period of use.
func (l Log) ValidAt(t time.Time) bool { return within(t, l.Start, l.End) }

// ValidAt reports whether t lies in the authority's period of use.
func (a Authority) ValidAt(t time.Time) bool { return within(t, a.Start, a.End) }

func within(t, start, end time.Time) bool {
	return (start.IsZero() || !t.Before(start)) && (end.IsZero() || !t.After(end))
}

// Period renders a period of use for a reader.
func Period(start, end time.Time) string {
	const day = "2006-01-02"
	switch {
	case end.IsZero() && start.IsZero():
		return "without limit"
	case end.IsZero():
		return "since " + start.UTC().Format(day)
	default:
		return start.UTC().Format(day) + " to " + end.UTC().Format(day)
	}
}

// Embedded returns the copy of the public-good root that was built in.
func Embedded() (*Root, error) {
	r, err := Parse(publicGood)
	if err != nil {
		return nil, fmt.Errorf("reading the built-in trusted root: %w", err)
	}
	r.Origin = "public-good, copy built into assay"
	return r, nil
}

// Parse reads a trusted root in the form of sigstore's protobuf-specs
// (trustroot.proto, JSON); the error is for one that cannot be used at all, and
// one that merely holds nothing is returned. Several in JSON lines, as `gh
// attestation trusted-root` prints those of GitHub's own instance and of the
// public-good one, are trusted together.
func Parse(data []byte) (*Root, error) {
	material, err := parseMaterial(data)
	if err != nil {
		return nil, fmt.Errorf("this is not a trusted root that can be used: %w", err)
	}
	r := &Root{Material: material, Logs: logs(material.RekorLogs()), CTLogs: logs(material.CTLogs())}
	for _, ca := range material.FulcioCertificateAuthorities() {
		f, ok := ca.(*root.FulcioCertificateAuthority)
		if !ok || f.Root == nil {
			continue
		}
		r.Authorities = append(r.Authorities, Authority{
			URI: f.URI, Name: f.Root.Subject.String(), Root: f.Root, Start: f.ValidityPeriodStart, End: f.ValidityPeriodEnd,
			Intermediates: f.Intermediates, Fulcio: f,
		})
	}
	for _, ta := range material.TimestampingAuthorities() {
		t, ok := ta.(*root.SigstoreTimestampingAuthority)
		if !ok || t.Root == nil {
			continue
		}
		r.Timestamps = append(r.Timestamps, Authority{
			URI: t.URI, Name: t.Root.Subject.String(), Root: t.Root, Start: t.ValidityPeriodStart, End: t.ValidityPeriodEnd,
			Leaf: t.Leaf, Intermediates: t.Intermediates, Timestamping: t,
		})
	}
	return r, nil
}

// maxRoots bounds how many roots one file may hold.
const maxRoots = 16

func parseMaterial(data []byte) (*root.TrustedRoot, error) {
	joined := &prototrustroot.TrustedRoot{MediaType: root.TrustedRootMediaType01}
	decoder := json.NewDecoder(bytes.NewReader(data))
	for n := 0; ; n++ {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) && n > 0 {
			return root.NewTrustedRootFromProtobuf(joined)
		}
		if err != nil {
			return nil, err
		}
		if n >= maxRoots {
			return nil, fmt.Errorf("there are more than %d of them", maxRoots)
		}
		one, err := root.NewTrustedRootProtobuf(raw)
		if err != nil {
			return nil, err
		}
		// Each must be usable by itself before it is joined to others.
		if _, err := root.NewTrustedRootFromProtobuf(one); err != nil {
			return nil, err
		}
		joined.Tlogs = append(joined.Tlogs, one.GetTlogs()...)
		joined.Ctlogs = append(joined.Ctlogs, one.GetCtlogs()...)
		joined.CertificateAuthorities = append(joined.CertificateAuthorities, one.GetCertificateAuthorities()...)
		joined.TimestampAuthorities = append(joined.TimestampAuthorities, one.GetTimestampAuthorities()...)
	}
}

func logs(in map[string]*root.TransparencyLog) []Log {
	var out []Log
	for _, l := range in {
		out = append(out, Log{
			ID: hex.EncodeToString(l.ID), BaseURL: l.BaseURL, Key: l.PublicKey, Hash: l.SignatureHashFunc,
			Start: l.ValidityPeriodStart, End: l.ValidityPeriodEnd,
		})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Log returns the transparency log with this ID, or nil.
func (r *Root) Log(id []byte) *Log { return find(r.Logs, id) }

// CTLog returns the CT log with this ID, or nil.
func (r *Root) CTLog(id []byte) *Log { return find(r.CTLogs, id) }

func find(logs []Log, id []byte) *Log {
	want := hex.EncodeToString(id)
	for i := range logs {
		if logs[i].ID == want {
			return &logs[i]
		}
	}
	return nil
}

// Empty reports whether the root holds nothing at all.
func (r *Root) Empty() bool {
	return len(r.Logs)+len(r.CTLogs)+len(r.Authorities)+len(r.Timestamps) == 0
}

// AllEndedAt reports whether the root holds entries and the period of every
// one was over at t.
func (r *Root) AllEndedAt(t time.Time) bool {
	if r.Empty() {
		return false
	}
	ended := func(end time.Time) bool { return !end.IsZero() && t.After(end) }
	for _, l := range append(append([]Log(nil), r.Logs...), r.CTLogs...) {
		if !ended(l.End) {
			return false
		}
	}
	for _, a := range append(append([]Authority(nil), r.Authorities...), r.Timestamps...) {
		if !ended(a.End) {
			return false
		}
	}
	return true
}
