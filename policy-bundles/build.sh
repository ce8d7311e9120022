#!/bin/sh
# Builds the bundle of a policy: its Rego sources, plan.json, policy.wasm, data.json and .manifest in one archive.
#
#   policy-bundles/build.sh POLICY [OUTPUT.tar.gz [DATA]]
#
# POLICY  a folder beside this script, such as identity-bound-access
# OUTPUT  where to write; default POLICY/bundle.tar.gz
# DATA    a folder with other data to ship instead of POLICY/data
#
# The same sources and the same version of opa give the same bytes: the archive has neither times nor owners. The sources
# are in it as they were written, so that explanations and refusals name their lines.
set -eu
LC_ALL=C
export LC_ALL

fail() { echo "build.sh: $1" >&2; exit "$2"; }

[ $# -ge 1 ] && [ $# -le 3 ] || fail "usage: build.sh POLICY [OUTPUT.tar.gz [DATA]]" 2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
policy=$here/$1
output=${2:-$policy/bundle.tar.gz}
data=${3:-$policy/data}
[ -f "$policy/.manifest" ] || fail "$policy/.manifest is missing: '$1' is no policy; give the name of a folder in $here" 2
[ -d "$data" ] || fail "$data is no folder with data" 2
[ -d "$(dirname -- "$output")" ] || fail "$(dirname -- "$output") is no folder to write to" 2
command -v opa >/dev/null 2>&1 ||
  fail "opa is not on the PATH; install opa 1.22.2 from https://www.openpolicyagent.org" 3

tar --version 2>/dev/null | grep -q GNU || fail "tar is not GNU tar, which alone sorts what it packs" 3

entrypoint=countersign/authz/decision
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/bundle"
cp -R "$policy/policy" "$policy/.manifest" "$work/bundle/"
cp -R "$data/." "$work/bundle/"

# opa makes one target at a time, and leaves the sources as they are only where it makes none. It is run in the folder
# itself because places in the plan follow the path it is given.
cd "$work/bundle"
for target in plan wasm; do
  opa build --bundle . --target $target --entrypoint "$entrypoint" --output "$work/$target.tar.gz"
  mkdir "$work/$target"
  tar -xzf "$work/$target.tar.gz" -C "$work/$target" 2>/dev/null
done
cp "$work/plan/plan.json" "$work/wasm/policy.wasm" "$work/wasm/.manifest" "$work/wasm/data.json" .
find . -mindepth 2 -name data.json -delete
find . -type d -empty -delete
tar --sort=name --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/bundle.tar" -- .manifest ./*
cd - >/dev/null

gzip -n9 <"$work/bundle.tar" >"$output"
