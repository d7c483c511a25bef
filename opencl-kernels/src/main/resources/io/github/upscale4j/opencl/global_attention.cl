// Attention of all pixels to all pixels of another image: a work item a query and head, GROUP of them share the keys and values
// that come through local memory in portions of KEYS. KEY_SIZE, SIZE: channels of a head of keys, of values. 
// shape: (columns of the image of keys, groups in a row, factor).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        VIEW(valueView), int8 shape EPILOGUE_ARGUMENTS) {
    local float keys[KEYS * KEY_SIZE];
    local float values[KEYS * SIZE];
    int me = get_local_id(0);
    int head = get_group_id(0) / shape.s1;
    int x = get_group_id(0) % shape.s1 * GROUP + me;
    int y = area.s0 + get_group_id(1);
    bool there = x < area.s1;
    int count = shape.s0 * keyView.s7;
    float mine[KEY_SIZE], sums[SIZE];
    global const stored* query = ROW(queryView, y) + x * queryView.s0 + head * KEY_SIZE;
    UNROLL
    for (int c = 0; c < KEY_SIZE; c++) {
        mine[c] = there ? READ(query + c) * as_float(shape.s2) : 0;
    }
    UNROLL
    for (int c = 0; c < SIZE; c++) {
        sums[c] = 0;
    }
    float most = -INFINITY;
    float total = 0;
    for (int first = 0; first < count; first += KEYS) {
        int portion = min(KEYS, count - first);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = me; i < portion * KEY_SIZE; i += GROUP) {
            int key = first + i / KEY_SIZE;
            keys[i] = READ(ROW(keyView, key / shape.s0) + key % shape.s0 * keyView.s0 + head * KEY_SIZE + i % KEY_SIZE);
        }
        for (int i = me; i < portion * SIZE; i += GROUP) {
            int key = first + i / SIZE;
            values[i] = READ(ROW(valueView, key / shape.s0) + key % shape.s0 * valueView.s0 + head * SIZE + i % SIZE);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < portion && there; k++) {
            float score = 0;
            UNROLL
            for (int c = 0; c < KEY_SIZE; c++) {
                score = mad(mine[c], keys[k * KEY_SIZE + c], score);
            }
            attend(score, values + k * SIZE, &most, &total, sums);
        }
    }
    if (there) {
        global stored* row = ROW(out, y);
        UNROLL
        for (int c = 0; c < SIZE; c++) {
            float value = sums[c] / total;
            EPILOGUE(value, y, x, head * SIZE + c);
            put(out, area, row, x, head * SIZE + c, 1, value);
        }
    }
}
