// Convolution of KERNEL x KERNEL through local memory, for GPUs: a group computes TILE_ROWS x 16 pixels times GROUPS times 8
// output channels; a work item 8 pixels of a row times 8 channels, in registers. DEPTH input channels at a time, the pixels
// come to local memory, and with each row of the kernel its weights. Rows have zeros enough beside them.
// weights: (kernel row, kernel column, in, outPadded), then the bias (outPadded). shape: (in, out, outPadded, kernel, offset of
// the weights, offset of the bias, rows to compute, tiles in a row).

#define TILE_COLUMNS 16
#define RUN 8 // pixels of a work item
#define OUTPUTS (8 * GROUPS)
#define ITEMS (GROUPS * (TILE_COLUMNS / RUN) * TILE_ROWS)
#define PATCH_COLUMNS (TILE_COLUMNS + KERNEL - 1)
#define PATCH_ROWS (TILE_ROWS + KERNEL - 1)
#define PATCH (PATCH_ROWS * PATCH_COLUMNS)

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float pixels[DEPTH * PATCH]; // (channel, row, column)
    local float4 factors[KERNEL * DEPTH * OUTPUTS / 4]; // (column, channel, output)
    local size_t lines[PATCH_ROWS]; // where rows lie
    int me = get_local_id(0);
    int left = get_group_id(0) % shape.s7 * TILE_COLUMNS;
    int output = get_group_id(0) / shape.s7 * OUTPUTS;
    int top = area.s0 + get_group_id(1) * TILE_ROWS;
    // the channels of a work item are two fours, far apart: neighbours then read neighbouring banks
    int four = me % GROUPS;
    int column = me / GROUPS % (TILE_COLUMNS / RUN) * RUN;
    int row = me / GROUPS / (TILE_COLUMNS / RUN);
    float4 low[RUN], high[RUN];
    float4 lowBias = vload4(0, weights + shape.s5 + output + 4 * four);
    float4 highBias = vload4(0, weights + shape.s5 + output + 4 * (GROUPS + four));
    UNROLL
    for (int p = 0; p < RUN; p++) {
        low[p] = lowBias;
        high[p] = highBias;
    }
    for (int i = me; i < PATCH_ROWS; i += ITEMS) {
        int y = top + i - KERNEL / 2;
        // rows below those that are needed have not been computed yet
        lines[i] = (size_t)ROW(in, y < area.s0 + shape.s6 + KERNEL / 2 ? y : -1);
    }
    for (int depth = 0; depth < shape.s0; depth += DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = me; i < DEPTH * PATCH; i += ITEMS) {
            int c = i % DEPTH;
            int pixel = i / DEPTH;
            int x = left + pixel % PATCH_COLUMNS - KERNEL / 2;
            global const stored* line = (global const stored*)lines[pixel / PATCH_COLUMNS];
            pixels[c * PATCH + pixel] = depth + c < shape.s0 ? READ(line + x * in.s0 + depth + c) : 0;
        }
        for (int i = 0; i < KERNEL; i++) {
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int f = me; f < KERNEL * DEPTH * OUTPUTS / 4; f += ITEMS) {
                int o = f % (OUTPUTS / 4);
                int c = f / (OUTPUTS / 4) % DEPTH;
                int j = f / (OUTPUTS / 4) / DEPTH;
                int from = ((i * KERNEL + j) * shape.s0 + depth + c) * shape.s2 + output + 4 * o;
                factors[f] = depth + c < shape.s0 ? *(global const float4*)(weights + shape.s4 + from) : (float4)0;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int c = 0; c < DEPTH; c++) {
                local const float* line = pixels + c * PATCH + (row + i) * PATCH_COLUMNS + column;
                float values[RUN + KERNEL - 1];
                UNROLL
                for (int p = 0; p < RUN + KERNEL - 1; p++) {
                    values[p] = line[p];
                }
                UNROLL
                for (int j = 0; j < KERNEL; j++) {
                    float4 lowFactor = factors[(j * DEPTH + c) * (OUTPUTS / 4) + four];
                    float4 highFactor = factors[(j * DEPTH + c) * (OUTPUTS / 4) + GROUPS + four];
                    UNROLL
                    for (int p = 0; p < RUN; p++) {
                        low[p] = mad((float4)values[p + j], lowFactor, low[p]);
                        high[p] = mad((float4)values[p + j], highFactor, high[p]);
                    }
                }
            }
        }
    }
    int y = top + row;
    if (y >= area.s0 + shape.s6) {
        return;
    }
    global stored* line = ROW(out, y);
    int lowChannel = output + 4 * four;
    int highChannel = output + 4 * (GROUPS + four);
    UNROLL
    for (int p = 0; p < RUN; p++) {
        int x = left + column + p;
        if (x < area.s1 && lowChannel < shape.s1) {
            EPILOGUE(low[p], y, x, lowChannel);
            put(out, area, line, x, lowChannel, shape.s1 - lowChannel, low[p]);
        }
        if (x < area.s1 && highChannel < shape.s1) {
            EPILOGUE(high[p], y, x, highChannel);
            put(out, area, line, x, highChannel, shape.s1 - highChannel, high[p]);
        }
    }
}
