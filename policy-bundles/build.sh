#!/bin/sh
# Builds the bundle of a policy: its Rego sources, plan.json, policy.wasm, data.json and .manifest in one archive.
#
#   policy-bundles/build.sh POLICY [OUTPUT.tar.gz [DATA]]
#
# POLICY  a folder beside this script, such as identity-bound-access
# OUTPUT  where to write; default POLICY/bundle.tar.gz
# DATA    a folder with other data to ship instead of POLICY/data
#
# The same sources and the same version of opa give the same bytes: opa itself writes the archive, without times or owners.
set -eu

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

entrypoint=countersign/authz/decision
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/bundle"
cp -R "$policy/policy" "$policy/.manifest" "$work/bundle/"
cp -R "$data/." "$work/bundle/"

# opa makes one target at a time. It keeps a plan.json that it finds, so the plan is made first and laid beside the
# sources. It is run in the folder itself because names in the archive follow the path it is given.
cd "$work/bundle"
opa build --bundle . --target plan --entrypoint "$entrypoint" --output "$work/plan.tar.gz"
mkdir "$work/plan"
tar -xzf "$work/plan.tar.gz" -C "$work/plan" 2>/dev/null
cp "$work/plan/plan.json" .
opa build --bundle . --target wasm --entrypoint "$entrypoint" --output "$work/bundle.tar.gz"
cd - >/dev/null

cp "$work/bundle.tar.gz" "$output"
