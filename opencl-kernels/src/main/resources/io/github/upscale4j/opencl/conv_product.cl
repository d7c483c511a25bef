// Convolution of 1 x 1, a product of matrices, for GPUs: a group computes TILE_ROWS x 16 pixels times GROUPS times 8 output channels, a
// work item 8 pixels times 8 channels in registers. DEPTH input channels at a time come to local memory; those of the next
// are on their way in registers meanwhile. Channels come in fours, of which there is a whole number.
// weights: (in, outPadded), then the bias (outPadded). shape: (in, out, outPadded, kernel, offset of the weights, offset of the
// bias, rows to compute, tiles in a row).

#define DEPTH 16
#define TILE_COLUMNS 16
#define OUTPUTS (8 * GROUPS)
#define PIXELS (TILE_COLUMNS * TILE_ROWS)
#define PITCH (PIXELS / 4 + 1) // fours of pixels from channel to channel
#define ITEMS (PIXELS / 8 * GROUPS)
#define FETCHED (PIXELS * DEPTH / 4 / ITEMS) // fours of channels that a work item brings
#define FACTORS (DEPTH * OUTPUTS / 4 / ITEMS)

// Four channels, which lie together and may be read at once.
inline float4 four(global const stored* from, bool together) {
#ifndef HALVES
    if (together) {
        return *(global const float4*)from;
    }
#endif
    return (float4)(READ(from), READ(from + 1), READ(from + 2), READ(from + 3));
}

// Adds the products of a pixel and eight outputs.
#define PRODUCT(p, value)                          \
    low[p] = mad((float4)(value), lowFactor, low[p]); \
    high[p] = mad((float4)(value), highFactor, high[p]);

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float4 pixels[DEPTH * PITCH]; // (channel, pixel)
    local float4 factors[DEPTH * OUTPUTS / 4]; // (channel, output)
    int me = get_local_id(0);
    int left = get_group_id(0) % shape.s7 * TILE_COLUMNS;
    int output = get_group_id(0) / shape.s7 * OUTPUTS;
    int top = area.s0 + get_group_id(1) * TILE_ROWS;
    int bottom = area.s0 + shape.s6;
    // pixels and channels of a work item are two fours each, far apart: neighbours then read neighbouring banks
    int channelFour = me % GROUPS;
    int pixelFour = me / GROUPS;
    // what it brings: the same channels of pixels that are ITEMS / 4 apart
    int own = me % (DEPTH / 4) * 4;
    int ownPixel = me / (DEPTH / 4);
    global const stored* from[FETCHED];
    UNROLL
    for (int i = 0; i < FETCHED; i++) {
        int pixel = ownPixel + i * (ITEMS / (DEPTH / 4));
        int y = top + pixel / TILE_COLUMNS;
        // rows below those that are needed have not been computed yet
        from[i] = ROW(in, y < bottom ? y : -1) + (left + pixel % TILE_COLUMNS) * in.s0 + own;
    }
    bool together = ((in.s0 | in.s1 | in.s2 | in.s4 | in.s6) & 3) == 0;
    int ownFactor = me / (OUTPUTS / 4);
    global const float* factor = weights + shape.s4 + ownFactor * shape.s2 + output + me % (OUTPUTS / 4) * 4;
    float4 low[8], high[8];
    float4 lowBias = *(global const float4*)(weights + shape.s5 + output + 4 * channelFour);
    float4 highBias = *(global const float4*)(weights + shape.s5 + output + 4 * (GROUPS + channelFour));
    UNROLL
    for (int p = 0; p < 8; p++) {
        low[p] = lowBias;
        high[p] = highBias;
    }
    float4 ahead[FETCHED], factorsAhead[FACTORS];
    for (int depth = -DEPTH; depth < shape.s0; depth += DEPTH) {
        if (depth >= 0) {
            barrier(CLK_LOCAL_MEM_FENCE);
            UNROLL
            for (int i = 0; i < FETCHED; i++) {
                local float* to = (local float*)pixels + own * (4 * PITCH) + ownPixel + i * (ITEMS / (DEPTH / 4));
                to[0] = ahead[i].s0;
                to[4 * PITCH] = ahead[i].s1;
                to[8 * PITCH] = ahead[i].s2;
                to[12 * PITCH] = ahead[i].s3;
            }
            UNROLL
            for (int i = 0; i < FACTORS; i++) {
                factors[i * ITEMS + me] = factorsAhead[i];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        int next = depth + DEPTH;
        if (next < shape.s0) {
            UNROLL
            for (int i = 0; i < FETCHED; i++) {
                ahead[i] = next + own < shape.s0 ? four(from[i] + next, together) : (float4)0;
            }
            UNROLL
            for (int i = 0; i < FACTORS; i++) {
                int c = next + ownFactor + i * (ITEMS / (OUTPUTS / 4));
                factorsAhead[i] = c < shape.s0
                        ? *(global const float4*)(factor + (next + i * (ITEMS / (OUTPUTS / 4))) * shape.s2)
                        : (float4)0;
            }
        }
        for (int some = 0; depth >= 0 && some < DEPTH; some += 4) {
            UNROLL
            for (int c = some; c < some + 4; c++) {
                float4 lowPixels = pixels[c * PITCH + pixelFour];
                float4 highPixels = pixels[c * PITCH + PIXELS / 8 + pixelFour];
                float4 lowFactor = factors[c * (OUTPUTS / 4) + channelFour];
                float4 highFactor = factors[c * (OUTPUTS / 4) + GROUPS + channelFour];
                PRODUCT(0, lowPixels.s0)
                PRODUCT(1, lowPixels.s1)
                PRODUCT(2, lowPixels.s2)
                PRODUCT(3, lowPixels.s3)
                PRODUCT(4, highPixels.s0)
                PRODUCT(5, highPixels.s1)
                PRODUCT(6, highPixels.s2)
                PRODUCT(7, highPixels.s3)
            }
        }
    }
    int lowChannel = output + 4 * channelFour;
    int highChannel = output + 4 * (GROUPS + channelFour);
    UNROLL
    for (int p = 0; p < 8; p++) {
        int pixel = p / 4 * (PIXELS / 2) + 4 * pixelFour + p % 4;
        int x = left + pixel % TILE_COLUMNS;
        int y = top + pixel / TILE_COLUMNS;
        if (x < area.s1 && y < bottom) {
            global stored* row = ROW(out, y);
            if (lowChannel < shape.s1) {
                EPILOGUE(low[p], y, x, lowChannel);
                put(out, area, row, x, lowChannel, shape.s1 - lowChannel, low[p]);
            }
            if (highChannel < shape.s1) {
                EPILOGUE(high[p], y, x, highChannel);
                put(out, area, row, x, highChannel, shape.s1 - highChannel, high[p]);
            }
        }
    }
}
