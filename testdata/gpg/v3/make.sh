#!/usr/bin/env bash
# Makes the version 3 signatures anew: by gnupg 1.4, the last that writes them,
# and by changing one thing of those; and what gpg 2 and gpg 1 say of each. It
# needs gnupg1, gnupg and python3. The keys are thrown away, so a second run
# makes other ones.
set -euo pipefail
cd "$(dirname "$0")"
home=$(mktemp -d)
trap 'GNUPGHOME=$home gpgconf --kill all; rm -rf "$home"' EXIT
export GNUPGHOME=$home
chmod 700 "$home"
rm -rf keys signatures verdicts.tsv
mkdir -p keys signatures

digest=sha256:$(sha256sum ../manifest.json | cut -d' ' -f1)
name=registry.example.com/acme/app:1.0
g1() { gpg1 --no-options --batch --quiet --yes --no-permission-warning "$@"; }

# gpg 1 makes its files when it is asked to trust somebody first.
g1 --list-keys >/dev/null 2>&1 || true
g1 --check-trustdb 2>/dev/null || true

key() { # NAME TYPE LENGTH
    printf 'Key-Type: %s\nKey-Length: %s\nKey-Usage: sign\nName-Real: Old %s\nName-Email: %s@example.com\nExpire-Date: 0\n%%commit\n' "$2" "$3" "$1" "$1" |
        g1 --quick-random --cert-digest-algo SHA256 --gen-key -
    g1 --armor --export "$1@example.com" >"keys/$1.asc"
}
key rsa RSA 2048
key dsa1024 DSA 1024
key dsa2048 DSA 2048

claims() {
    printf '{"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"atomic container signature"},"optional":{"creator":"fixture","timestamp":1700000000}}' "$name" "$digest"
}
lines() { claims | sed 's/,"optional"/,\n"optional"/'; }
sign() { # FILE KEY OPTIONS..., content on stdin
    local to=$1 key=$2
    shift 2
    g1 --force-v3-sigs --no-sk-comments -u "$key@example.com" "$@" --sign -o "signatures/$to" -
}
for hash in MD5 SHA1 SHA256 SHA512; do
    claims | sign "rsa-${hash,,}.sig" rsa --digest-algo $hash
done
claims | sign dsa1024-sha1.sig dsa1024 --digest-algo SHA1
claims | sign dsa1024-sha256.sig dsa1024 --digest-algo SHA256 --enable-dsa2
claims | sign dsa2048-sha256.sig dsa2048 --digest-algo SHA256
claims | sign dsa2048-sha512.sig dsa2048 --digest-algo SHA512
claims | sign rsa-plain.sig rsa --digest-algo SHA256 --compress-algo none
claims | sign rsa-zip.sig rsa --digest-algo SHA256 --compress-algo zip
claims | sign rsa-bzip2.sig rsa --digest-algo SHA256 --compress-algo bzip2
claims | sign dsa1024-plain.sig dsa1024 --digest-algo SHA1 --compress-algo none
claims | sign rsa-text.sig rsa --digest-algo SHA256 --compress-algo none --textmode
lines | sign rsa-text-lines.sig rsa --digest-algo SHA256 --compress-algo none --textmode
lines | sed 's/$/\r/' | sign rsa-text-crlf.sig rsa --digest-algo SHA256 --compress-algo none --textmode
claims | sign rsa-v4.sig rsa --no-force-v3-sigs --digest-algo SHA256 --compress-algo none

# The form without a one-pass packet, as PGP 2 had it, and then one thing changed
# of a good signature. Where the packets stand is asked of gpg.
python3 - signatures <<'PY'
import re, subprocess, sys, zlib
d = sys.argv[1]

def packets(name):
    """Tag, start, header length and length of each packet of a plain message."""
    said = subprocess.run(['gpg', '--list-packets', f'{d}/{name}'], capture_output=True, text=True).stdout
    out = []
    for m in re.finditer(r'^# off=(\d+) ctb=\w+ tag=(\d+) hlen=(\d+) plen=(\d+)', said, re.M):
        off, tag, hlen, plen = map(int, m.groups())
        out.append((tag, off, hlen, plen))
    return out

def body(name, tag):
    for t, off, hlen, plen in packets(name):
        if t == tag:
            return off + hlen
    raise SystemExit(f'{name}: no packet {tag}')

def write(name, data):
    open(f'{d}/{name}', 'wb').write(bytes(data))

def parts(name):
    data = open(f'{d}/{name}', 'rb').read()
    return {t: data[off:off + hlen + plen] for t, off, hlen, plen in packets(name)}

