// Attention among pixels that stand together in an order: a group of GROUP work items a group of pixels and head, a work item
// a query at a time. SIZE: channels of a head. Keys and values come through local memory in portions of KEYS, a multiple of SOME.
// shape: (columns, pixels that attend to one another, channels, heads, factor).

// Number of the pixel at a place in the order.
inline int pixelAt(VIEW(order), int columns, int place) {
    return (int)READ(ROW(order, place / columns) + place % columns * order.s0);
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), VIEW(order),
        int8 shape EPILOGUE_ARGUMENTS) {
    local float4 keys[KEYS * FOURS];
    local float4 values[KEYS * FOURS];
    int me = get_local_id(0);
    int head = get_group_id(0) % shape.s3;
    int start = get_group_id(0) / shape.s3 * shape.s1;
    int count = shape.s0 * in.s7;
    int queries = min(shape.s1, count - start);
    int shown = min(shape.s1, count);
    for (int round = 0; round < queries; round += GROUP) {
        bool there = round + me < queries;
        int pixel = there ? pixelAt(PASS(order), shape.s0, start + round + me) : 0;
        int y = pixel / shape.s0;
        int x = pixel % shape.s0;
        global const stored* query = ROW(in, y) + x * in.s0 + head * SIZE;
        float4 mine[FOURS], sums[FOURS];
        UNROLL
        for (int c = 0; c < 4 * FOURS; c++) {
            ((float*)mine)[c] = c < SIZE ? READ(query + c) * as_float(shape.s4) : 0;
            ((float*)sums)[c] = 0;
        }
        float most = -INFINITY;
        float total = 0;
        for (int first = 0; first < shown; first += KEYS) {
            int portion = min(KEYS, shown - first);
            barrier(CLK_LOCAL_MEM_FENCE);
            int padded = (portion + SOME - 1) / SOME * SOME;
            for (int i = me; i < padded * 4 * FOURS; i += GROUP) {
                int slot = i / (4 * FOURS);
                int c = i % (4 * FOURS);
                int place = start + first + min(slot, portion - 1);
                place = place < count ? place : 2 * count - 1 - place; // the last group's: back from its end
                int key = pixelAt(PASS(order), shape.s0, place);
                global const stored* at = ROW(in, key / shape.s0) + key % shape.s0 * in.s0 + shape.s2 + head * SIZE + c;
                bool real = slot < portion && c < SIZE;
                ((local float*)keys)[i] = real ? READ(at) : 0;
                ((local float*)values)[i] = real ? READ(at + shape.s2) : 0;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int k = 0; k < padded && there; k += SOME) {
                float scores[SOME];
                products(keys + k * FOURS, FOURS, FOURS, mine, scores);
                UNROLL
                for (int i = 0; i < SOME; i++) {
                    scores[i] = k + i < portion ? scores[i] : -INFINITY;
                }
                attend(scores, values + k * FOURS, FOURS, &most, &total, sums);
            }
        }
        if (there) {
            global stored* row = ROW(out, y);
            UNROLL
            for (int c = 0; c < SIZE; c++) {
                float value = ((float*)sums)[c] / total;
                EPILOGUE(value, y, x, head * SIZE + c);
                put(out, area, row, x, head * SIZE + c, 1, value);
            }
        }
    }
}
