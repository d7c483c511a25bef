// Convolution of KERNEL x KERNEL on the matrix units of NVIDIA's GPUs: factors in float16, sums in float32. Of a group's warps
// each computes FRAMES rows of 16 pixels times OUTPUTS channels, DOWN of them other rows and ACROSS other channels. Pixels stream through local memory,
// DEPTH input channels at a time: while those of one stage are multiplied, those of the next STAGES - 1 are on their way,
// past the registers. Weights are read where they lie, in the order in which lanes want them; those for the next column of the
// kernel or row replace the ones before as soon as these are multiplied.
//
// The units multiply 16 pixels x 16 channels by 16 channels x 8 outputs. A warp goes down the rows of pixels: each is read once
// for all rows of the kernel. Of a stage, eight channels of all pixels lie together, so that eight pixels in a row meet all
// banks. Which output stands in which column is ours to say: a lane gets sums of RUN in a row.
// weights: (block of outputs, 16 channels, kernel column, kernel row, 16 outputs, lane, 8 halves), then the bias in floats
// (outPadded). shape: (in, out, outPadded, kernel, offset of the weights, offset of the bias, rows to compute, tiles in a row).
// With LASTING, a group computes one tile after the other, as many groups as there are at a time; the pixels of the next tile come
// while it writes the one before. With EMULATED, other devices do what the instructions do: for tests.

#define ITEMS (32 * DOWN * ACROSS)
#define TILE_ROWS (DOWN * FRAMES)
#define TILE_COLUMNS 16
#define PATCH_COLUMNS (TILE_COLUMNS + KERNEL - 1)
#define PATCH_ROWS (TILE_ROWS + KERNEL - 1)
#define PATCH (PATCH_ROWS * PATCH_COLUMNS)
#define CHUNKS (DEPTH / 8) // of eight channels
// A chunk of all pixels, at a distance at which those that lanes copy side by side meet all banks.
#define PLANE (PATCH + (8 / CHUNKS + 8 - PATCH % 8) % 8)
#define SHARE ((PATCH * CHUNKS + ITEMS - 1) / ITEMS) // of a work item, in copying a stage
#define FOURS (OUTPUTS / 16) // of outputs in a row, of a lane
#if OUTPUTS % 32 == 0
#define RUN 8
#else
#define RUN 4
#endif

// Eight of the n channels there.
inline uint4 eight(global const stored* channels, int n) {
    global const ushort* from = (global const ushort*)channels;
    uint each[8];
    UNROLL
    for (int c = 0; c < 8; c++) {
        each[c] = c < n ? from[c] : 0;
    }
    return (uint4)(each[0] | each[1] << 16, each[2] | each[3] << 16, each[4] | each[5] << 16, each[6] | each[7] << 16);
}

// Of the pixels of a stage, from those on that a warp multiplies, where the eight halves are that a lane fetches for it.
#define LANE_AT(lane) ((lane) / 16 * PLANE + (lane) % 16)

#ifdef EMULATED
// A fragment is where it lies, and products are taken from there, by the layout of fragments that NVIDIA documents: without lanes
// that wait for each other, over which compilers for CPUs take minutes.
#define FRAGMENT_TYPE int
#define FACTOR_TYPE global const half*
inline void emulatedProduct(float* sums, local const half* pixels, global const half* factor, int second, int lane) {
    for (int i = 0; i < 4; i++) {
        int row = lane / 4 + i / 2 * 8;
        int column = lane % 4 * 2 + i % 2;
        for (int k = 0; k < 16; k++) {
            int pixel = LANE_AT(k / 8 * 16 + row) * 8 + k % 8;
            int weight = (column * 4 + k % 8 / 2) * 8 + second * 4 + k / 8 * 2 + k % 2;
            sums[i] += vload_half(pixel, pixels) * vload_half(weight, factor);
        }
    }
}
#define PRODUCT(sums, a, b, second) emulatedProduct(sums, (local const half*)(pixels + (a)), b, second, lane)
#define FRAGMENT(a, at) a = at
#define FACTOR(from) (global const half*)(from)
#define COPY(to, from, n) pixels[to] = eight(from, n)
#define COPY_HALF(to, half, from, n) vstore2(eight(from, min(n, 4)).lo, half, (local uint*)(pixels + (to)))
#define STAGE_ENDS
#define AWAIT_STAGE
#define EXPECT(from)
#else
typedef struct {
    uint words[4];
} fragment;
#define FRAGMENT_TYPE fragment
#define FACTOR_TYPE uint4
#define PRODUCT(sums, a, b, second)                                                                         \
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "   \
                 "{%8, %9}, {%0, %1, %2, %3};"                                                              \
                 : "+f"((sums)[0]), "+f"((sums)[1]), "+f"((sums)[2]), "+f"((sums)[3])                       \
                 : "r"((a).words[0]), "r"((a).words[1]), "r"((a).words[2]), "r"((a).words[3]),               \
                   "r"((second) ? (b).s2 : (b).s0), "r"((second) ? (b).s3 : (b).s1))
