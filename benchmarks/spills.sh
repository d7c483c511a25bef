#!/bin/sh
# Registers and spills of the OpenCL kernels on an NVIDIA GPU, without one: clang makes PTX of them, and ptxas, which is a
# part of the driver as well, says what it makes of that. A kernel that spills keeps its sums in memory.
# Needs clang (14 or later) and ptxas (of the CUDA toolkit, or of the Python package nvidia-cuda-nvcc-cu12).
#
#   benchmarks/spills.sh [-a sm_90] [-k folder] [pattern]
#
# -a: the architecture; -k: where to keep sources and PTX; pattern: only kernels whose line has it.
# NVIDIA's own driver says the same as it compiles, if the logger io.github.upscale4j.opencl is at DEBUG.
set -e
arch=sm_90
keep=
while getopts a:k: option; do
    case $option in
    a) arch=$OPTARG ;;
    k) keep=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
pattern=${1:-.}
resources=$(dirname "$0")/../opencl-kernels/src/main/resources/io/github/upscale4j/opencl
for tool in clang ptxas; do
    command -v $tool >/dev/null || { echo "$tool is not on the PATH" >&2; exit 1; }
done
folder=${keep:-$(mktemp -d)}
mkdir -p "$folder"
[ -n "$keep" ] || trap 'rm -r "$folder"' EXIT

# The functions that kernels call, as NVIDIA's compiler puts them into PTX.
cat >"$folder/built-in.h" <<'END'
#define BUILT_IN inline __attribute__((overloadable, always_inline))
BUILT_IN size_t get_local_id(uint d) { return d == 0 ? __nvvm_read_ptx_sreg_tid_x() : __nvvm_read_ptx_sreg_tid_y(); }
BUILT_IN size_t get_group_id(uint d) { return d == 0 ? __nvvm_read_ptx_sreg_ctaid_x() : __nvvm_read_ptx_sreg_ctaid_y(); }
BUILT_IN size_t get_local_size(uint d) { return d == 0 ? __nvvm_read_ptx_sreg_ntid_x() : __nvvm_read_ptx_sreg_ntid_y(); }
BUILT_IN size_t get_num_groups(uint d) { return d == 0 ? __nvvm_read_ptx_sreg_nctaid_x() : __nvvm_read_ptx_sreg_nctaid_y(); }
BUILT_IN size_t get_global_id(uint d) { return get_group_id(d) * get_local_size(d) + get_local_id(d); }
BUILT_IN size_t get_global_size(uint d) { return get_num_groups(d) * get_local_size(d); }
BUILT_IN void barrier(cl_mem_fence_flags flags) { __syncthreads(); }
BUILT_IN float mad(float a, float b, float c) { return __nvvm_fma_rn_f(a, b, c); }
BUILT_IN float fma(float a, float b, float c) { return __nvvm_fma_rn_f(a, b, c); }
BUILT_IN float exp(float v) { return __nvvm_ex2_approx_f(v * 1.44269504f); }
BUILT_IN float native_exp(float v) { return __nvvm_ex2_approx_f(v * 1.44269504f); }
BUILT_IN float native_recip(float v) {
    float r;
    __asm__("rcp.approx.f32 %0, %1;" : "=f"(r) : "f"(v));
    return r;
}
BUILT_IN float log(float v) { return __nvvm_lg2_approx_f(v) * 0.69314718f; }
BUILT_IN float sqrt(float v) { return __nvvm_sqrt_rn_f(v); }
BUILT_IN float fabs(float v) { return __nvvm_fabs_f(v); }
BUILT_IN float fmax(float a, float b) { return __nvvm_fmax_f(a, b); }
BUILT_IN float fmin(float a, float b) { return __nvvm_fmin_f(a, b); }
BUILT_IN float max(float a, float b) { return __nvvm_fmax_f(a, b); }
BUILT_IN float min(float a, float b) { return __nvvm_fmin_f(a, b); }
BUILT_IN float floor(float v) { return __nvvm_floor_f(v); }
BUILT_IN int max(int a, int b) { return a > b ? a : b; }
BUILT_IN int min(int a, int b) { return a < b ? a : b; }
BUILT_IN int clamp(int v, int low, int high) { return min(max(v, low), high); }
BUILT_IN float select(float a, float b, int c) { return c ? b : a; }
BUILT_IN float2 mad(float2 a, float2 b, float2 c) { return (float2)(mad(a.x, b.x, c.x), mad(a.y, b.y, c.y)); }
BUILT_IN float4 mad(float4 a, float4 b, float4 c) { return (float4)(mad(a.lo, b.lo, c.lo), mad(a.hi, b.hi, c.hi)); }
BUILT_IN float4 exp(float4 v) { return (float4)(exp(v.x), exp(v.y), exp(v.z), exp(v.w)); }
BUILT_IN float4 native_exp(float4 v) { return exp(v); }
BUILT_IN float4 native_recip(float4 v) { return (float4)(native_recip(v.x), native_recip(v.y), native_recip(v.z), native_recip(v.w)); }
BUILT_IN float4 fabs(float4 v) { return (float4)(fabs(v.x), fabs(v.y), fabs(v.z), fabs(v.w)); }
BUILT_IN float4 select(float4 a, float4 b, int4 c) { return c ? b : a; }
// elements are aligned, vectors need not be
#define VECTOR(n, space) \
    typedef float##n loose##n##space __attribute__((aligned(4))); \
    BUILT_IN float##n vload##n(size_t i, const space float *p) { return *((const space loose##n##space *)(p + i * n)); } \
    BUILT_IN void vstore##n(float##n v, size_t i, space float *p) { *((space loose##n##space *)(p + i * n)) = v; }
