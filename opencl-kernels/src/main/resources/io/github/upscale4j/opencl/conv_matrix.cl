// Convolution of KERNEL x KERNEL on the matrix units of NVIDIA's GPUs: factors in float16, sums in float32. A group computes
// 4 x FRAMES rows of 16 pixels times OUTPUTS channels, each of its four warps FRAMES rows. DEPTH input channels at a time,
// the pixels come to local memory; the weights are read where they lie, in the order in which lanes want them.
//
// The units multiply 16 pixels x 16 channels by 16 channels x 8 outputs. A lane reads its weights for two products at once, 16
// bytes; which output stands in which column is ours to say: it gets sums of four in a row. Pixels are read in words, at a
// distance at which the lanes of a warp meet all banks.
// weights: (block of outputs, block of DEPTH channels, kernel row, kernel column, eight outputs, lane, 8 halves), then the bias
// in floats (outPadded). shape: (in, out, outPadded, kernel, offset of the weights, offset of the bias, rows to compute,
// tiles in a row). With AHEAD, pixels of the next channels are on their way in registers while those before are multiplied. With
// EMULATED, the work items of a warp compute the product themselves: for tests on other devices.

#define DEPTH 32
#define WARPS 4
#define ITEMS (32 * WARPS)
#define TILE_ROWS (WARPS * FRAMES)
#define TILE_COLUMNS 16
#define PATCH_COLUMNS (TILE_COLUMNS + KERNEL - 1)
#define PATCH_ROWS (TILE_ROWS + KERNEL - 1)
#define PATCH (PATCH_ROWS * PATCH_COLUMNS)
#define CHUNKS (DEPTH / 8) // of eight channels
#define PITCH (CHUNKS + 1) // chunks from pixel to pixel
#define EIGHTS (OUTPUTS / 8)