#define FRAGMENT(a, at)                                                                                       \
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"                         \
                 : "=r"((a).words[0]), "=r"((a).words[1]), "=r"((a).words[2]), "=r"((a).words[3])           \
                 : "r"(base + 16 * (at + LANE_AT(lane))))
#define FACTOR(from) (from)[lane]
// Of eight channels, or half of them, n; zeros for the others.
#define COPY(to, from, n)                                                                                              \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(base + 16 * (to)), "l"((size_t)(from)),         \
                 "r"(2 * clamp(n, 0, 8)))
#define COPY_HALF(to, half, from, n)                                                                                   \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 8, %2;" ::"r"(base + 16 * (to) + 8 * (half)), "l"((size_t)(from)), \
                 "r"(2 * clamp(n, 0, 4)))
#define EXPECT(from) asm volatile("prefetch.global.L2 [%0];" ::"l"((size_t)(from)))
#define STAGE_ENDS asm volatile("cp.async.commit_group;")
#define TEXT(v) TEXT_OF(v)
#define TEXT_OF(v) #v
#define AWAIT_STAGE asm volatile("cp.async.wait_group " TEXT(STAGES) " - 2;")

// Four halves, without a branch that would have to wait for each: from one vector or one by one.
inline float4 fourHalves(global const stored* from) {
    ushort4 bits;
    float4 values;
    asm volatile("{ .reg .pred p; setp.eq.u32 p, %5, 0; @p ld.global.v4.u16 {%0, %1, %2, %3}, [%4]; "
                 "@!p ld.global.u16 %0, [%4]; @!p ld.global.u16 %1, [%4 + 2]; @!p ld.global.u16 %2, [%4 + 4]; "
                 "@!p ld.global.u16 %3, [%4 + 6]; }"
                 : "=h"(bits.s0), "=h"(bits.s1), "=h"(bits.s2), "=h"(bits.s3)
                 : "l"((size_t)from), "r"((uint)(size_t)from % 8));
    asm("cvt.f32.f16 %0, %1;" : "=f"(values.s0) : "h"(bits.s0));
    asm("cvt.f32.f16 %0, %1;" : "=f"(values.s1) : "h"(bits.s1));
    asm("cvt.f32.f16 %0, %1;" : "=f"(values.s2) : "h"(bits.s2));
    asm("cvt.f32.f16 %0, %1;" : "=f"(values.s3) : "h"(bits.s3));
    return values;
}
#undef READ_LANES // of what epilogues read
#define READ_LANES(p) fourHalves(p)
#endif

// How many channels of any pixel, from a multiple of that on, are a vector of the memory's: 8, 4 or 1.
inline int vectorOf(VIEW(view)) {
    size_t bytes = 2 * (view.s0 | view.s2 | view.s4 | view.s6) | (size_t)(viewFresh + view.s1) |
                   (size_t)(viewKept + view.s1);
    return bytes % 16 == 0 ? 8 : bytes % 8 == 0 ? 4 : 1;
}

// As rowAt, without branches, for epilogues: compilers then see that all values of a row share what it computes.
inline global stored* rowOf(VIEW(view), int y) {
    int fresh = view.s1 + view.s4 + (y - view.s3) * view.s2;
    int kept = view.s1 + view.s6 + y % view.s5 * view.s2;
    bool inside = y >= 0 && y < view.s7;
    return (y >= view.s3 || !inside ? viewFresh : viewKept) + (!inside ? view.s1 : y >= view.s3 ? fresh : kept);
}
#undef ROW
#define ROW(v, y) rowOf(PASS(v), y)