for key in ('rsa', 'dsa1024'):
    p = parts(f'{key}-plain.sig')
    write(f'{key}-in-front.sig', p[2] + p[11])
    deflate = zlib.compressobj(wbits=-15)
    write(f'{key}-in-front-zip.sig', b'\xa3\x01' + deflate.compress(p[2] + p[11]) + deflate.flush())

for good, prefix in (('rsa-plain.sig', 'rsa'), ('dsa1024-plain.sig', 'dsa1024'), ('rsa-in-front.sig', 'rsa-front')):
    data = open(f'{d}/{good}', 'rb').read()
    at = body(good, 2)
    def changed(what, offset, value):
        out = bytearray(data)
        out[offset] = value
        assert bytes(out) != data, what
        write(f'{prefix}-changed-{what}.sig', out)
    assert data[at] == 3 and data[at + 1] == 5
    changed('version', at, 2)
    changed('length', at + 1, 6)
    changed('type', at + 2, data[at + 2] ^ 1)
    changed('time', at + 6, data[at + 6] ^ 1)
    changed('keyid', at + 14, data[at + 14] ^ 1)
    changed('algorithm', at + 15, 19)
    changed('rsa-sign-only', at + 15, 3)
    changed('hash', at + 16, 10)
    changed('hash-unknown', at + 16, 99)
    changed('left', at + 17, data[at + 17] ^ 1)
    changed('bits', at + 19, data[at + 19] ^ 0x80)
    changed('value', at + 40, data[at + 40] ^ 1)
    changed('payload', data.index(b'acme'), ord('A'))
    write(f'{prefix}-cut.sig', data[:-5])
    write(f'{prefix}-trailing.sig', data + b'\0garbage')
    if prefix == 'rsa-front':
        continue
    ops = body(good, 4)
    changed('one-pass-type', ops + 1, data[ops + 1] ^ 1)
    changed('one-pass-hash', ops + 2, 10)
    changed('one-pass-keyid', ops + 11, data[ops + 11] ^ 1)
    changed('one-pass-nested', ops + 12, 0)

p = parts('rsa-plain.sig')
write('rsa-one-pass-missing.sig', p[11] + p[2])
write('rsa-twice.sig', (p[4] + p[11] + p[2]) * 2)
write('rsa-two-signatures.sig', p[4] + p[11] + p[2] + p[2])
write('rsa-announced-in-front.sig', p[4] + p[2] + p[11])
write('rsa-other-content.sig', p[4] + parts('rsa-text-lines.sig')[11] + p[2])
p = parts('rsa-v4.sig')
write('rsa-v4-in-front.sig', p[2] + p[11])
# A text with other line ends than were signed, which are the same text.
p = parts('rsa-text-lines.sig')
literal = p[11]
assert literal[0] == 0xcb and literal.count(b'\r\n') > 0
content = literal[literal.index(b't'):].replace(b'\r\n', b'\n')
write('rsa-text-bare-lines.sig', p[4] + b'\xcb\xff' + len(content).to_bytes(4, 'big') + content + p[2])
PY

# What gpg says, with all keys in a fresh ring: a good signature and nothing
# that is wrong besides, by its exit code and its status lines (doc/DETAILS in
# gnupg).
fresh=$home/fresh
mkdir -m 700 "$fresh" "$fresh/1"
gpg --homedir "$fresh" --batch --quiet --import keys/*.asc
gpg1 --homedir "$fresh/1" --no-options --batch --quiet --import keys/*.asc
verdict() { # PROGRAM HOME FILE
    local code=0 said
    said=$("$1" --homedir "$2" --batch --status-fd 3 --output /dev/null --yes "$3" 3>&1 2>/dev/null) || code=$?
    said=$(sed -n 's/^\[GNUPG:\] \(GOODSIG\|BADSIG\|ERRSIG\|EXPSIG\|EXPKEYSIG\|REVKEYSIG\|NODATA\|UNEXPECTED\|ERROR\).*/\1/p' <<<"$said" | sort -u | tr '\n' ' ')
    printf '%s\t%s' "$([ "$code${said% }" = 0GOODSIG ] && echo accept || echo reject)" "${said% }"
}
printf 'signature\tgpg\tstatus\tgpg1\tstatus\n' >verdicts.tsv
for f in signatures/*.sig; do
    printf '%s\t%s\t%s\n' "$(basename "$f")" "$(verdict gpg "$fresh" "$f")" "$(verdict gpg1 "$fresh/1" "$f")" >>verdicts.tsv
done
