// Convolution of 3 x 3 as Winograd's F(2 x 2, 3 x 3), for GPUs: a tile of 2 x 2 pixels takes 16 products a channel instead
// of 36. A group computes 8 x 4 tiles, 16 x 8 pixels, times OUTPUTS (32 or 64) channels. DEPTH (4 or 8) channels at a time, its
// work items transform the pixels of the tiles into local memory and bring the weights, which the host has transformed;
// then each multiplies at one of the 16 places of the transformed tile, 8 tiles times OUTPUTS / 4 channels in registers. At
// the end the sums go through local memory to the work items that transform them back.
//
// Tiles begin at even rows and columns of the image, whatever the band. A row of the output depends on three of the
// four transformed rows, so rows of the input that are not there touch only rows of the output that are not wanted: bands
// change no bits. Rows have zeros enough beside them.
// weights: (block of outputs, block of DEPTH channels, place, channel, output), then the bias (outPadded). shape: (in, out,
// outPadded, kernel, offset of the weights, offset of the bias, rows to compute, groups in a row).

#define TILE_COLUMNS 8
#define TILE_ROWS 4
#define TILES (TILE_COLUMNS * TILE_ROWS)
#define ITEMS 256
#define FOURS (OUTPUTS / 16) // vectors of outputs of a work item
#define TILE_PITCH (TILES + 4) // so that channels of a tile are written to different banks
#define TRANSFORMED (16 * DEPTH * TILE_PITCH)
#define FACTORS (16 * DEPTH * OUTPUTS)
#define SUMS (16 * 4 * TILES * 4) // of a quarter of 64 outputs, or of half of 32
#define MEMORY (TRANSFORMED + FACTORS > SUMS ? TRANSFORMED + FACTORS : SUMS)

// What B'dB makes of a column or row of four.
#define TRANSFORM(a, b, c, d) \
    a = a - c;                \
    d = b - d;                \
    value = c;                \
    c = c - b;                \
    b = b + value;

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float4 memory[MEMORY / 4];
    local float* transformed = (local float*)memory; // (place, channel, tile)
    local float4* factors = memory + TRANSFORMED / 4; // (place, channel, output)
    int me = get_local_id(0);
    int left = get_group_id(0) % shape.s7 * (2 * TILE_COLUMNS);
    int block = get_group_id(0) / shape.s7;
    int top = (area.s0 & ~1) + get_group_id(1) * (2 * TILE_ROWS);
    int bottom = area.s0 + shape.s6;
    // neighbours read the same tiles or the same factors
    int place = me / 16;
    int four = (me & 1) | (me >> 1 & 2);
    int eight = (me >> 1 & 1) | (me >> 2 & 2);
    float4 sums[8][FOURS]; // (tile, outputs)
    UNROLL
    for (int t = 0; t < 8; t++) {
        UNROLL
        for (int f = 0; f < FOURS; f++) {
            sums[t][f] = 0;
        }
    }
    // of the tile that the work item transforms; rows that are not there any more, or not yet, are zeros here
    int own = me / DEPTH;
    int ownX = left + own % TILE_COLUMNS * 2 - 1;
    int ownY = top + own / TILE_COLUMNS * 2 - 1;
    global const stored* lines[4];
    UNROLL
    for (int i = 0; i < 4; i++) {
        bool there = ownY + i >= area.s0 - 1 && ownY + i <= bottom;
        lines[i] = ROW(in, there ? ownY + i : -1) + ownX * in.s0 + me % DEPTH;
    }
    int depths = (shape.s0 + DEPTH - 1) / DEPTH;
    global const float4* weight = (global const float4*)(weights + shape.s4) + block * depths * (FACTORS / 4);
    for (int depth = 0; depth < shape.s0; depth += DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < DEPTH * TILES) {
            bool there = depth + me % DEPTH < shape.s0;
            float d[4][4];
            UNROLL
            for (int r = 0; r < 4; r++) {
                UNROLL
                for (int j = 0; j < 4; j++) {
                    d[r][j] = there ? READ(lines[r] + j * in.s0) : 0;
                }
                lines[r] += DEPTH;
            }
            float value;
            UNROLL
            for (int j = 0; j < 4; j++) {
                TRANSFORM(d[0][j], d[1][j], d[2][j], d[3][j])
            }
            UNROLL
            for (int r = 0; r < 4; r++) {
                TRANSFORM(d[r][0], d[r][1], d[r][2], d[r][3])
                UNROLL
                for (int j = 0; j < 4; j++) {
                    transformed[((4 * r + j) * DEPTH + me % DEPTH) * TILE_PITCH + own] = d[r][j];
                }
            }
        }
        UNROLL
        for (int i = 0; i < FACTORS / 4 / ITEMS; i++) {
            factors[i * ITEMS + me] = weight[i * ITEMS + me];
        }
        weight += FACTORS / 4;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int c = 0; c < DEPTH; c++) {
            local const float4* pixels = (local const float4*)(transformed + (place * DEPTH + c) * TILE_PITCH);
            local const float4* factor = factors + (place * DEPTH + c) * (OUTPUTS / 4);
            float4 low = pixels[eight];
            float4 high = pixels[4 + eight];
            UNROLL
            for (int f = 0; f < FOURS; f++) {
                float4 mine = factor[4 * f + four];
                sums[0][f] = mad((float4)low.s0, mine, sums[0][f]);
                sums[1][f] = mad((float4)low.s1, mine, sums[1][f]);
                sums[2][f] = mad((float4)low.s2, mine, sums[2][f]);
                sums[3][f] = mad((float4)low.s3, mine, sums[3][f]);
                sums[4][f] = mad((float4)high.s0, mine, sums[4][f]);
                sums[5][f] = mad((float4)high.s1, mine, sums[5][f]);
                sums[6][f] = mad((float4)high.s2, mine, sums[6][f]);
                sums[7][f] = mad((float4)high.s3, mine, sums[7][f]);
            }
        }
    }
    // sixteen outputs at a time; a work item has a row of a tile, four outputs of it
    int mine = me % 4;
    int tile = me / 4 % TILES;
    int r = me / (4 * TILES);
    int x = left + tile % TILE_COLUMNS * 2;
    int y = top + tile / TILE_COLUMNS * 2 + r;
    float sign = r == 0 ? 1 : -1;
    global stored* row = ROW(out, y);
    UNROLL
    for (int f = 0; f < FOURS; f++) {
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL
        for (int t = 0; t < 8; t++) {
            memory[(place * TILES + (t < 4 ? 0 : 12) + 4 * eight + t) * 4 + four] = sums[t][f];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float4 columns[4];
        UNROLL
        for (int j = 0; j < 4; j++) {
            local const float4* from = memory + ((4 * r + j) * TILES + tile) * 4 + mine;
            columns[j] = from[0] + sign * from[16 * TILES] + sign * from[32 * TILES];
        }
        int channel = block * OUTPUTS + 16 * f + 4 * mine;
        if (y >= area.s0 && y < bottom && channel < shape.s1) {
            float4 bias = vload4(0, weights + shape.s5 + channel);
            UNROLL
            for (int p = 0; p < 2; p++) {
                float4 value = p == 0 ? columns[0] + columns[1] + columns[2] : columns[1] - columns[2] - columns[3];
                value += bias;
                if (x + p < area.s1) {
                    EPILOGUE(value, y, x + p, channel);
                    put(out, area, row, x + p, channel, shape.s1 - channel, value);
                }
            }
        }
    }
}