VECTOR(2, global)
VECTOR(4, global)
VECTOR(2, local)
VECTOR(4, local)
VECTOR(2, private)
VECTOR(4, private)
BUILT_IN float vload_half(size_t i, const global half *p) {
    float v;
    __asm__("cvt.f32.f16 %0, %1;" : "=f"(v) : "h"(((const global ushort *)p)[i]));
    return v;
}
#define STORE_HALF(space) \
    BUILT_IN void vstore_half_rte(float v, size_t i, space half *p) { \
        ushort bits; \
        __asm__("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(v)); \
        ((space ushort *)p)[i] = bits; \
    }
STORE_HALF(global)
STORE_HALF(private)
END

# files with + between them, lanes, constants
check() {
    file=$1
    lanes=$2
    shift 2
    line="$file $*"
    case "$line" in *$pattern*) ;; *) [ "$pattern" = . ] || return 0 ;; esac
    source=$folder/$(echo "$line" | tr -c 'A-Za-z0-9\n' '_').cl
    {
        echo "#define LANES $lanes"
        echo "#define CALLED __attribute__((noinline))"
        for constant; do
            echo "#define $constant" | tr = ' '
        done
        cat "$resources/common.cl"
        echo '#define EPILOGUE_ARGUMENTS , int8 e0'
        echo '#define EPILOGUE(v, y, x, c) SLOPE(v, e0, y, x, c);'
        for part in $(echo "$file" | tr + ' '); do
            cat "$resources/$part.cl"
        done
    } | sed 's/^ *UNROLL$/#pragma unroll/' >"$source"
    clang -x cl -cl-std=CL1.2 -Dasm=__asm__ -target nvptx64 -O3 -Xclang -target-cpu -Xclang sm_80 -Xclang -target-feature -Xclang +ptx70 \
        -Xclang -finclude-default-header -include "$folder/built-in.h" -w -S "$source" -o "${source%.cl}.ptx"
    ptxas -v "-arch=$arch" "${source%.cl}.ptx" -o "${source%.cl}.cubin" 2>&1 | { tr '\n' ' '; echo; } |
        sed -n 's/.* \([0-9]*\) bytes stack frame, \([0-9]*\) bytes spill stores, \([0-9]*\) bytes spill loads.*Used \([0-9]*\) registers.*/\4 \1 \2 \3/p' |
        while read -r registers stack stores loads; do
            printf '%-60s %4d registers %5d B stack %5d B spills\n' "$line" "$registers" "$stack" $((stores + loads))
        done
}

for sums in '1 8' '2 4' '1 16' '1 4'; do
    check conv 4 "BLOCKS=${sums% *}" "PIXELS=${sums#* }"
done
for kernel in 1 3; do
    for tiling in '8 8 8' '8 8 4' '8 8 16' '8 4 8' '4 16 8' '6 8 8'; do
        set -- $tiling
        check conv_tiled 4 "GROUPS=$1" "TILE_ROWS=$2" "DEPTH=$3" "KERNEL=$kernel"
    done
done
for tiling in '32 8' '32 4' '64 4'; do
    check conv_winograd 4 "OUTPUTS=${tiling% *}" "DEPTH=${tiling#* }"
done
for kernel in 1 3; do
    for cut in '64 1 4 4 16 4' '64 1 2 4 16 4' '64 1 4 2 16 4' '64 1 8 2 32 2' '64 3 1 4 16 4' '64 3 2 2 32 2' '32 2 1 8 16 4' '32 1 2 4 16 4' '16 1 2 4 16 4'; do
        set -- $cut
        check conv_matrix 4 HALVES "OUTPUTS=$1" "ACROSS=$2" "DOWN=$3" "FRAMES=$4" "DEPTH=$5" "STAGES=$6" "KERNEL=$kernel"
    done
done
for size in 16 30 32; do
    check softmax_some+attention 1 "SIZE=$size" GROUP=64 KEYS=64 WIDE=32 FOLD=1 COSINE=0
done
