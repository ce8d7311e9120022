#!/bin/sh
# Builds the bundles of these tests again, with opa 1.22.2; the same opa gives the same bytes. The signed ones get new keys.
set -eu
cd "$(dirname "$0")"
(cd engine/source && opa build -t wasm -b . -o ../bundle.tar.gz \
  -e engine/echo -e engine/undefined -e engine/conflict -e engine/slow -e engine/large -e engine/owner -e engine/sum)
(cd needs-clock/source && opa build -t wasm -b . -o ../bundle.tar.gz -e clock/now -e clock/said)

cd signed
openssl genrsa -out rsa.key 2048 2>/dev/null
openssl ecparam -genkey -name prime256v1 -noout -out ec.key
openssl pkey -in rsa.key -pubout -out rsa.pem
openssl pkey -in ec.key -pubout -out ec.pem
(cd source
  opa build -b . --signing-key ../rsa.key --signing-alg RS256 -o ../rs256.tar.gz
  opa build -b . --signing-key ../rsa.key --signing-alg PS384 -o ../ps384.tar.gz
  opa build -b . --signing-key ../ec.key --signing-alg ES256 -o ../es256.tar.gz
  echo '{"keyid": "default", "scope": "write"}' >../claims.json
  opa build -b . --signing-key ../ec.key --signing-alg ES256 --claims-file ../claims.json -o ../scope.tar.gz
  echo '{"keyid": "other"}' >../claims.json
  opa build -b . --signing-key ../ec.key --signing-alg ES256 --claims-file ../claims.json -o ../other-key.tar.gz
  echo '{"scope": ""}' >../claims.json
  opa build -b . --signing-key ../ec.key --signing-alg ES256 --claims-file ../claims.json -o ../no-key.tar.gz
  opa build -b . --signing-key secret --signing-alg HS256 -o ../hs256.tar.gz
  opa build -b . -o ../unsigned.tar.gz)
rm rsa.key ec.key claims.json
