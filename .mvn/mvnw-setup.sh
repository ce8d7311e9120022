# shellcheck shell=sh disable=SC2154
# What mvnw needs before it starts; sourced by it, in the middle of its variables.
# The only line of mvnw that the Maven wrapper plugin did not write is the one that sources this.

. "$scriptDir/.mvn/find-jdk.sh"

# Without unzip the wrapper fetches the tar.gz, which never matches the pinned checksum of the zip.
# The JDK unpacks the zip as well. Called as: unzip [-q] FILE -d DIR
if ! command -v unzip >/dev/null; then
  unzip() {
    [ "$1" != -q ] || shift
    (cd "$3" && "$JAVA_HOME/bin/jar" --extract --file "$1") &&
      chmod +x "$3/$distributionUrlNameMain/bin/$MVN_CMD"
  }
fi
