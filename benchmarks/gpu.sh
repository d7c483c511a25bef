#!/usr/bin/env bash
# On a machine with a GPU: runs the OpenCL tests, then times upscale4j against PyTorch on that GPU and prints a table with the
# floors of arithmetic and bandwidth beside. The figures take some 4 minutes, the tests more where the driver compiles kernels
# for the first time; UPSCALE4J_SKIP_TESTS=1 leaves them out. benchmarks/gpu.sh [network:size ...]
# Needs a JDK of 17 or newer and the GPU's OpenCL driver; for the peer PYTHON (default: python3) with PyTorch that sees the GPU.
# For machines without a JDK or the internet, benchmarks/gpu-pack.sh packs it with all that it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(srvgg-64x32:512 rrdb-23:256 swinir-m-x4:128)
python=${PYTHON:-python3}
began=$SECONDS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -d java ]; then # packed
  java=$PWD/java/bin/java
  path=$(printf '%s:' "$PWD"/lib/*.jar)
  peer=$PWD/torch_peer.py
  run_tests() {
    (cd opencl-kernels && UPSCALE4J_REQUIRE_OPENCL=true "$java" -Xmx4g -Dupscale4j.shared="$PWD/../shared" \
      -cp "$PWD/../tests/classes:$path" org.junit.platform.console.ConsoleLauncher execute \
      --select-package io.github.upscale4j.opencl --details summary --disable-banner)
  }
else
  cd ..
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  echo "== building"
  ./mvnw -q -B -pl benchmarks -am package -Dmaven.test.skip=true -Dspotless.check.skip=true
  path=benchmarks/target/classes:$(cat benchmarks/target/class-path)
  peer=benchmarks/src/main/python/torch_peer.py
  run_tests() {
    UPSCALE4J_REQUIRE_OPENCL=true ./mvnw -q -B -pl opencl-kernels -am test -Dspotless.check.skip=true \
      -Dtest='io.github.upscale4j.opencl.*Test' -Dsurefire.failIfNoSpecifiedTests=false
  }
fi

# containers have NVIDIA's driver, often without the file that names it to OpenCL
if [ -z "${OCL_ICD_VENDORS:-}" ] && ! compgen -G '/etc/OpenCL/vendors/*nvidia*' >/dev/null; then
  nvidia=$(find /usr /opt -name 'libnvidia-opencl.so.1' 2>/dev/null | head -1 || true)
  if [ -n "$nvidia" ]; then
    echo "== OpenCL is told of $nvidia"
    echo "$nvidia" >"$work/nvidia.icd"
    export OCL_ICD_VENDORS=$work
  fi
fi

if [ -z "${UPSCALE4J_SKIP_TESTS:-}" ]; then
  echo "== the tests of opencl-kernels on the device"
  run_tests
  echo "   passed, $((SECONDS - began)) s so far"
fi

figures=$work/figures
echo "== upscale4j: ${cases[*]}"
"$java" -Xmx4g -cp "$path" io.github.upscale4j.benchmarks.DeviceMain "${cases[@]}" | tee "$figures"
echo "== PyTorch: ${cases[*]}"
if "$python" -c 'import torch' 2>/dev/null; then
  "$python" "$peer" "${cases[@]}" | tee -a "$figures"
else
  echo "   $python has no PyTorch: set PYTHON to one that has; the table is without the peer" >&2
fi
echo "== table ($((SECONDS - began)) s)"
awk -F'\t' '
  $1 == "peak" { peak[$2] = $3 }
  $1 == "torch" { torch[$2 ":" $3 ":" $4] = $5; on = $6 }
  $1 == "ours" { n++; name[n] = $2 ":" $3; type[n] = $4; ms[n] = $5; steps[n] = $6; gflop[n] = $7; gb[n] = $8; device = $9 }
  function over(a, b) { return a != "" && b > 0 ? sprintf("%.2f", a / b) : "-" }
  function or(a) { return a == "" ? "-" : sprintf("%.2f", a) }
  END {
    print device (on == "" ? "" : "; PyTorch on " on)
    if ("float32" in peak)
      printf "measured: %.1f TFLOP/s float32, %.1f TFLOP/s float16, %.0f GB/s\n",
        peak["float32"], peak["float16"], peak["bandwidth"]
    print "| network, input | type | ours, ms | steps alone | PyTorch | times as fast | floor of arithmetic, ms | of bandwidth |"
    print "|---|---|--:|--:|--:|--:|--:|--:|"
    for (i = 1; i <= n; i++)
      printf "| %s | %s | %.2f | %.2f | %s | %s | %s | %s |\n", name[i], type[i], ms[i], steps[i],
        or(torch[name[i] ":" type[i]]), over(torch[name[i] ":" type[i]], steps[i]),
        over(gflop[i], peak[type[i]]), over(1000 * gb[i], peak["bandwidth"])
  }' "$figures"