// By the error function of Abramowitz and Stegun, 7.1.26, right to 1.5e-7: halves have no more digits, and erf takes far longer.
inline float4 gelu(float4 v) {
    float4 x = 0.70710678f * fabs(v);
    float4 t = native_recip(1 + 0.3275911f * x);
    float4 rest = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
    float4 part = 0.5f * v * rest * native_exp(-x * x);
    return select(v - part, part, v < (float4)0);
}
#undef GELU
#define GELU(v, e, y, x, c) v = gelu(v)

inline uint twoHalves(float low, float high) {
#ifdef EMULATED
    ushort each[2];
    vstore_half_rte(low, 0, (half*)each);
    vstore_half_rte(high, 1, (half*)each);
    return each[0] | (uint)each[1] << 16;
#else
    uint both;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
#endif
}

// A run of halves, of which n exist.
inline void putRun(global stored* to, const uint* halves, int n, int vector) {
    global ushort* at = (global ushort*)to;
    if (RUN == 8 && vector == 8 && n >= 8) {
        *(global uint4*)at = (uint4)(halves[0], halves[1], halves[RUN / 2 - 2], halves[RUN / 2 - 1]);
        return;
    }
    UNROLL
    for (int c = 0; c < RUN; c += 4) {
        if (vector >= 4 && n >= c + 4) {
            *(global uint2*)(at + c) = (uint2)(halves[c / 2], halves[c / 2 + 1]);
        } else {
            UNROLL
            for (int i = c; i < c + 4; i++) {
                if (i < n) {
                    at[i] = (ushort)(halves[i / 2] >> i % 2 * 16);
                }
            }
        }
    }
}

// Where channel 0 of pixel i of the patch of a tile lies. Rows below those that are needed have not been computed yet.
inline global const stored* pixelOf(VIEW(in), int i, int top, int left, int end) {
    int y = top + i / PATCH_COLUMNS - KERNEL / 2;
    int x = left + i % PATCH_COLUMNS - KERNEL / 2;
    return rowAt(PASS(in), y < end ? y : -1) + x * in.s0;
}

// Zeros in some columns beside rows: a warp's outputs from one on, as far as they exist.
inline void putZeros(VIEW(out), int x, int columns, int row, int bottom, int output, int outputs, int vector, int lane) {
    #pragma unroll 1
    for (int i = lane; i < columns * (OUTPUTS / 4); i += 32) {
        int c = output + i % (OUTPUTS / 4) * 4;
        #pragma unroll 1
        for (int y = row; y < bottom; y++) {
            global ushort* at = (global ushort*)rowAt(PASS(out), y) + (x + i / (OUTPUTS / 4)) * out.s0 + c;
            if (vector >= 4 && c + 4 <= outputs) {
                *(global uint2*)at = (uint2)(0, 0);
            } else {
                #pragma unroll 1
                for (int k = c; k < min(c + 4, outputs); k++) {
                    at[k - c] = 0;
                }
            }
        }
    }
}

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local uint4 pixels[STAGES * CHUNKS * PLANE]; // (stage, eight channels, row, column)
#ifndef EMULATED
    uint base = (uint)(size_t)pixels;
#endif
    // Which work item this is, of which compilers do not know that it is always the same: what follows from it is computed where
    // it is needed, instead of kept in registers meanwhile.
    local int items[ITEMS];
    int me = get_local_id(0);
    items[me] = me;
    int lane = me % 32;
    int left = get_group_id(0) % shape.s7 * TILE_COLUMNS;
    int first = get_group_id(0) / shape.s7 * (OUTPUTS * ACROSS); // output of the group
    int bottom = area.s0 + shape.s6;
    int top = area.s0 + get_group_id(1) * TILE_ROWS; // of the tile that is multiplied
    int tiles = 1;
#ifdef LASTING
    int high = (shape.s6 + TILE_ROWS - 1) / TILE_ROWS;
    int begin = high * (int)get_group_id(1) / (int)get_num_groups(1);
    tiles = high * ((int)get_group_id(1) + 1) / (int)get_num_groups(1) - begin;
    top = area.s0 + begin * TILE_ROWS;