#ifdef EMULATED
// By the layout of fragments that NVIDIA documents.
inline void emulated(float* sums, local uint* warp, int lane, uint4 a, uint2 b) {
    local half* halves = (local half*)warp;
    vstore4(a, 0, warp + 6 * lane);
    vstore2(b, 0, warp + 6 * lane + 4);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 0; i < 4; i++) {
        int row = lane / 4 + i / 2 * 8;
        int column = lane % 4 * 2 + i % 2;
        for (int k = 0; k < 16; k++) {
            int left = 6 * (row % 8 * 4 + k % 8 / 2) + row / 8 + k / 8 * 2;
            int right = 6 * (column * 4 + k % 8 / 2) + 4 + k / 8;
            sums[i] += vload_half(2 * left + k % 2, halves) * vload_half(2 * right + k % 2, halves);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}
#define PRODUCT(sums, a0, a1, a2, a3, b0, b1) \
    emulated(sums, exchange + 6 * (me - lane), lane, (uint4)(a0, a1, a2, a3), (uint2)(b0, b1))
#else
#define PRODUCT(sums, a0, a1, a2, a3, b0, b1)                                                               \
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "   \
                 "{%8, %9}, {%0, %1, %2, %3};"                                                              \
                 : "+f"((sums)[0]), "+f"((sums)[1]), "+f"((sums)[2]), "+f"((sums)[3])                       \
                 : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1))
#endif

// Two of the n halves there.
inline uint pair(global const ushort* from, int i, int n) {
    return (i < n ? from[i] : 0) | (i + 1 < n ? from[i + 1] : 0) << 16;
}

// Eight channels, of which n exist.
inline uint4 eight(global const stored* channels, int n) {
    global const ushort* from = (global const ushort*)channels;
    if (n >= 8 && ((size_t)from & 15) == 0) {
        return *(global const uint4*)from;
    }
    return (uint4)(pair(from, 0, n), pair(from, 2, n), pair(from, 4, n), pair(from, 6, n));
}

// As put, at once where four halves are to be written that lie as one.
inline void putFour(int8 out, int4 area, global stored* row, int x, int channel, int n, float4 value) {
    global stored* at = row + x * out.s0 + channel;
    if (n >= 4 && x > 0 && x < area.s1 - 1 && ((size_t)at & 7) == 0) {
        ushort each[4];
        vstore_half_rte(value.s0, 0, (half*)each);
        vstore_half_rte(value.s1, 1, (half*)each);
        vstore_half_rte(value.s2, 2, (half*)each);
        vstore_half_rte(value.s3, 3, (half*)each);
        *(global ushort4*)at = (ushort4)(each[0], each[1], each[2], each[3]);
    } else {
        put(out, area, row, x, channel, n, value);
    }
}

#ifdef AHEAD
#define AHEAD_UNROLL _Pragma("unroll")
#else
#define AHEAD_UNROLL
#endif

// Gives a work item's share of the pixels, DEPTH channels from one on, to what stands before.
#define SHARE ((PATCH * CHUNKS + ITEMS - 1) / ITEMS)
#define FETCH(first, GIVE)                                                                                     \
    AHEAD_UNROLL                                                                                               \
    for (int k = 0; k < SHARE; k++) {                                                                          \
        int i = me + k * ITEMS;                                                                                \
        if (i < PATCH * CHUNKS) {                                                                              \
            int c = (first) + i % CHUNKS * 8;                                                                  \
            int x = left + i / CHUNKS % PATCH_COLUMNS - KERNEL / 2;                                            \
            global const stored* line = (global const stored*)lines[i / CHUNKS / PATCH_COLUMNS];               \
            GIVE eight(line + x * in.s0 + c, shape.s0 - c);                                                    \
        }                                                                                                      \
    }

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local uint4 pixels[PATCH * PITCH]; // (row, column, channels)
    local size_t lines[PATCH_ROWS]; // where rows lie
#ifdef EMULATED
    local uint exchange[6 * ITEMS];
#endif
    int me = get_local_id(0);
    int lane = me % 32;
    int left = get_group_id(0) % shape.s7 * TILE_COLUMNS;
    int block = get_group_id(0) / shape.s7;
    int top = area.s0 + get_group_id(1) * TILE_ROWS;
    int row = me / 32 * FRAMES; // the warp's first
    int column = lane / 4; // and that + 8
    int quarter = lane % 4;
    local const uint* words = (local const uint*)pixels;
    float sums[FRAMES][EIGHTS][4];
    UNROLL
    for (int f = 0; f < FRAMES; f++) {
        UNROLL
        for (int o = 0; o < EIGHTS; o++) {
            UNROLL
            for (int i = 0; i < 4; i++) {
                sums[f][o][i] = 0;
            }
        }
    }
    int depths = (shape.s0 + DEPTH - 1) / DEPTH;
    global const uint4* weight =
        (global const uint4*)(weights + shape.s4) + block * depths * (KERNEL * KERNEL * EIGHTS * 32) + lane;
    for (int i = me; i < PATCH_ROWS; i += ITEMS) {
        int y = top + i - KERNEL / 2;
        // rows below those that are needed have not been computed yet
        lines[i] = (size_t)ROW(in, y < area.s0 + shape.s6 + KERNEL / 2 ? y : -1);
    }
#ifdef AHEAD
    uint4 ahead[SHARE];
    barrier(CLK_LOCAL_MEM_FENCE);
    FETCH(0, ahead[k] =)
#endif
    for (int depth = 0; depth < shape.s0; depth += DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);
#ifdef AHEAD
        UNROLL
        for (int k = 0; k < SHARE; k++) {
            int i = me + k * ITEMS;
            if (i < PATCH * CHUNKS) {
                pixels[i / CHUNKS * PITCH + i % CHUNKS] = ahead[k];
            }
        }
#else
        FETCH(depth, pixels[i / CHUNKS * PITCH + i % CHUNKS] =)
#endif
        barrier(CLK_LOCAL_MEM_FENCE);
#ifdef AHEAD
        if (depth + DEPTH < shape.s0) {
            FETCH(depth + DEPTH, ahead[k] =)
        }
#endif
        for (int i = 0; i < KERNEL; i++) {
            for (int j = 0; j < shape.s3; j++) { // KERNEL, of which compilers would make one body that spills
                uint values[FRAMES][8]; // of two products: (half of eight channels, pixel)
                UNROLL
                for (int f = 0; f < FRAMES; f++) {
                    local const uint* from = words + ((row + f + i) * PATCH_COLUMNS + j + column) * (4 * PITCH) + quarter;
                    UNROLL
                    for (int v = 0; v < 8; v++) {
                        values[f][v] = from[v / 2 * 4 + v % 2 * (8 * 4 * PITCH)];
                    }
                }
                UNROLL
                for (int o = 0; o < EIGHTS; o++) {
                    uint4 factor = weight[o * 32];
                    UNROLL
                    for (int f = 0; f < FRAMES; f++) {
                        PRODUCT(sums[f][o], values[f][0], values[f][1], values[f][2], values[f][3], factor.s0, factor.s1);
                    }
                    UNROLL
                    for (int f = 0; f < FRAMES; f++) {
                        PRODUCT(sums[f][o], values[f][4], values[f][5], values[f][6], values[f][7], factor.s2, factor.s3);
                    }
                }
                weight += EIGHTS * 32;
            }
        }
    }
    UNROLL
    for (int f = 0; f < FRAMES; f++) {
        int y = top + row + f;
        if (y < area.s0 + shape.s6) {
            global stored* line = ROW(out, y);
            UNROLL
            for (int o = 0; o < EIGHTS; o += 2) {
                int channel = block * OUTPUTS + 8 * o + 4 * quarter;
                if (channel < shape.s1) {
                    float4 bias = *(global const float4*)(weights + shape.s5 + channel);
                    UNROLL
                    for (int p = 0; p < 2; p++) {
                        int x = left + column + 8 * p;
                        float4 value = bias + (float4)(sums[f][o][2 * p], sums[f][o][2 * p + 1],
                                                       sums[f][o + 1][2 * p], sums[f][o + 1][2 * p + 1]);
                        if (x < area.s1) {
                            EPILOGUE(value, y, x, channel);
                            putFour(out, area, line, x, channel, shape.s1 - channel, value);
                        }
                    }
                }
            }
        }
    }
}
