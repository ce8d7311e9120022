#!/bin/sh
# Tests a policy: its rules, its registry against the schema, and its recorded cases.
#
#   policy-bundles/test.sh POLICY [DATA]
#
# POLICY  a folder beside this script, such as identity-bound-access
# DATA    a folder with another registry, checked against the schema; the recorded cases belong to POLICY/data and are
#         then left out
set -eu

fail() { echo "test.sh: $1" >&2; exit "$2"; }

[ $# -ge 1 ] && [ $# -le 2 ] || fail "usage: test.sh POLICY [DATA]" 2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
policy=$here/$1
data=${2:-$policy/data}
[ -f "$policy/.manifest" ] || fail "$policy/.manifest is missing: '$1' is no policy; give the name of a folder in $here" 2
[ -d "$data" ] || fail "$data is no folder with data" 2
command -v opa >/dev/null 2>&1 ||
  fail "opa is not on the PATH; install opa 1.22.2 from https://www.openpolicyagent.org" 3

opa check --strict "$policy/policy" "$policy/tests"
unformatted=$(opa fmt --list "$policy/policy" "$policy/tests")
[ -z "$unformatted" ] || fail "not formatted; run opa fmt --write: $unformatted" 1

cases=0
other_data=${2:-}
set --
if [ -z "$other_data" ]; then
  for case in "$policy"/cases/*.json; do
    set -- "$@" "cases.$(basename "$case" .json):$case"
    cases=$((cases + 1))
  done
fi
opa test "$policy/policy" "$policy/tests" "$data" "registry_schema:$policy/registry.schema.json" "$@" || exit 1
echo "CASES: $cases"
