# For the scripts upscale and convert, which source it: where Java is, and builds.
# They set: program (the script's name), root (of the repository).

fail() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit 1
}

# Sets java: JAVA_HOME's if set, else the one on the PATH; 17 or newer.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, and there is no bin/java in it"
  else
    java=$(command -v java) || fail "no java found: install Java 17 or newer, or set JAVA_HOME"
  fi
  # the file release beside bin tells without the time that starting java takes
  local release version
  release=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")/release
  version=$([ -r "$release" ] && sed -n 's/^JAVA_VERSION=/version /p' "$release" || true)
  [ -n "$version" ] || version=$("$java" -version 2>&1) || fail "$java does not start: $version"
  [[ $version =~ version\ \"([0-9]+) ]] || fail "$java has no version that is understood: $version"
  [ "${BASH_REMATCH[1]}" -ge 17 ] ||
    fail "Java 17 or newer is needed, and $java is Java ${BASH_REMATCH[1]}; set JAVA_HOME to another"
}

# build MODULE OTHER...: packages the module when something of it or of the others it needs is newer than the last build.
build() {
  local module=$1 part log
  local stamp=$root/$module/target/.built-by-$program sources=("$root/pom.xml")
  for part in "$@"; do
    sources+=("$root/$part/pom.xml" "$root/$part/src/main")
  done
  if [ -f "$stamp" ] && [ -z "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ]; then
    return
  fi
  echo "$program: building (once; the first time libraries are downloaded) ..." >&2
  mkdir -p "$root/$module/target"
  # of the moment before the build, so that a change during it is not missed
  touch "$stamp.new"
  log=$(cd "$root" && ./mvnw -q -B -pl "$module" -am package -Dmaven.test.skip=true -Dspotless.check.skip=true 2>&1) ||
    fail "the build failed: $log"
  mv "$stamp.new" "$stamp"
}

# Sets flags and more: what every program is started with, and what UPSCALE4J_JAVA_OPTS adds.
java_flags() {
  flags=(--add-modules jdk.incubator.vector -XX:MaxRAMPercentage=60 -XX:-UsePerfData -Xshare:auto
    -Djava.awt.headless=true "-Djava.util.logging.SimpleFormatter.format=$program: %5\$s%n")
  read -r -a more <<<"${UPSCALE4J_JAVA_OPTS:-}" || true
}
