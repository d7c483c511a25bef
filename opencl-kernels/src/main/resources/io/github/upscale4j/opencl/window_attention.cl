// A group of work items a window and head, a work item a query at a time. SIZE: channels of a head; SIDE: of the window;
// GROUP: work items; COSINE: whether likeness is a cosine. Keys and values come through local memory in portions of KEYS.
// The softmax is kept up as keys come (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018).
// shape: (channels, shift, first row of the first window, offset of the bias, offset of the factors, windows in a row).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    local float keys[KEYS * SIZE];
    local float values[KEYS * SIZE];
    local float lengths[KEYS]; // inverse, of keys
    int me = get_local_id(0);
    int heads = shape.s0 / SIZE;
    int window = get_group_id(0) % shape.s5;
    int head = get_group_id(0) / shape.s5;
    int firstRow = shape.s2 + get_group_id(1) * SIDE; // may lie above the image
    int firstColumn = shape.s1 - (shape.s1 > 0 ? SIDE : 0) + window * SIDE;
    int top = max(firstRow, 0);
    int left = max(firstColumn, 0);
    int rows = min(firstRow + SIDE, out.s7) - top;
    int columns = min(firstColumn + SIDE, area.s1) - left;
    int pixels = rows * columns;
    global const float* bias = weights + shape.s3 + head * (2 * SIDE - 1) * (2 * SIDE - 1);
    for (int round = 0; round < pixels; round += GROUP) {
        int query = round + me;
        bool there = query < pixels;
        int y = top + query / columns;
        int x = left + query % columns;
        float mine[SIZE], sums[SIZE];
        float square = 0;
        int at = there ? rowAt(in, y) + x * in.s0 + head * SIZE : 0;
        for (int c = 0; c < SIZE; c++) {
            mine[c] = there ? arena[at + c] : 0;
            square += mine[c] * mine[c];
            sums[c] = 0;
        }
        float factor = weights[shape.s4 + head];
#if COSINE
        factor /= max(sqrt(square), 1e-12f);
#endif
        float most = -INFINITY;
        float total = 0;
        for (int first = 0; first < pixels; first += KEYS) {
            int count = min(KEYS, pixels - first);
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int i = me; i < count * SIZE; i += GROUP) {
                int key = first + i / SIZE;
                int from = rowAt(in, top + key / columns) + (left + key % columns) * in.s0 + head * SIZE + i % SIZE;
                keys[i] = arena[from + shape.s0];
                values[i] = arena[from + 2 * shape.s0];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
#if COSINE
            for (int k = me; k < count; k += GROUP) {
                float sum = 0;
                for (int c = 0; c < SIZE; c++) {
                    sum += keys[k * SIZE + c] * keys[k * SIZE + c];
                }
                lengths[k] = 1 / max(sqrt(sum), 1e-12f);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
#endif
            for (int k = 0; k < count && there; k++) {
                float product = 0;
                for (int c = 0; c < SIZE; c++) {
                    product += mine[c] * keys[k * SIZE + c];
                }
#if COSINE
                product *= lengths[k];
#endif
                int key = first + k;
                int down = query / columns - key / columns + SIDE - 1;
                int along = query % columns - key % columns + SIDE - 1;
                float score = product * factor + bias[down * (2 * SIDE - 1) + along];
                float higher = max(most, score);
                float fade = exp(most - higher);
                float weight = exp(score - higher);
                total = total * fade + weight;
                for (int c = 0; c < SIZE; c++) {
                    sums[c] = sums[c] * fade + weight * values[k * SIZE + c];
                }
                most = higher;
            }
        }
        if (there) {
            int row = rowAt(out, y);
            for (int c = 0; c < SIZE; c++) {
                float value = sums[c] / total;
                EPILOGUE(value, y, x, head * SIZE + c);
                put(arena, out, area, row, x, head * SIZE + c, 1, value);
            }
        }
    }
}
