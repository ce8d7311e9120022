#!/bin/sh
# Builds the bundles of these tests again, with opa 1.22.2; the same opa gives the same bytes.
set -eu
cd "$(dirname "$0")"
(cd engine/source && opa build -t wasm -b . -o ../bundle.tar.gz \
  -e engine/echo -e engine/undefined -e engine/conflict -e engine/slow -e engine/large -e engine/owner -e engine/sum)
(cd needs-clock/source && opa build -t wasm -b . -o ../bundle.tar.gz -e clock/now -e clock/said)
