#!/usr/bin/env bash
# Makes the OpenPGP fixtures anew: keys, signatures by gpg and by skopeo, and
# what skopeo standalone-verify says of each. It needs gnupg and skopeo. The
# keys are thrown away, so a second run makes other ones.
set -euo pipefail
cd "$(dirname "$0")"
home=$(mktemp -d)
trap 'GNUPGHOME=$home gpgconf --kill all; rm -rf "$home"' EXIT
export GNUPGHOME=$home
chmod 700 "$home"
rm -rf keys signatures verdicts.tsv
mkdir -p keys signatures

manifest=manifest.json
digest=sha256:$(sha256sum "$manifest" | cut -d' ' -f1)
name=registry.example.com/acme/app:1.0
other_digest=sha256:$(printf other | sha256sum | cut -d' ' -f1)

g() { gpg --batch --quiet --yes --pinentry-mode loopback --passphrase '' --trust-model always "$@"; }
fpr() { gpg --list-keys --with-colons "$1" | awk -F: '$1 == "fpr" {print $10; exit}'; }
old='--faked-system-time 20250101T000000'
# Everything is dated in the past, so that nothing depends on when this runs.
echo 'faked-system-time 20250601T120000' >"$home/gpg.conf"

# Keys.
g --quick-gen-key 'Release RSA <rsa@example.com>' rsa3072 sign never
g --quick-gen-key 'Release Ed25519 <ed25519@example.com>' ed25519 sign never
g --quick-gen-key 'Somebody else <other@example.com>' ed25519 sign never
g --quick-gen-key 'Primary with subkey <subkey@example.com>' ed25519 cert never
g --quick-add-key "$(fpr subkey@example.com)" ed25519 sign never
g $old --quick-gen-key 'Expired <expired@example.com>' ed25519 sign 30d
g --quick-gen-key 'Revoked <revoked@example.com>' ed25519 sign never
g --quick-gen-key 'P-256 <p256@example.com>' nistp256 sign never
g --quick-gen-key 'Short RSA <short@example.com>' rsa1024 sign never

claims() { # DIGEST REFERENCE [TYPE]
    printf '{"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"%s"},"optional":{"creator":"fixture","timestamp":1700000000}}' \
        "$2" "$1" "${3:-atomic container signature}"
}
sign() { # NAME KEY, claims on stdin
    local to=$1 key=$2
    shift 2
    g -u "$(fpr "$key")!" "$@" --sign -o "signatures/$to" -
}
good() { claims "$digest" "$name"; }

# By skopeo, as users make them.
for key in rsa ed25519 p256; do
    skopeo standalone-sign "$manifest" "$name" "$(fpr "$key@example.com")" -o "signatures/skopeo-$key.sig"
done
skopeo standalone-sign "$manifest" registry.example.com/acme/app:2.0 "$(fpr rsa@example.com)" -o signatures/wrong-tag.sig
skopeo standalone-sign "$manifest" mirror.example.org/acme/app:1.0 "$(fpr rsa@example.com)" -o signatures/wrong-name.sig
skopeo standalone-sign "$manifest" registry.example.com/acme/app "$(fpr rsa@example.com)" -o signatures/no-tag.sig
skopeo standalone-sign "$manifest" "registry.example.com/acme/app@$digest" "$(fpr rsa@example.com)" -o signatures/by-digest.sig

