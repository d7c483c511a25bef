#!/usr/bin/env bash
# On a machine with a GPU: runs the OpenCL tests, then times upscale4j against PyTorch on that GPU and prints a table with the
# floors of arithmetic and bandwidth beside. Under 8 minutes. benchmarks/gpu.sh [network:size ...]
# Needs a JDK of 17 or newer and the GPU's OpenCL driver; for the peer PYTHON (default: python3) with PyTorch that sees the GPU.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(srvgg-64x32:512 rrdb-23:256 swinir-m-x4:128)
python=${PYTHON:-python3}
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
began=$SECONDS

echo "== building"
./mvnw -q -B -pl benchmarks -am package -Dmaven.test.skip=true -Dspotless.check.skip=true

if [ -z "${UPSCALE4J_SKIP_TESTS:-}" ]; then
  echo "== the tests of opencl-kernels on the device"
  UPSCALE4J_REQUIRE_OPENCL=true ./mvnw -q -B -pl opencl-kernels -am test -Dspotless.check.skip=true \
    -Dtest='io.github.upscale4j.opencl.*Test' -Dsurefire.failIfNoSpecifiedTests=false
  echo "   passed, $((SECONDS - began)) s so far"
fi

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
echo "== upscale4j: ${cases[*]}"
"$java" -Xmx4g -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" \
  io.github.upscale4j.benchmarks.DeviceMain "${cases[@]}" | tee "$figures"
echo "== PyTorch: ${cases[*]}"
if "$python" -c 'import torch' 2>/dev/null; then
  "$python" benchmarks/src/main/python/torch_peer.py "${cases[@]}" | tee -a "$figures"
else
  echo "   $python has no PyTorch: set PYTHON to one that has; the table is without the peer" >&2
fi

echo "== table ($((SECONDS - began)) s)"
awk -F'\t' '
  $1 == "peak" { peak[$2] = $3 }
  $1 == "torch" { torch[$2 ":" $3 ":" $4] = $5; on = $6 }
  $1 == "ours" { n++; name[n] = $2 ":" $3; ms[n] = $4; steps[n] = $5; gflop[n] = $6; gb[n] = $7; device = $8 }
  function over(a, b) { return a != "" && b > 0 ? sprintf("%.2f", a / b) : "-" }
  function or(a) { return a == "" ? "-" : sprintf("%.2f", a) }
  END {
    print device (on == "" ? "" : "; PyTorch on " on)
    if ("float32" in peak)
      printf "measured: %.1f TFLOP/s float32, %.1f TFLOP/s float16, %.0f GB/s\n",
        peak["float32"], peak["float16"], peak["bandwidth"]
    print "| network, input | ours, ms | steps alone | PyTorch float32 | float16 | times as fast as float32 | floor of arithmetic, ms | of bandwidth |"
    print "|---|--:|--:|--:|--:|--:|--:|--:|"
    for (i = 1; i <= n; i++)
      printf "| %s | %.2f | %.2f | %s | %s | %s | %s | %s |\n", name[i], ms[i], steps[i],
        or(torch[name[i] ":float32"]), or(torch[name[i] ":float16"]), over(torch[name[i] ":float32"], ms[i]),
        over(gflop[i], peak["float32"]), over(1000 * gb[i], peak["bandwidth"])
  }' "$figures"
