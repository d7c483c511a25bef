// Attention of all pixels to all pixels of another image, for heads with more channels than a work item has registers: ITEMS of
// them share a query, each with every ITEMS-th channel, and QUERIES queries make a group, which shares the keys and values that
// come through local memory in portions of KEYS. KEY_SIZE, SIZE: channels of a head of keys, of values.
// shape: (columns of the image of keys, groups in a row, factor).

#define GROUP (QUERIES * ITEMS)
#define KEY_PART ((KEY_SIZE + ITEMS - 1) / ITEMS)
#define PART ((SIZE + ITEMS - 1) / ITEMS)
#define KEY_SPAN (KEY_PART * ITEMS) // of a key, the last channels being zeros
#define SPAN (PART * ITEMS)

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        VIEW(valueView), int8 shape EPILOGUE_ARGUMENTS) {
    local float keys[KEYS * KEY_SPAN];
    local float values[KEYS * SPAN];
    local float products[QUERIES * KEYS * ITEMS]; // what each item has of a score
    int me = get_local_id(0);
    int item = me % ITEMS;
    int head = get_group_id(0) / shape.s1;
    int x = get_group_id(0) % shape.s1 * QUERIES + me / ITEMS;
    int y = area.s0 + get_group_id(1);
    bool there = x < area.s1;
    int count = shape.s0 * keyView.s7;
    local float* scores = products + me / ITEMS * KEYS * ITEMS;
    float mine[KEY_PART], sums[PART];
    global const stored* query = ROW(queryView, y) + (there ? x : 0) * queryView.s0 + head * KEY_SIZE;
    UNROLL
    for (int i = 0; i < KEY_PART; i++) {
        int c = item + i * ITEMS;
        mine[i] = c < KEY_SIZE ? READ(query + c) * as_float(shape.s2) : 0;
    }
    UNROLL
    for (int i = 0; i < PART; i++) {
        sums[i] = 0;
    }
    float most = -INFINITY;
    float total = 0;
    for (int first = 0; first < count; first += KEYS) {
        int portion = min(KEYS, count - first);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = me; i < portion * KEY_SPAN; i += GROUP) {
            int key = first + i / KEY_SPAN;
            int c = i % KEY_SPAN;
            global const stored* at = ROW(keyView, key / shape.s0) + key % shape.s0 * keyView.s0 + head * KEY_SIZE;
            keys[i] = c < KEY_SIZE ? READ(at + c) : 0;
        }
        for (int i = me; i < portion * SPAN; i += GROUP) {
            int key = first + i / SPAN;
            int c = i % SPAN;
            global const stored* at = ROW(valueView, key / shape.s0) + key % shape.s0 * valueView.s0 + head * SIZE;
            values[i] = c < SIZE ? READ(at + c) : 0;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < portion; k++) {
            float product = 0;
            UNROLL
            for (int i = 0; i < KEY_PART; i++) {
                product = mad(mine[i], keys[k * KEY_SPAN + item + i * ITEMS], product);
            }
            scores[k * ITEMS + item] = product;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < portion; k++) {
            float score = 0;
            for (int i = 0; i < ITEMS; i++) { // in the same order for each item: all have the same score
                score += scores[k * ITEMS + i];
            }
            float higher = max(most, score);
            float fade = exp(most - higher);
            float weight = exp(score - higher);
            most = higher;
            total = total * fade + weight;
            UNROLL
            for (int i = 0; i < PART; i++) {
                sums[i] = sums[i] * fade + weight * values[k * SPAN + item + i * ITEMS];
            }
        }
    }
    if (there) {
        global stored* row = ROW(out, y);
        UNROLL
        for (int i = 0; i < PART; i++) {
            int c = item + i * ITEMS;
            if (c < SIZE) {
                float value = sums[i] / total;
                EPILOGUE(value, y, x, head * SIZE + c);
                put(out, area, row, x, head * SIZE + c, 1, value);
            }
        }
    }
}
