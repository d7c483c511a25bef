// Attention of all pixels to all pixels of another image: a work item a query and head, GROUP of them share the keys and values
// that come through local memory in portions of KEYS, a multiple of SOME. KEY_SIZE, SIZE: channels of a head of keys, of values.
// shape: (columns of the image of keys, groups in a row, factor).

#define KEY_FOURS ((KEY_SIZE + 3) / 4)

// A channel of a pixel of the image of keys; zero past the last pixel, and past the channels of a head.
inline float channelOf(VIEW(view), int columns, int pixel, int head, int c, int size) {
    bool there = pixel < columns * view.s7 && c < size;
    return there ? READ(ROW(view, pixel / columns) + pixel % columns * view.s0 + head * size + c) : 0;
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        VIEW(valueView), int8 shape EPILOGUE_ARGUMENTS) {
    local float4 keys[KEYS * KEY_FOURS];
    local float4 values[KEYS * FOURS];
    int me = get_local_id(0);
    int head = get_group_id(0) / shape.s1;
    int x = get_group_id(0) % shape.s1 * GROUP + me;
    int y = area.s0 + get_group_id(1);
    bool there = x < area.s1;
    int count = shape.s0 * keyView.s7;
    float4 mine[KEY_FOURS], sums[FOURS];
    global const stored* query = ROW(queryView, y) + x * queryView.s0 + head * KEY_SIZE;
    UNROLL
    for (int c = 0; c < 4 * KEY_FOURS; c++) {
        ((float*)mine)[c] = there && c < KEY_SIZE ? READ(query + c) * as_float(shape.s2) : 0;
    }
    UNROLL
    for (int f = 0; f < FOURS; f++) {
        sums[f] = 0;
    }
    float most = -INFINITY;
    float total = 0;
    for (int first = 0; first < count; first += KEYS) {
        int portion = min(KEYS, count - first);
        barrier(CLK_LOCAL_MEM_FENCE);
        int padded = (portion + SOME - 1) / SOME * SOME;
        for (int i = me; i < padded * 4 * KEY_FOURS; i += GROUP) {
            int key = first + i / (4 * KEY_FOURS);
            ((local float*)keys)[i] = channelOf(PASS(keyView), shape.s0, key, head, i % (4 * KEY_FOURS), KEY_SIZE);
        }
        for (int i = me; i < padded * 4 * FOURS; i += GROUP) {
            int key = first + i / (4 * FOURS);
            ((local float*)values)[i] = channelOf(PASS(valueView), shape.s0, key, head, i % (4 * FOURS), SIZE);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < padded && there; k += SOME) {
            float scores[SOME];
            products(keys + k * KEY_FOURS, KEY_FOURS, KEY_FOURS, mine, scores);
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
