// Convolution of 3 x 3 as Winograd's F(2 x 2, 3 x 3), for CPUs: one work item, without barriers, computes STRIP tiles of 2 x 2
// pixels side by side times VECTORS vectors of output channels. DEPTH input channels at a time, it transforms the pixels,
// a vector of channels at once, and multiplies place by place, TILES tiles at a time with their sums in registers: what
// local memory holds here lies in the cache. Products are written a * b + c, which compilers contract; PoCL makes two
// instructions of mad().
//
// Tiles begin at even rows and columns of the image, whatever the band; conv_winograd.cl says why bands change no bits then.
// Rows have zeros enough beside them.
// weights: (block of outputs, block of DEPTH channels, place, channel, output), then the bias (outPadded). shape: (in, out,
// outPadded, kernel, offset of the weights, offset of the bias, rows to compute, strips in a row).

#define OUTPUTS (VECTORS * LANES)
// of vectors; one more than there are, so that places do not fall on the same lines of the cache
#define PLANE (STRIP * (DEPTH / LANES) + 1)
#define SUMS_PLANE (STRIP * VECTORS + 1)

// What B'dB makes of a column or row of four.
#define TRANSFORM(a, b, c, d) \
    value = b;                \
    a -= c;                   \
    b += c;                   \
    c -= value;               \
    d = value - d;

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local lanes transformed[16 * PLANE]; // (place, vector of channels, tile)
    local lanes sums[16 * SUMS_PLANE]; // (place, tile, vector of outputs)
    int left = get_global_id(0) % shape.s7 * (2 * STRIP);
    int block = get_global_id(0) / shape.s7;
    int y = (area.s0 & ~1) + 2 * get_global_id(1);
    int bottom = area.s0 + shape.s6;
    int tiles = min(STRIP, (area.s1 - left + 1) / 2);
    // rows that are not there any more, or not yet, are zeros here
    global const stored* lines[4];
    #pragma unroll
    for (int i = 0; i < 4; i++) {
        bool there = y + i - 1 >= area.s0 - 1 && y + i - 1 <= bottom;
        lines[i] = ROW(in, there ? y + i - 1 : -1) + (left - 1) * in.s0;
    }
    int depths = (shape.s0 + DEPTH - 1) / DEPTH;
    global const lanes* weight = (global const lanes*)(weights + shape.s4) + block * depths * (16 * DEPTH * VECTORS);
    for (int depth = 0; depth < shape.s0; depth += DEPTH) {
        int count = min(DEPTH, shape.s0 - depth);
        for (int t = 0; t < tiles; t++) {
            for (int c = 0; c < count; c += LANES) {
                lanes d[4][4];
                lanes value;
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    #pragma unroll
                    for (int i = 0; i < 4; i++) {
                        d[i][j] = READ_LANES(lines[i] + (2 * t + j) * in.s0 + depth + c);
                    }
                    TRANSFORM(d[0][j], d[1][j], d[2][j], d[3][j])
                }
                #pragma unroll
                for (int i = 0; i < 4; i++) {
                    TRANSFORM(d[i][0], d[i][1], d[i][2], d[i][3])
                    #pragma unroll
                    for (int j = 0; j < 4; j++) {
                        transformed[(4 * i + j) * PLANE + c / LANES * STRIP + t] = d[i][j];
                    }
                }
            }
        }
        for (int place = 0; place < 16; place++) {
            for (int t = 0; t < tiles; t += TILES) {
                lanes own[TILES][VECTORS];
                local lanes* sum = sums + place * SUMS_PLANE + t * VECTORS;
                #pragma unroll
                for (int p = 0; p < TILES; p++) {
                    #pragma unroll
                    for (int v = 0; v < VECTORS; v++) {
                        own[p][v] = depth == 0 ? (lanes)0 : sum[p * VECTORS + v];
                    }
                }
                global const lanes* factor = weight + place * (DEPTH * VECTORS);
                local const float* from = (local const float*)(transformed + place * PLANE + t);
                for (int c = 0; c < count; c += LANES) {
                    int end = min(LANES, count - c);
                    for (int k = 0; k < end; k++) {
                        lanes factors[VECTORS];
                        #pragma unroll
                        for (int v = 0; v < VECTORS; v++) {
                            factors[v] = factor[v];
                        }
                        #pragma unroll
                        for (int p = 0; p < TILES; p++) {
                            lanes value = (lanes)from[p * LANES + k];
                            #pragma unroll
                            for (int v = 0; v < VECTORS; v++) {
                                own[p][v] = value * factors[v] + own[p][v];
                            }
                        }
                        factor += VECTORS;
                    }
                    from += STRIP * LANES;
                }
                #pragma unroll
                for (int p = 0; p < TILES; p++) {
                    #pragma unroll
                    for (int v = 0; v < VECTORS; v++) {
                        sum[p * VECTORS + v] = own[p][v];
                    }
                }
            }
        }
        weight += 16 * DEPTH * VECTORS;
    }
    for (int r = 0; r < 2; r++) {
        if (y + r < area.s0 || y + r >= bottom) {
            continue;
        }
        global stored* row = ROW(out, y + r);
        float sign = r == 0 ? 1 : -1;
        for (int t = 0; t < tiles; t++) {
            for (int v = 0; v < VECTORS; v++) {
                int channel = block * OUTPUTS + v * LANES;
                if (channel >= shape.s1) {
                    continue;
                }
                lanes columns[4];
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    local const lanes* from = sums + (4 * r + j) * SUMS_PLANE + t * VECTORS + v;
                    columns[j] = from[0] + sign * from[4 * SUMS_PLANE] + sign * from[8 * SUMS_PLANE];
                }
                lanes bias = LOAD(weights + shape.s5 + channel);
                #pragma unroll
                for (int p = 0; p < 2; p++) {
                    lanes value = p == 0 ? columns[0] + columns[1] + columns[2] : columns[1] - columns[2] - columns[3];
                    value += bias;
                    int x = left + 2 * t + p;
                    if (x < area.s1) {
                        EPILOGUE(value, y + r, x, channel);
                        put(out, area, row, x, channel, shape.s1 - channel, value);
                    }
                }
            }
        }
    }
}