#endif
    int steps = (shape.s0 + 15) / 16;
    int depths = (shape.s0 + DEPTH - 1) / DEPTH;
    int vector = vectorOf(PASS(in));
    int vectorOut = vectorOf(PASS(out));
    global const uint4* ownWeights =
        (global const uint4*)(weights + shape.s4) +
        (first / OUTPUTS + me / 32 % ACROSS) * steps * (KERNEL * KERNEL * FOURS * 32);
    global const float* ownBias = weights + shape.s5 + first + me / 32 % ACROSS * OUTPUTS + lane % 4 * RUN;
    // weights that no convolution has read since the network's last run come from far: all together, not one after the other
    int mine = (get_group_id(1) * shape.s7 + get_group_id(0) % shape.s7) * ITEMS + me;
    for (int i = mine; i < ACROSS * steps * (KERNEL * KERNEL * FOURS * 4); i += get_num_groups(1) * shape.s7 * ITEMS) {
        EXPECT(weights + shape.s4 + (first * steps * (KERNEL * KERNEL * 8) + i * 32));
    }
    global const stored* from[SHARE];
    int stage = 1 - STAGES; // of all tiles; before 0, pixels are only fetched
    int topNext = top; // of the tile whose pixels are fetched
    int depthNext = 0;
    for (int tile = 0; tile < tiles; tile++) {
        float sums[FRAMES][2 * FOURS][4];
        UNROLL
        for (int o = 0; o < FOURS; o++) {
            float4 bias = *(global const float4*)(ownBias + (o / (RUN / 4) * 4 * RUN + o % (RUN / 4) * 4));
            UNROLL
            for (int f = 0; f < FRAMES; f++) {
                UNROLL
                for (int p = 0; p < 4; p += 2) { // of the pixel of this column and that of the other
                    sums[f][2 * o][p] = bias.s0;
                    sums[f][2 * o][p + 1] = bias.s1;
                    sums[f][2 * o + 1][p] = bias.s2;
                    sums[f][2 * o + 1][p + 1] = bias.s3;
                }
            }
        }
        global const uint4* weight = ownWeights;
        FACTOR_TYPE factors[FOURS];
        UNROLL
        for (int o = 0; o < FOURS; o++) {
            factors[o] = FACTOR(weight + o * 32);
        }
        for (int depth = min(stage, 0); depth < depths; depth++, stage++) {
            AWAIT_STAGE;
            barrier(CLK_LOCAL_MEM_FENCE);
            int next = stage + STAGES - 1;
            if (next < tiles * depths) {
                int place = next % STAGES * CHUNKS * PLANE;
                if (vector > 1) {
                    if (depthNext == 0) {
                        int item = items[me];
                        UNROLL
                        for (int k = 0; k < SHARE; k++) {
                            int i = min(item / CHUNKS + k * (ITEMS / CHUNKS), PATCH - 1);
                            from[k] = pixelOf(PASS(in), i, topNext, left, bottom + KERNEL / 2) + item % CHUNKS * 8;
                        }
                    }
                    int n = shape.s0 - depthNext * DEPTH - me % CHUNKS * 8;
                    UNROLL
                    for (int k = 0; k < SHARE; k++) {
                        if (k < PATCH * CHUNKS / ITEMS || me + k * ITEMS < PATCH * CHUNKS) {
                            int to = place + me % CHUNKS * PLANE + me / CHUNKS + k * (ITEMS / CHUNKS);
                            global const stored* channels = from[k] + depthNext * DEPTH;
                            if (vector == 8) {
                                COPY(to, channels, n);
                            } else {
                                COPY_HALF(to, 0, channels, n);
                                COPY_HALF(to, 1, channels + 4, n - 4);
                            }
                        }
                    }
                } else {
                    for (int i = me; i < PATCH * CHUNKS; i += ITEMS) {
                        int c = depthNext * DEPTH + i % CHUNKS * 8;
                        pixels[place + i % CHUNKS * PLANE + i / CHUNKS] =
                            eight(pixelOf(PASS(in), i / CHUNKS, topNext, left, bottom + KERNEL / 2) + c, shape.s0 - c);
                    }
                }
                depthNext++;
                if (depthNext == depths) {
                    depthNext = 0;
                    topNext += TILE_ROWS;
                }
            }
            STAGE_ENDS;
            // of the stages' places, where the warp's pixels are
            int at = stage % STAGES * CHUNKS * PLANE + me / (32 * ACROSS) * FRAMES * PATCH_COLUMNS;
            int last = min(steps, (depth + 1) * (DEPTH / 16));
            for (int step = depth * (DEPTH / 16); step < last && stage >= 0; step++) {
                for (int j = 0; j < shape.s3; j++) { // KERNEL, of which compilers would make one body that spills
                    FRAGMENT_TYPE values[FRAMES + KERNEL - 1]; // of 16 pixels and 16 channels
                    UNROLL
                    for (int f = 0; f < FRAMES; f++) {
                        FRAGMENT(values[f], at + j + f * PATCH_COLUMNS);
                    }
                    UNROLL
                    for (int i = 0; i < KERNEL; i++) {
                        weight += FOURS * 32;
                        if (i < KERNEL - 1) {
                            FRAGMENT(values[FRAMES + i], at + j + (FRAMES + i) * PATCH_COLUMNS);
                        }
                        UNROLL
                        for (int o = 0; o < FOURS; o++) {
                            UNROLL
                            for (int f = 0; f < FRAMES; f++) {
                                PRODUCT(sums[f][2 * o], values[f + i], factors[o], 0);
                            }
                            UNROLL
                            for (int f = 0; f < FRAMES; f++) {
                                PRODUCT(sums[f][2 * o + 1], values[f + i], factors[o], 1);
                            }
                            factors[o] = FACTOR(weight + o * 32); // past the last ones, what is not used
                        }
                    }
                }
                at += 2 * PLANE;
            }
        }
        int item = items[me];
        int output = first + item / 32 % ACROSS * OUTPUTS; // of the warp
        int row = top + item / (32 * ACROSS) * FRAMES;
        int column = left + item % 32 / 4; // and that + 8
        int quarter = item % 4;
        bool whole = vectorOut == 8 && row + FRAMES <= bottom && left + TILE_COLUMNS <= area.s1 &&
                     output + OUTPUTS <= shape.s1;
        UNROLL
        for (int f = 0; f < FRAMES; f++) {
            // what lies outside is computed like what lies at the edge, and not written
            int y = min(row + f, bottom - 1);
            uint halves[2][2 * FOURS]; // of the pixel of this column and that of the other
            UNROLL
            for (int p = 0; p < 2; p++) {
                int x = min(column + 8 * p, area.s1 - 1);
                UNROLL
                for (int o = 0; o < FOURS; o++) {
                    int channel = output + (o / (RUN / 4) * 4 + quarter) * RUN + o % (RUN / 4) * 4;
                    channel = min(channel, (shape.s1 - 1) / 4 * 4);
                    float4 value = (float4)(sums[f][2 * o][2 * p], sums[f][2 * o][2 * p + 1],
                                            sums[f][2 * o + 1][2 * p], sums[f][2 * o + 1][2 * p + 1]);
                    EPILOGUE(value, y, x, channel);
                    halves[p][2 * o] = twoHalves(value.s0, value.s1);
                    halves[p][2 * o + 1] = twoHalves(value.s2, value.s3);
                }
            }
            global stored* line = rowAt(PASS(out), y) + output;
            if (whole) {
                UNROLL
                for (int p = 0; p < 2; p++) {
                    global stored* at = line + (column + 8 * p) * out.s0 + quarter * RUN;
                    UNROLL
                    for (int o = 0; o < FOURS; o += RUN / 4) {
                        putRun(at + o * 16, halves[p] + 2 * o, RUN, 8);
                    }
                }
            } else if (row + f < bottom) {
                UNROLL
                for (int p = 0; p < 2; p++) {
                    int x = column + 8 * p;
                    if (x < area.s1) {
                        UNROLL
                        for (int o = 0; o < FOURS; o += RUN / 4) {
                            int channel = o * 16 + quarter * RUN;
                            putRun(line + x * out.s0 + channel, halves[p] + 2 * o, shape.s1 - output - channel,
                                   vectorOut);
                        }
                    }
                }
            }
        }
        if (left == 0) {
            putZeros(PASS(out), -area.s2, area.s2, row, min(row + FRAMES, bottom), output, shape.s1, vectorOut, item % 32);
        }
        if (left + TILE_COLUMNS >= area.s1) {
            putZeros(PASS(out), area.s1, area.s3, row, min(row + FRAMES, bottom), output, shape.s1, vectorOut, item % 32);
        }
        top += TILE_ROWS;
    }
}
