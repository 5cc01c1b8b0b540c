package forge

import "strings"

// claimCases ask for annotations by -a, in claims and in statements.
func claimCases() []Case {
	values := []struct {
		name  string
		value any
	}{
		{"string", "1"},
		{"number", 1},
		{"bool", true},
		{"null", nil},
		{"float", 1.0},
		{"array", []any{"1"}},
		{"object", map[string]any{"b": "1"}},
		{"empty", ""},
		{"space", "1 "}, {"unicode", "é"}, {"decomposed", "é"}, {"true", "true"}, {"comma", "1,b=2"}, {"equals", "b=1"},
	}
	asks := []string{"a=1", "a=", "a=true", "a=null", "A=1", "a=1.0", "a=é", "b=", "a=[1]", "a=1 ", "=1", "a=b=1", "a.b=1",
		"a=map[b:1]", "a=<nil>"}
	return everywhere("annotations", []Place{Sig, Bundle, Att, AttBundle}, func(d Draft) []Case {
		if d.Keyless {
			return nil
		}
		var out []Case
		for _, value := range values {
			for _, ask := range asks {
				d.Optional, d.Entries = map[string]any{"a": value.value}, []Entry{{}}
				c := asked("", value.name+" asked "+ask, d, noLog)
				if c.Type != "" {
					continue // cosign verify-attestation takes no -a.
				}
				c.Flags = append(c.Flags, "-a", ask)
				out = append(out, c)
			}
		}
		d.Optional = map[string]any{"a": "1", "b": "2"}
		for _, flags := range [][]string{
			{"-a", "a=1", "-a", "b=2"}, {"-a", "a=1", "-a", "b=3"}, {"-a", "a=1", "-a", "a=2"}, {"-a", "a=2", "-a", "a=1"},
			{"-a", "a=1,b=2"}, {"-a", "a=1,b=3"},
		} {
			c := asked("", "two asked "+strings.Join(flags, " "), d, noLog)
			if c.Type != "" {
				continue
			}
			c.Flags = append(c.Flags, flags...)
			out = append(out, c)
		}
		return out
	})
}

// statementCases vary statement types, predicate types and what is asked.
func statementCases() []Case {
	types := []string{
		"custom",
		predicateOwn,
		predicateSign,
		"https://slsa.dev/provenance/v0.2",
		"https://slsa.dev/provenance/v1",
		"https://spdx.dev/Document",
		"https://spdx.dev/Document/v2.3",
		"https://cyclonedx.org/bom",
		"https://cyclonedx.org/bom/v1.5",
		"https://openvex.dev/ns",
		"https://openvex.dev/ns/v0.2.0",
		"https://in-toto.io/Link/v1",
		"https://cosign.sigstore.dev/attestation/vuln/v1",
		"https://evil.test/x",
		"slsaprovenance",
		"",
		"HTTPS://SPDX.DEV/DOCUMENT",
		"https://in-toto.io/attestation/vulns/v0.1", "https://slsa.dev/provenance/v0.1", "https://spdx.dev/Document ",
	}
	asks := []string{
		"custom",
		"slsaprovenance",
		"slsaprovenance02",
		"slsaprovenance1",
		"spdx",
		"spdxjson",
		"cyclonedx",
		"link",
		"vuln",
		"openvex",
		predicateSign,
		predicateOwn,
		"https://spdx.dev/Document",
		"https://spdx.dev/Document/v2.3",
		"https://evil.test/x",
		"https://evil.test",
		"https://slsa.dev/provenance",
		"https://openvex.dev/ns",
		"nobody",
	}
	return everywhere("types", []Place{Att, AttBundle}, func(d Draft) []Case {
		if d.Keyless {
			return nil
		}
		var out []Case
		for _, has := range types {
			for _, ask := range asks {
				d.PredicateType, d.Entries = has, []Entry{{}}
				c := asked("", has+" asked "+ask, d, noLog)
				c.Type = ask
				out = append(out, c)
			}
		}
		d.PredicateType = ""
		for _, kind := range []string{
			"https://in-toto.io/Statement/v1",
			"https://in-toto.io/Statement/v0.1",
			"https://in-toto.io/Statement/v2",
			"https://in-toto.io/Statement",
			"https://in-toto.io/statement/v1",
			"t/v1",
			"x",
			"https://in-toto.io/Statement/v0.9",
			"https://in-toto.io/Statement/v1 ",
			"https://evil.test/Statement/v1",
		} {
			for _, payloadType := range []string{
				"", "application/vnd.in-toto+json ", "application/json", "Application/vnd.in-toto+json",
				"application/vnd.in-toto.x+json", "application/vnd.in-toto+json; charset=utf-8",
			} {
				d.StatementType, d.PayloadType = kind, payloadType
				out = append(out, asked("", kind+" in "+payloadType, d, noLog))
			}
		}
		return append(out, subjectCases(d)...)
	})
}

