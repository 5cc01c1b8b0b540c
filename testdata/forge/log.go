package forge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/cyberphone/json-canonicalization/go/src/webpki.org/jsoncanonicalizer"
)

// Entry is a log entry to be made; its zero value with a kind is a good one.
type Entry struct {
	// Kind is hashedrekord, rekord, intoto1, intoto2, dsse, hashedrekord2,
	// dsse2 or another that Rekor has; empty means none.
	Kind string
	// Claim is the kind and version that a bundle claims, "kind version".
	Claim string
	// NoSET and NoProof leave that out; BadSET and BadProof spoil it.
	NoSET, NoProof, BadSET, BadProof bool
	// After is the integrated time behind the signature's; ZeroTime makes it 0.
	After    time.Duration
	ZeroTime bool
	// Other logs the signature of another payload; OtherLog is one nobody trusts.
	Other, OtherLog bool
	// Index moves the entry in the log.
	Index int64
	// Body changes the body before the log signs it.
	Body func([]byte) []byte
	// SET changes the signed entry timestamp, Checkpoint the note before it is signed, Note after.
	SET        func([]byte) []byte
	Checkpoint func(string) string
	Note       func(string) string
	// Key and Signature replace what the body records.
	Key, Signature []byte
}

// logged is what a log says of an entry.
type logged struct {
	body       []byte
	index      int64
	leaf       int64 // index in the tree, which of Rekor v1 is one of several
	time       int64
	logID      []byte
	set        []byte
	claim      [2]string
	root       []byte
	hashes     [][]byte
	checkpoint string
	entry      Entry
}

func (e Entry) isV2() bool { return e.Kind == "hashedrekord2" || e.Kind == "dsse2" }

// log puts a body into the log: SET, proof and checkpoint are right for it.
func (w *World) log(e Entry, body []byte) logged {
	if e.Body != nil {
		body = e.Body(body)
	}
	key, name := w.Log, logName
	if e.isV2() {
		key, name = w.LogV2, logV2Name
	}
	if e.OtherLog {
		key = w.OtherLog
	}
	l := logged{body: body, index: 7 + e.Index, leaf: treeIndex, time: signedAt.Add(e.After).Unix(), logID: key.id(), entry: e,
		claim: claims(e)}
	if e.ZeroTime || e.isV2() {
		l.time = 0
	}
	if !e.isV2() {
		l.set = key.message(setOf(body, l.time, l.index, l.logID))
		if e.BadSET {
			l.set[len(l.set)-1] ^= 1
		}
		if e.SET != nil {
			l.set = e.SET(l.set)
		}
	}
	if e.isV2() {
		l.index = treeIndex + e.Index
		l.leaf = l.index
	}
	l.root, l.hashes = prove(hash(0, body), l.leaf)
	if e.BadProof {
		l.hashes[1] = hash(0, []byte("other"))
	}
	l.checkpoint = note(name, key, l.root, e)
	return l
}

func claims(e Entry) [2]string {
	if e.Claim != "" {
		var kind, version string
		_, _ = fmt.Sscanf(e.Claim, "%s %s", &kind, &version)
		return [2]string{kind, version}
	}
	switch e.Kind {
	case "intoto1":
		return [2]string{"intoto", "0.0.1"}
	case "intoto2":
		return [2]string{"intoto", "0.0.2"}
	case "hashedrekord2":
		return [2]string{"hashedrekord", "0.0.2"}
	case "dsse2":
		return [2]string{"dsse", "0.0.2"}
	}
	return [2]string{e.Kind, "0.0.1"}
}

func hash(prefix byte, parts ...[]byte) []byte {
	h := sha256.New()
	h.Write([]byte{prefix})
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// setOf is what a signed entry timestamp covers.
func setOf(body []byte, integrated, index int64, logID []byte) []byte {
	canonical, err := jsoncanonicalizer.Transform(must(map[string]any{
		"body": b64(body), "integratedTime": integrated, "logIndex": index, "logID": hex.EncodeToString(logID),
	}))
	if err != nil {
		panic(err)
	}
	return canonical
}

// treeIndex is where an entry stands in the small tree that proofs are of, if
// not elsewhere; the tree is full, so each proof has treeDepth hashes.
const (
	treeIndex = 1
	treeDepth = 3
	treeSize  = 1 << treeDepth
)

// prove returns the root of a tree with a leaf at an index, and the proof (RFC
// 6962, 2.1.1). The other leaves are made up.
func prove(leaf []byte, index int64) (root []byte, hashes [][]byte) {
	root = leaf
	for level := range treeDepth {
		sibling := hash(0, []byte{byte(level)})
		hashes = append(hashes, sibling)
		if index>>level&1 == 1 {
			root = hash(1, sibling, root)
		} else {
			root = hash(1, root, sibling)
		}
	}
	return root, hashes
}

// note is a signed checkpoint (C2SP tlog-checkpoint) of the tree.
func note(name string, key *Key, root []byte, e Entry) string {
	origin := name
	if !e.isV2() {
		origin += " - 123"
	}
	text := origin + "\n" + strconv.Itoa(treeSize) + "\n" + b64(root) + "\n"
	if e.Checkpoint != nil {
		text = e.Checkpoint(text)
	}
	line := "\n— " + name + " " + base64.StdEncoding.EncodeToString(append(key.id()[:4:4], key.message([]byte(text))...)) + "\n"
	if e.Note != nil {
		return e.Note(text + line)
	}
	return text + line
}

// annotation is the entry as cosign's tag format holds it.
func (l logged) annotation() []byte {
	return must(map[string]any{
		"SignedEntryTimestamp": b64(l.set),
		"Payload": map[string]any{
			"body": b64(l.body), "integratedTime": l.time, "logIndex": l.index, "logID": hex.EncodeToString(l.logID),
		},
	})
}

// bundled is the entry as a bundle holds it.
func (l logged) bundled() map[string]any {
	out := map[string]any{
		"logIndex": strconv.FormatInt(l.index, 10), "logId": map[string]any{"keyId": b64(l.logID)},
		"kindVersion":       map[string]any{"kind": l.claim[0], "version": l.claim[1]},
		"canonicalizedBody": b64(l.body),
	}
	if l.time != 0 {
		out["integratedTime"] = strconv.FormatInt(l.time, 10)
	}
	if l.set != nil && !l.entry.NoSET {
		out["inclusionPromise"] = map[string]any{"signedEntryTimestamp": b64(l.set)}
	}
	if !l.entry.NoProof {
		var hashes []any
		for _, h := range l.hashes {
			hashes = append(hashes, b64(h))
		}
		out["inclusionProof"] = map[string]any{
			"logIndex": strconv.FormatInt(l.leaf, 10), "treeSize": strconv.Itoa(treeSize), "rootHash": b64(l.root),
			"hashes": hashes, "checkpoint": map[string]any{"envelope": l.checkpoint},
		}
	}
	return out
}
