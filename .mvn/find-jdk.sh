# shellcheck shell=sh
# Finds a JDK 25 and exports JAVA_HOME, whatever the machine's default java is.
# Sourced by mvnw and countersign. When there is none: one line on standard error, exit status 3.
#
# Order: JAVA_HOME, the java on the PATH, then the usual places of Debian, Fedora, macOS, SDKMAN,
# Homebrew, asdf, mise, IDEs and /opt. COUNTERSIGN_JDK_SEARCH (directories, separated by colons)
# replaces the usual places; the launcher's tests use it to look like a machine without a JDK.

# A JDK 25 says so in its release file, and has a compiler (a JRE has none).
countersign_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r countersign_line || [ -n "$countersign_line" ]; do
    case $countersign_line in
      JAVA_VERSION=\"25\"* | JAVA_VERSION=\"25[.+-]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Prints the home of the program named java on the PATH: the place its links lead to.
countersign_java_on_path() {
  countersign_java=$(command -v java) || return 1
  while [ -L "$countersign_java" ]; do
    countersign_target=$(readlink "$countersign_java") || return 1
    case $countersign_target in
      /*) countersign_java=$countersign_target ;;
      *) countersign_java=$(dirname "$countersign_java")/$countersign_target ;;
    esac
  done
  (CDPATH='' cd -P "$(dirname "$countersign_java")/.." 2>/dev/null && pwd)
}

# Prints the directories in which JDKs are usually found, one a line; some may not exist.
countersign_usual_jdks() {
  if [ -n "${COUNTERSIGN_JDK_SEARCH+set}" ]; then
    printf '%s\n' "$COUNTERSIGN_JDK_SEARCH" | tr ':' '\n'
    return
  fi
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 25 2>/dev/null || :
  fi
  countersign_home=${HOME:-/nonexistent}
  for countersign_dir in \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/lib/jvm/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$countersign_home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${SDKMAN_DIR:-$countersign_home/.sdkman}"/candidates/java/25* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
    "${ASDF_DATA_DIR:-$countersign_home/.asdf}"/installs/java/*25* \
    "${MISE_DATA_DIR:-$countersign_home/.local/share/mise}"/installs/java/*25* \
    "$countersign_home"/.jenv/versions/25* "$countersign_home"/.jdks/* \
    /opt/*jdk* /opt/java/* /opt/*/*jdk*25*; do
    printf '%s\n' "$countersign_dir"
  done
}

# Prints the home of the first JDK 25; status 1 when there is none.
countersign_find_jdk() {
  set +ef # the sourcing script may have switched file name patterns off
  for countersign_dir in "${JAVA_HOME:-}" "$(countersign_java_on_path)"; do
    if countersign_is_jdk25 "$countersign_dir"; then
      printf '%s\n' "$countersign_dir"
      return 0
    fi
  done
  countersign_usual_jdks | while IFS= read -r countersign_dir; do
    if countersign_is_jdk25 "$countersign_dir"; then
      printf '%s\n' "$countersign_dir"
      break
    fi
  done | grep .
}

# In a subshell, so that nothing but JAVA_HOME changes for the script that sources this.
if ! JAVA_HOME=$(countersign_find_jdk); then
  echo "countersign: no JDK 25 found in JAVA_HOME, on the PATH or in the usual places; install one (Debian, Ubuntu: apt install openjdk-25-jdk or temurin-25-jdk; macOS: brew install openjdk@25 or temurin@25; SDKMAN: sdk install java 25-tem) or set JAVA_HOME to it" >&2
  exit 3
fi
export JAVA_HOME
