#!/usr/bin/env bash
# Packs what benchmarks/gpu.sh needs for a machine with a GPU but without a JDK, Maven or the internet (Linux, the same kind
# of processor as here): a Java runtime, the libraries, the tests and their data. benchmarks/gpu-pack.sh FILE.tar.xz
# There: tar -xf FILE.tar.xz && upscale4j-gpu/gpu.sh
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 FILE.tar.xz" >&2; exit 2; }
target=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
junit=$(sed -n 's|.*<junit.version>\(.*\)</junit.version>.*|\1|p' pom.xml)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pack=$folder/upscale4j-gpu
mkdir -p "$pack/lib" "$pack/tests" "$pack/opencl-kernels" "$pack/core/src/test/resources"

# -DskipTests compiles them; what the CPU's peers need and what the console brings along is left out
./mvnw -q -B -pl benchmarks,opencl-kernels -am package dependency:copy-dependencies -DskipTests -Dspotless.check.skip=true \
  -DincludeScope=test -DexcludeArtifactIds=onnxruntime -DexcludeGroupIds=org.junit.jupiter,org.junit.platform,org.opentest4j \
  -DoutputDirectory="$pack/lib"
./mvnw -q -B -pl opencl-kernels dependency:copy -DoutputDirectory="$pack/lib" \
  -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit"
cp -r opencl-kernels/target/test-classes "$pack/tests/classes"
cp benchmarks/target/upscale4j-benchmarks-*.jar "$pack/lib"
cp -r core/src/test/resources/goldens "$pack/core/src/test/resources"
[ ! -d ../shared/goldens ] || { mkdir "$pack/shared" && cp -r ../shared/goldens "$pack/shared"; }
cp benchmarks/gpu.sh benchmarks/src/main/python/torch_peer.py "$pack"

"$jdk/bin/jlink" --add-modules java.se,jdk.incubator.vector,jdk.management,jdk.unsupported \
  --strip-debug --no-man-pages --no-header-files --output "$pack/java" 2>/dev/null
tar -C "$folder" -cf - upscale4j-gpu | xz -T0 -3 >"$target.part"
mv "$target.part" "$target"
echo "$target: $(du -h "$target" | cut -f1)"
