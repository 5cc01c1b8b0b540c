package forge

// rootCases change the trusted root, for signatures that hang on one part of it.
func rootCases(w *World) []Case {
	stamped := Draft{Place: Bundle, Keyless: true, Entries: []Entry{{}}, Stamps: []Stamp{{}}}
	rows := []struct {
		name string
		c    Case
	}{
		{"sig-keyless", asked("", "", Draft{Place: Sig, Keyless: true})},
		{"bundle-keyless", asked("", "", Draft{Place: Bundle, Keyless: true})},
		{"bundle-key", asked("", "", Draft{Place: Bundle})}, {"bundle-stamped", asked("", "", stamped, noLog, stamps)},
		{"att-keyless", asked("", "", Draft{Place: Att, Keyless: true})},
		{"bundle-v2", asked("", "", Draft{Place: Bundle, Keyless: true, Entries: []Entry{{Kind: "hashedrekord2"}}, Stamps: []Stamp{{}}})},
	}
	var out []Case
	for _, row := range rows {
		for _, change := range Changes(w.trustedRoot()) {
			c := row.c
			c.Class, c.What, c.root = "root-"+row.name, change.String(), applied(change)
			out = append(out, c)
		}
		for _, set := range rootValues {
			c := row.c
			c.Class, c.What = "rootvalue-"+row.name, set.path+" = "+set.value
			c.root = setTo(set.path, raw(set.value))
			out = append(out, c)
		}
	}
	return out
}

// rootValues are values that matter to somebody.
var rootValues = func() []struct{ path, value string } {
	var out []struct{ path, value string }
	add := func(path string, values ...string) {
		for _, v := range values {
			out = append(out, struct{ path, value string }{path, v})
		}
	}
	times := []string{
		`{"start":"2026-02-28T00:00:00Z","end":"2026-03-02T00:00:00Z"}`,
		`{"start":"2026-01-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}`,
		`{"start":"2026-04-01T00:00:00Z"}`,
		`{"end":"2036-01-01T00:00:00Z"}`,
		`{}`,
		`{"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:00:00Z"}`,
		`{"start":"2026-03-01T12:00:01Z"}`,
		`{"start":"2026-01-01T00:00:00Z","end":"2026-03-01T11:59:59Z"}`,
		`{"start":"2026-01-01T00:00:00+01:00"}`,
		`{"start":"0001-01-01T00:00:00Z"}`, `{"start":"1970-01-01T00:00:00Z"}`,
	}
	for _, path := range []string{
		".tlogs.0.publicKey.validFor", ".tlogs.1.publicKey.validFor", ".ctlogs.0.publicKey.validFor",
		".certificateAuthorities.0.validFor", ".timestampAuthorities.0.validFor",
	} {
		add(path, times...)
	}
	details := []string{
		`"PKIX_ED25519"`, `"PKIX_RSA_PKCS1V15_2048_SHA256"`, `"PKIX_ECDSA_P384_SHA_384"`, `"PKCS1_RSA_PKCS1V5"`,
		`"PUBLIC_KEY_DETAILS_UNSPECIFIED"`, `5`, `"PKIX_ECDSA_P256_HMAC_SHA_256"`,
	}
	for _, path := range []string{".tlogs.0.publicKey.keyDetails", ".tlogs.1.publicKey.keyDetails", ".ctlogs.0.publicKey.keyDetails"} {
		add(path, details...)
	}
	for _, path := range []string{".tlogs.0.hashAlgorithm", ".tlogs.1.hashAlgorithm", ".ctlogs.0.hashAlgorithm"} {
		add(path, `"SHA2_512"`, `"HASH_ALGORITHM_UNSPECIFIED"`, `1`, `"SHA2_384"`)
	}
	for _, path := range []string{".tlogs.0.baseUrl", ".tlogs.1.baseUrl"} {
		add(path, `"https://rekor.forge.test/"`, `"rekor2.forge.test"`, `"https://rekor2.forge.test:443/x"`, `"https://REKOR2.forge.test"`,
			`""`, `"://"`)
	}
	add(".mediaType", `"application/vnd.dev.sigstore.trustedroot.v0.2+json"`,
		`"application/vnd.dev.sigstore.trustedroot+json;version=0.2"`, `"x"`)
	return out
}()