// subjectCases vary what a statement is about.
func subjectCases(d Draft) []Case {
	good := digestOf(imageManifest())[len("sha256:"):]
	wrong := strings.Repeat("0", 64)
	subject := func(digest string) string { return `{"name":"x","digest":{` + digest + `}}` }
	sha := func(value string) string { return `"sha256":"` + value + `"` }
	rows := map[string]string{
		"none":                         ``,
		"good":                         subject(sha(good)),
		"wrong":                        subject(sha(wrong)),
		"second":                       subject(sha(wrong)) + "," + subject(sha(good)),
		"first":                        subject(sha(good)) + "," + subject(sha(wrong)),
		"upper":                        subject(sha(strings.ToUpper(good))),
		"prefixed":                     subject(sha("sha256:" + good)),
		"other algorithm":              subject(`"sha512":"` + good + `"`),
		"SHA256":                       subject(`"SHA256":"` + good + `"`),
		"both algorithms":              subject(sha(good) + `,"sha512":"00"`),
		"other algorithm first":        subject(`"sha512":"00",` + sha(good)),
		"no digest":                    `{"name":"x"}`,
		"empty digest":                 subject(""),
		"null digest":                  `{"name":"x","digest":null}`,
		"digest null":                  subject(`"sha256":null`),
		"digest number":                subject(`"sha256":1`),
		"null":                         "null",
		"null then good":               "null," + subject(sha(good)),
		"good then null":               subject(sha(good)) + ",null",
		"object then good":             "{}," + subject(sha(good)),
		"good then object":             subject(sha(good)) + ",{}",
		"twice the same":               subject(sha(good)) + "," + subject(sha(good)),
		"digest twice":                 subject(sha(wrong) + "," + sha(good)),
		"digest twice other way":       subject(sha(good) + "," + sha(wrong)),
		"space":                        subject(sha(good + " ")),
		"short":                        subject(sha(good[:63])),
		"no name":                      `{"digest":{` + sha(good) + `}}`,
		"name number":                  `{"name":1,"digest":{` + sha(good) + `}}`,
		"uri only":                     `{"uri":"x"}`,
		"Digest":                       `{"name":"x","Digest":{` + sha(good) + `}}`,
		"DIGEST beside":                `{"name":"x","digest":{` + sha(wrong) + `},"DIGEST":{` + sha(good) + `}}`,
		"string":                       `"` + good + `"`,
		"downloadLocation":             `{"name":"x","digest":{` + sha(good) + `},"downloadLocation":"y"}`,
		"content":                      `{"name":"x","digest":{` + sha(good) + `},"content":"eA=="}`,
		"sha256 of another, gitCommit": subject(`"gitCommit":"` + good + `"`),
		"annotations null":             `{"digest":{` + sha(good) + `},"annotations":null}`,
		"not hex, good after":          subject(`"sha256":"xyz"`) + "," + subject(sha(good)),
		"sha512 not hex beside":        subject(`"sha512":"xyz",` + sha(good)),
	}
	var out []Case
	d.StatementType, d.PayloadType = "", ""
	for _, version := range []string{"v0.1", "v1"} {
		for _, name := range words(rows) {
			text := `{"_type":"https://in-toto.io/Statement/` + version + `","predicateType":"` + predicateOwn +
				`","subject":[` + rows[name] + `],"predicate":{"Data":"x","Timestamp":"2026-03-01T12:00:00Z"}}`
			d.Payload = func([]byte) []byte { return []byte(text) }
			out = append(out, asked("", "subject "+name+" "+version, d, noLog))
		}
	}
	return out
}