# By gpg: other forms, other keys, other content.
good | sign gpg-rsa.sig rsa@example.com
good | sign gpg-other.sig other@example.com
good | g -u "$(fpr subkey@example.com)" --sign -o signatures/gpg-subkey.sig -
good | sign uncompressed.sig rsa@example.com --compress-algo none
good | sign bzip2.sig rsa@example.com --compress-algo bzip2
good | sign text-mode.sig rsa@example.com --textmode
good | sign sha1.sig rsa@example.com --digest-algo SHA1
good | sign sha512.sig rsa@example.com --digest-algo SHA512
good | sign short-rsa.sig short@example.com
good | sign armored.sig rsa@example.com --armor
good | g -u rsa@example.com --detach-sign -o signatures/detached.sig -
good | g -u rsa@example.com --clearsign -o signatures/cleartext.sig -
good | g -u rsa@example.com -u ed25519@example.com --sign -o signatures/two-signers.sig -
good | sign expired-key.sig expired@example.com $old
good | sign expired-signature.sig rsa@example.com --default-sig-expire seconds=1
good | sign revoked-key.sig revoked@example.com
claims "$other_digest" "$name" | sign wrong-digest.sig rsa@example.com
claims "$digest" "$name" "cosign container image signature" | sign wrong-type.sig rsa@example.com
claims "${digest/sha256/md5}" "$name" | sign digest-malformed.sig rsa@example.com
good | sed 's/"type":/"type":"x","type":/' | sign duplicate-type.sig rsa@example.com
good | sed "s/\"docker-manifest-digest\":/\"docker-manifest-digest\":\"$other_digest\",&/" | sign duplicate-digest.sig rsa@example.com
good | sed 's/"optional"/"critical":{},"optional"/' | sign duplicate-critical.sig rsa@example.com
good | sed 's/"type"/"Type"/' | sign case-differs.sig rsa@example.com
good | sed 's/"identity":{/&"extra":1,/' | sign extra-member.sig rsa@example.com
good | sed 's/,"optional":{.*}}$/}/' | sign no-optional.sig rsa@example.com
good | sed 's/"optional":{.*}}$/"optional":{"free":{"a":[1]},"timestamp":1.5}}/' | sign fractional-time.sig rsa@example.com
good | sed 's/"optional":{.*}}$/"optional":{"free":{"a":[1]}}}/' | sign free-optional.sig rsa@example.com
good | sed 's/"optional":{.*}}$/"optional":null}/' | sign null-optional.sig rsa@example.com
(good; printf ' {}') | sign trailing-data.sig rsa@example.com
printf 'not JSON' | sign not-json.sig rsa@example.com
printf '' | sign empty-content.sig rsa@example.com
head -c 104857600 /dev/zero | sign bomb.sig rsa@example.com --compress-algo bzip2 -z 9
# One changed byte in an uncompressed message: in the claims, in the signature.
python3 - signatures <<'PY'
import sys
d = sys.argv[1]
data = open(d + '/uncompressed.sig', 'rb').read()
at = data.index(b'acme')
open(d + '/tampered-claims.sig', 'wb').write(data[:at] + b'evil' + data[at + 4:])
open(d + '/tampered-signature.sig', 'wb').write(data[:-1] + bytes([data[-1] ^ 1]))
open(d + '/truncated.sig', 'wb').write(data[:-40])
open(d + '/trailing-bytes.sig', 'wb').write(data + b'\x00garbage')
open(d + '/twice.sig', 'wb').write(data + data)
open(d + '/empty.sig', 'wb').write(b'')
open(d + '/text.sig', 'wb').write(b'hello')
PY

# The demo: an image on a mirror, with signatures under the name that it had
# before, the first of them by somebody else; the policy trusts the key, not the
# name.
demo=../demo
hex=${digest#sha256:}
store=$demo/lookaside/corpus/gpg-mirrored@sha256=$hex
rm -rf "$demo/lookaside" "$demo/layouts/gpg-mirrored"
mkdir -p "$store"
cp -r "$demo/layouts/unsigned" "$demo/layouts/gpg-mirrored"
cp signatures/gpg-other.sig "$store/signature-1"
cp signatures/skopeo-rsa.sig "$store/signature-2"
key=$(g --export rsa@example.com | base64 -w0)
cat >"$demo/policy.json" <<EOF
{
  "default": [{"type": "reject"}],
  "transports": {
    "docker": {
      "registry.example.com/acme": [{"type": "signedBy", "keyType": "GPGKeys", "keyData": "$key"}],
      "REGISTRY/corpus": [{"type": "signedBy", "keyType": "GPGKeys", "keyData": "$key"}]
    }
  }
}
EOF

# Public keys: armored, binary, several blocks in a file; the revocation comes
# after the signature, as in life.
g --import <<EOF
$(sed 's/^:-----/-----/' "$home/openpgp-revocs.d/$(fpr revoked@example.com).rev")
EOF
for key in rsa ed25519 other subkey expired revoked p256 short; do
    g --armor --export "$key@example.com" >"keys/$key.asc"
done
g --export rsa@example.com >keys/rsa.gpg
g --armor --export rsa@example.com ed25519@example.com >keys/joined.asc
cat keys/ed25519.asc keys/rsa.asc >keys/two-blocks.asc

# What skopeo says today, for every signature with the key that made it and then
# with one that did not.
rm "$home/gpg.conf"
verdict() { # SIGNATURE KEY REFERENCE
    local code=0 said
    said=$(timeout 60 skopeo standalone-verify "$manifest" "$3" "$(fpr "$2@example.com")" "signatures/$1" 2>&1) || code=$?
    said=$(printf '%s' "$said" | sed 's/^time=[^ ]* level=fatal msg=//' | tr '\t\n' '  ' | cut -c1-200)
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$([ $code = 0 ] && echo accept || echo reject)" "$said" >>verdicts.tsv
}
printf 'signature\tkey\treference\tverdict\tsaid\n' >verdicts.tsv
for f in signatures/*.sig; do
    s=$(basename "$f")
    case $s in
    skopeo-ed25519.sig) key=ed25519 ;; skopeo-p256.sig) key=p256 ;; gpg-other.sig) key=other ;;
    gpg-subkey.sig) key=subkey ;; expired-key.sig) key=expired ;; revoked-key.sig) key=revoked ;; short-rsa.sig) key=short ;;
    *) key=rsa ;;
    esac
    verdict "$s" "$key" "$name"
    if [ "$key" = rsa ]; then verdict "$s" ed25519 "$name"; fi
done
verdict wrong-tag.sig rsa registry.example.com/acme/app:2.0
verdict wrong-name.sig rsa mirror.example.org/acme/app:1.0
verdict by-digest.sig rsa "registry.example.com/acme/app@$digest"
verdict no-tag.sig rsa registry.example.com/acme/app
