#!/bin/sh
# Tests countersign and .mvn/find-jdk.sh on made-up JDKs and a made-up build. Needs no JDK, no network.
#   sh config/test-launcher.sh [SHELL]     SHELL: what to run the scripts with (default sh)
set -u

shell=$(command -v "${1:-sh}") || exit 3
top=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
unset JAVA_HOME COUNTERSIGN_JAVA_OPTS
passed=0 failed=0

# check NAME COMMAND…: counts, and shows what the last run printed when the command says no.
check() {
  name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$name"
    sed 's/^/    out: /' "$tmp/out"
    sed 's/^/    err: /' "$tmp/err"
  fi
}
out_has() { grep -qF -- "$1" "$tmp/out"; }
err_has() { grep -qF -- "$1" "$tmp/err"; }
is() { [ "$1" = "$2" ]; }
lines() { if [ -f "$1" ]; then wc -l <"$1" | tr -d ' '; else echo 0; fi; }

# A directory that looks like a JDK; its java tells how it was called.
make_jdk() { # DIR VERSION
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<END
#!/bin/sh
echo "java $2 in \$PWD"
for arg; do echo "arg \$arg"; done
exit \${TEST_STATUS:-0}
END
  cp "$1/bin/java" "$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

# A repository with the real scripts, and a mvnw that counts its calls and "builds" a runner.
make_repository() { # DIR
  mkdir -p "$1/pdp-service/src/main" "$1/decision-point/src/main" "$1/.mvn"
  cp "$top/countersign" "$1/"
  cp "$top/.mvn/find-jdk.sh" "$1/.mvn/"
  touch -t 202001010000 "$1/pom.xml" "$1/pdp-service/pom.xml" "$1/pdp-service/src/main" "$1/decision-point/src/main"
  cat >"$1/mvnw" <<'END'
#!/bin/sh
echo "mvnw $*" >>calls
echo 'noise on standard output'
sleep "${TEST_BUILD_SECONDS:-0}"
[ -z "${TEST_BUILD_FAILS:-}" ] || { echo '[ERROR] it does not compile'; exit 1; }
mkdir -p pdp-service/target/quarkus-app && echo jar >pdp-service/target/quarkus-app/quarkus-run.jar
END
  chmod +x "$1/mvnw"
}

# run COMMAND…: keeps status, output and error.
run() {
  "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
  status=$?
}

repository="$tmp/a repository"
jdks="$tmp/all jdks"
make_jdk "$jdks/17" 17.0.15
make_jdk "$jdks/21" 21.0.7
make_jdk "$jdks/25" 25.0.3
make_jdk "$jdks/25 ea" 25-ea
make_jdk "$jdks/26" 26
make_jdk "$jdks/jre" 25.0.3
rm "$jdks/jre/bin/javac"
make_jdk "$jdks/250" 250.1
make_repository "$repository"
mkdir -p "$tmp/elsewhere" "$tmp/bin17" "$tmp/bin25"
ln -s "$jdks/17/bin/java" "$tmp/bin17/java"
ln -s "../all jdks/25/bin/java" "$tmp/bin25/direct"
ln -s direct "$tmp/bin25/java"

launch() { run "$shell" "$repository/countersign" "$@"; }
# shellcheck disable=SC2016 # the inner shell expands it
find_jdk() { run "$shell" -euc '. "$1"; echo "found $JAVA_HOME"' sh "$repository/.mvn/find-jdk.sh"; }
export COUNTERSIGN_JDK_SEARCH="$tmp/none"

# Finding a JDK 25
plain_path=$PATH
PATH=$tmp/bin17:$plain_path
export PATH

find_jdk
check 'no JDK: status 3' is "$status" 3
check 'no JDK: one line' is "$(lines "$tmp/err")" 1
check 'no JDK: nothing on standard output' is "$(lines "$tmp/out")" 0
check 'no JDK: names the Debian packages' err_has 'apt install openjdk-25-jdk or temurin-25-jdk'
check 'no JDK: names the macOS formula' err_has 'brew install openjdk@25'
check 'no JDK: names the SDKMAN candidate' err_has 'sdk install java 25-tem'
launch demo
check 'no JDK: the launcher ends 3' is "$status" 3
check 'no JDK: nothing is built' is "$(ls "$repository/calls" 2>/dev/null)" ''

COUNTERSIGN_JDK_SEARCH="$jdks/17:$jdks/21:$jdks/26:$jdks/250:$jdks/jre:$tmp/none"
find_jdk
check 'older, newer, 250 and a JRE are no JDK 25' is "$status" 3

COUNTERSIGN_JDK_SEARCH="$jdks/17:$jdks/25"
find_jdk
check 'found in the usual places although java is 17' out_has "found $jdks/25"
JAVA_HOME="$jdks/17" find_jdk
check 'found although JAVA_HOME is 17' out_has "found $jdks/25"
JAVA_HOME="$jdks/25 ea" find_jdk
check 'JAVA_HOME wins when it is 25' out_has "found $jdks/25 ea"
COUNTERSIGN_JDK_SEARCH=''
PATH=$tmp/bin25:$plain_path
find_jdk
check 'found through links on the PATH' out_has "found $jdks/25"
PATH=$tmp/bin17:$plain_path

# Building once
COUNTERSIGN_JDK_SEARCH="$jdks/25"
TEST_BUILD_FAILS=1 launch demo
check 'failed build: status 3' is "$status" 3
check 'failed build: shows the end of the log' err_has '[ERROR] it does not compile'
check 'failed build: names the log' err_has 'target/launcher/build.log'
check 'failed build: nothing on standard output' is "$(lines "$tmp/out")" 0

rm -f "$repository/calls"
launch demo
check 'first call: status 0' is "$status" 0
check 'first call: builds' err_has 'Building Countersign (once)'
check 'first call: says only that' is "$(lines "$tmp/err")" 1
check 'first call: runs the application alone on standard output' is "$(head -n 1 "$tmp/out" | cut -c1-8)" 'java 25.'
launch demo
check 'second call: does not build' is "$(lines "$repository/calls")" 1
check 'second call: says nothing of its own' is "$(lines "$tmp/err")" 0
touch "$repository/decision-point/src/main/Changed.java"
launch demo
check 'a source is newer: builds' is "$(lines "$repository/calls")" 2
touch "$repository/pom.xml"
launch demo
check 'a POM is newer: builds' is "$(lines "$repository/calls")" 3
mkdir -p "$repository/decision-point/src/test"
touch "$repository/decision-point/src/test/New.java"
launch demo
check 'a test is newer: does not build' is "$(lines "$repository/calls")" 3

# Two calls at once build once: with flock where there is one, and with the directory lock
mkdir "$tmp/noflock"
for tool in sh dash bash busybox find head tail cat mkdir rm sleep touch dirname readlink grep tr ls wc cut; do
  program=$(command -v "$tool") && ln -s "$program" "$tmp/noflock/$tool"
done
for path in "$PATH" "$tmp/noflock"; do
  rm -rf "$repository/pdp-service/target" "$repository/calls"
  (PATH=$path TEST_BUILD_SECONDS=2 "$shell" "$repository/countersign" one >"$tmp/one" 2>&1 </dev/null) &
  (PATH=$path TEST_BUILD_SECONDS=2 "$shell" "$repository/countersign" two >"$tmp/two" 2>&1 </dev/null) &
  wait
  check 'two calls at once: one build' is "$(lines "$repository/calls")" 1
  check 'two calls at once: both ran' is "$(cat "$tmp/one" "$tmp/two" | grep -c '^java 25')" 2
done
check 'the directory lock is gone' is "$(ls -d "$repository/target/launcher/lock.d" 2>/dev/null)" ''

# Running
ln -s "$repository/countersign" "$tmp/elsewhere/link"
ln -s link "$tmp/elsewhere/link to link"
cd "$tmp/elsewhere" || exit 3
run "$shell" './link to link' serve --config 'a file.yaml'
check 'through links from elsewhere: status 0' is "$status" 0
check 'keeps the working directory' out_has "in $(pwd -P)"
check 'runs the runner of the repository' out_has "arg $(CDPATH='' cd -P "$repository" && pwd)/pdp-service/target/quarkus-app/quarkus-run.jar"
check 'hands arguments over as they are' out_has 'arg a file.yaml'
COUNTERSIGN_JAVA_OPTS='-Xmx1g -Dpattern=*' launch demo
check 'COUNTERSIGN_JAVA_OPTS: split at blanks' out_has 'arg -Xmx1g'
check 'COUNTERSIGN_JAVA_OPTS: patterns stay' out_has 'arg -Dpattern=*'
TEST_STATUS=2 launch nonsense
check "the application's status is the launcher's" is "$status" 2

if [ "$failed" -gt 0 ]; then
  echo "launcher: $failed of $((passed + failed)) checks do not hold"
  exit 1
fi
echo "launcher: all $passed checks hold"
