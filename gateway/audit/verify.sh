set -Eeuo pipefail
trap 'echo "DỪNG, không đạt · STOPPED, this does not hold: $BASH_COMMAND" >&2' ERR
export LC_ALL=C.UTF-8 TZ=UTC

# //$(x A B) is the XPath of elements B in elements A.
x() { printf "/*[local-name()='%s']" "$@"; }

ask() { xmllint --nonet --huge --xpath "$2" "$1"; } # FILE XPATH

values() { # FILE XPATH PREFIX: what these elements hold in base64, each in a file PREFIX-1.der, PREFIX-2.der, …
  local i n
  n=$(ask "$1" "count($2)")
  for ((i = 1; i <= n; i++)); do ask "$1" "string(($2)[$i])" | base64 -di >"$3-$i.der"; done
}

canonical() { # FILE XPATH: an element in exclusive canonical form, which is what is hashed
  ask "$1" "$2" | sed '1s|^<ds:\([A-Za-z]*\)\( xmlns:ds="[^"]*"\)\{0,1\}|<ds:\1 xmlns:ds="http://www.w3.org/2000/09/xmldsig#"|' |
    xmllint --nonet --huge --exc-c14n -
}

sha() { openssl dgst -sha256 -r | cut -c1-64; }
echo '== 1. The container'
open_container() { # FILE FOLDER
  unzip -tq "$1"
  test -z "$(unzip -Z1 "$1" | sort | uniq -d)"
  test "$(head -c 38 "$1" | tail -c 8)" = mimetype
  mkdir "$2" "$2.seal"
  unzip -q "$1" -d "$2"
  test -z "$(find "$2" -type l)"
  printf application/vnd.etsi.asic-e+zip | cmp - "$2/mimetype"
  echo "$2: an ASiC-E container"
}
open_container proof.asice proof
echo '== 2. The seal of the proof file'
read_seal() { # FOLDER: takes apart what the seal carries
  local seal=$1/META-INF/signatures0.xml out=$1.seal name der
  if grep -aqi '<!DOCTYPE' "$seal"; then return 1; fi
  for name in Signature SignedInfo SignedProperties SigningCertificateV2; do
    test "$(ask "$seal" "count(//$(x "$name"))")" = 1
  done
  values "$seal" "//$(x X509Certificate)|//$(x EncapsulatedX509Certificate)" "$out/certificate"
  values "$seal" "//$(x EncapsulatedCRLValue)" "$out/list"
  values "$seal" "//$(x EncapsulatedOCSPValue)" "$out/ocsp"
  values "$seal" "//$(x SignatureTimeStamp EncapsulatedTimeStamp)" "$out/timestamp"
  values "$seal" "//$(x ArchiveTimeStamp EncapsulatedTimeStamp)" "$out/archive"
  for der in "$out"/certificate-*.der; do openssl x509 -inform DER -in "$der" -out "${der%.der}.pem"; done
  cat "$out"/certificate-*.pem >"$out/certificates.pem"
  for der in proof/trust/*.cer; do openssl x509 -inform DER -in "$der"; done >>"$out/certificates.pem"
  for der in "$out"/list-*.der proof/trust/*.crl; do
    if test -e "$der"; then openssl crl -inform DER -in "$der"; fi
  done >"$out/lists.pem"
}

covers_every_file() { # FOLDER: the seal names every file of the container, its own properties, and nothing else
  local seal=$1/META-INF/signatures0.xml out=$1.seal uri
  ask "$seal" "//$(x SignedInfo Reference)/@URI" | sed 's/^ *URI="//; s/"$//' >"$out/references"
  test "$(grep '^#' "$out/references")" = "#$(ask "$seal" "string(//$(x SignedProperties)/@Id)")"
  grep -v '^#' "$out/references" | while read -r uri; do printf '%b\n' "${uri//%/\\x}"; done | sort >"$out/covered"
  (cd "$1" && find . -type f ! -path ./mimetype ! -path './META-INF/*' -printf '%P\n') | sort | diff - "$out/covered"
  echo "$1: the seal covers $(wc -l <"$out/covered") files, and there are no others"
}

is_intact() { # FOLDER: the digest of every file, and the signature with the key of the certificate that the seal names
  (cd "$1" && xmlsec1 --verify --enabled-key-data key-name --pubkey-cert-pem "../$1.seal/certificate-1.pem" \
    --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties META-INF/signatures0.xml 2>&1) | sed -n 1,2p
}

names_its_signer() { # FOLDER: signing-certificate-v2, which is signed, is the digest of that certificate
  local seal=$1/META-INF/signatures0.xml
  test "$(openssl dgst -sha256 -binary "$1.seal/certificate-1.der" | base64)" = \
    "$(ask "$seal" "string(//$(x SignedProperties SignedSignatureProperties SigningCertificateV2 Cert CertDigest DigestValue))")"
  openssl x509 -in "$1.seal/certificate-1.pem" -noout -subject -nameopt utf8,sep_comma_plus_space
}

check_seal() { # FOLDER
  read_seal "$1"
  covers_every_file "$1"
  is_intact "$1"
  names_its_signer "$1"
}
check_seal proof
echo '== 3. The certificates and the time of the seal'
time_of() { openssl ts -reply -token_in -in "$1" -text 2>/dev/null | sed -n 's/^Time stamp: //p' | date -f - +%s; } # TOKEN

is_timestamped() { # FOLDER: timestamps over this very signature value, by an authority below root.pem
  local token
  canonical "$1/META-INF/signatures0.xml" "//$(x SignatureValue)" >"$1.seal/value.xml"
  for token in "$1".seal/timestamp-*.der; do
    openssl ts -verify -token_in -in "$token" -data "$1.seal/value.xml" \
      -CAfile root.pem -untrusted "$1.seal/certificates.pem" -attime "$(time_of "$token")" 2>&1 | grep Verification
  done
  time_of "$1.seal/timestamp-1.der" >"$1.seal/time"
  echo "$1: sealed before $(date -d "@$(cat "$1.seal/time")" '+%F %T') UTC"
}

judged_at() { # FOLDER: the time of its timestamp, or of the newest list or answer in the seal when that is later
  { cat "$1.seal/time"
    for der in "$1".seal/list-*.der; do
      if test -e "$der"; then openssl crl -inform DER -in "$der" -noout -lastupdate | sed 's/^lastUpdate=//' | date -f - +%s; fi
    done
    for der in "$1".seal/ocsp-*.der; do
      if test -e "$der"; then openssl ocsp -respin "$der" -noverify -resp_text | sed -n 's/^ *This Update: //p' | date -f - +%s; fi
    done
  } | sort -n | tail -n 1
}

good_by_answer() { # CERTIFICATE FOLDER TIME: an OCSP answer of the certificate's issuer says good, and held until that time
  local answer issuer said
  for answer in "$2".seal/ocsp-*.der proof.seal/ocsp-*.der proof/trust/*.ocsp; do
    for issuer in "$2".seal/certificate-*.pem root.pem; do
      openssl verify -partial_chain -no_check_time -trusted "$issuer" "$1" >/dev/null 2>&1 || continue
      said=$(openssl ocsp -respin "$answer" -no_nonce -issuer "$issuer" -cert "$1" -CAfile root.pem -attime "$3" \
        -verify_other "$2.seal/certificates.pem" 2>&1) || continue
      case $said in
        *'Response verify OK'*"$1: good"*) ;;
        *"$1: revoked"*) echo "$said"; return 1 ;;
        *) continue ;;
      esac
      test "$(date -d "$(sed -n 's/^.*Next Update: //p' <<<"$said" | head -n 1)" +%s)" -ge "$3" || continue
      echo "$1: good, says an OCSP answer"
      return 0
    done
  done
  echo "$1: nobody says whether it was revoked"
  return 1
}

is_good() { # CERTIFICATE FOLDER TIME: valid at that time below root.pem, and not revoked
  local said with=(-attime "$3" -CAfile root.pem -untrusted "$2.seal/certificates.pem")
  openssl verify "${with[@]}" "$1" >/dev/null
  if test -s "$2.seal/lists.pem"; then with+=(-CRLfile "$2.seal/lists.pem"); fi
  if said=$(openssl verify "${with[@]}" -crl_check "$1" 2>&1); then
    echo "$1: valid and on no revocation list"
    return 0
  fi
  case $said in *'unable to get certificate CRL'*) good_by_answer "$1" "$2" "$3" ;; *) echo "$said"; return 1 ;; esac
}

is_trusted() { # FOLDER TIME: the signer, the timestamp authority and whoever stands above them
  local certificate
  for certificate in "$1".seal/certificate-*.pem; do
    if openssl verify -trusted "$certificate" -no_check_time "$certificate" >/dev/null 2>&1; then continue; fi # a root
    is_good "$certificate" "$1" "$2"
  done
}
is_timestamped proof
is_trusted proof "$(judged_at proof)"
echo '== 4. The document'
open_container proof/document.asice document
for seal in document/META-INF/*; do # the sender's, and those of agencies that signed beside it
  case ${seal#document/META-INF/} in
    manifest.xml) continue ;;
    signatures0.xml) signed=document ;;
    *) signed=document-$(basename "$seal" .xml)
      cp -r document "$signed"
      cp "$seal" "$signed/META-INF/signatures0.xml"
      mkdir "$signed.seal" ;;
  esac
  check_seal "$signed"
  is_timestamped "$signed"
  is_trusted "$signed" "$(judged_at "$signed")"
done
echo '== 5. Archive timestamps'
archived() { # FOLDER N: what archive timestamp N covers, in the order of ETSI EN 319 132-1 section 5.5.2.2
  local seal=$1/META-INF/signatures0.xml unsigned i uri reference
  for ((i = 1; i <= $(ask "$seal" "count(//$(x SignedInfo Reference))"); i++)); do
    reference="(//$(x SignedInfo Reference))[$i]"
    uri=$(ask "$seal" "string($reference/@URI)")
    case $uri in '#'*) canonical "$seal" "//$(x SignedProperties)" ;; *) cat "$1/$(printf '%b' "${uri//%/\\x}")" ;; esac
  done
  for name in SignedInfo SignatureValue KeyInfo; do canonical "$seal" "//$(x Signature "$name")"; done
  unsigned="//$(x UnsignedSignatureProperties)/*"
  for ((i = 1; ; i++)); do
    if test "$(ask "$seal" "count($unsigned[position() <= $i][local-name()='ArchiveTimeStamp'])")" = "$2"; then break; fi
    canonical "$seal" "($unsigned)[$i]"
  done
}

for token in document*.seal/archive-*.der; do
  if ! test -e "$token"; then echo 'document: no archive timestamp yet'; break; fi
  signed=${token%%.seal/*}
  n=${token##*-}
  archived "$signed" "${n%.der}" >"$signed.seal/archived"
  openssl ts -verify -token_in -in "$token" -data "$signed.seal/archived" \
    -CAfile root.pem -untrusted "$signed.seal/certificates.pem" -attime "$(time_of "$token")" 2>&1 | grep Verification
  echo "$signed: everything above was there before $(date -d "@$(time_of "$token")" '+%F %T') UTC"
done
echo '== 6. Receipts and statuses'
for message in proof/statuses/*.asice; do
  if ! test -e "$message"; then echo 'no receipts yet'; break; fi
  status=$(basename "$message" .asice)
  open_container "$message" "$status"
  check_seal "$status"
  is_trusted "$status" "$(cat proof.seal/time)"
done
echo '== 7. The checkpoint'
sed '/^$/,$d' proof/log/checkpoint.txt >checkpoint.text
sed -n 's/^— [^ ]* //p' proof/log/checkpoint.txt | head -n 1 | base64 -d | tail -c +5 >checkpoint.signature
openssl pkeyutl -verify -pubin -inkey proof/log/key.pem -rawin -in checkpoint.text -sigfile checkpoint.signature
{ read -r origin; read -r size; read -r top; } <checkpoint.text
top=$(base64 -d <<<"$top" | xxd -p -c 64)
echo "$origin: $size events, key SHA-256 $(openssl pkey -pubin -in proof/log/key.pem -outform DER | sha)"
echo '== 8. The events'
node() { printf '01%s%s' "$1" "$2" | xxd -r -p | sha; } # LEFT RIGHT

included() { # POSITION LEAF SIBLINGS: RFC 9162 section 2.1.3.2
  local fn=$1 sn=$((size - 1)) hash sibling
  hash=$({ printf '\0'; printf %s "$2"; } | sha)
  for sibling in ${3//[-,]/ }; do
    test "$sn" -gt 0
    if ((fn % 2 == 1 || fn == sn)); then
      hash=$(node "$sibling" "$hash")
      while ((fn % 2 == 0 && fn != 0)); do fn=$((fn / 2)) sn=$((sn / 2)); done
    else
      hash=$(node "$hash" "$sibling")
    fi
    fn=$((fn / 2)) sn=$((sn / 2))
  done
  test "$sn" -eq 0
  test "$hash" = "$top"
}

: >logged; : >younger
while IFS=$'\t' read -r position leaf salt payload siblings; do
  digest=$({ xxd -r -p <<<"$salt"; printf %s "$payload"; } | sha)
  grep -qF "\"payload\":\"$digest\"" <<<"$leaf"
  grep -qF "\"payloadSha256\": \"$digest\"" proof/log/events.json
  if test "$position" = -; then echo "$payload" >>younger; continue; fi
  included "$position" "$leaf" "$siblings"
  echo "$payload" >>logged
done <proof/log/events.tsv
echo "$(wc -l <logged) events are in the log, $(wc -l <younger) are younger than the checkpoint"

noted() { # DIGEST WHAT: in which events a container's digest stands
  if grep -qF "\"$1\"" logged; then echo "$2: in the log"; return 0; fi
  grep -qF "\"$1\"" younger
  echo "$2: noted, younger than the checkpoint"
}
noted "$(sed -n 's/^    "sha256": "\([0-9a-f]*\)".*/\1/p' proof/proof.json)" 'the container as it was sent'
for message in proof/statuses/*.asice; do
  if test -e "$message"; then noted "$(sha <"$message")" "$message"; fi
done
echo 'Everything holds.'
