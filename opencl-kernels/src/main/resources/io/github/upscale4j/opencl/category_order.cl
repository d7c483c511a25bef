// The pixels' numbers in the order of their categories, counted and dealt out by one group of GROUP work items: GROUP pixels at
// a time find their places, each behind those before it, so that pixels of a category keep their order. CATEGORIES: how many.
// shape: (columns).

// The channel that is the largest of a pixel, the first of equals.
inline int categoryOf(VIEW(in), int columns, int pixel) {
    global const stored* values = ROW(in, pixel / columns) + pixel % columns * in.s0;
    int largest = 0;
    for (int c = 1; c < CATEGORIES; c++) {
        largest = READ(values + c) > READ(values + largest) ? c : largest;
    }
    return largest;
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local int next[CATEGORIES]; // first as counts, then as the place of a category's next pixel
    local int some[GROUP];
    int me = get_local_id(0);
    int count = shape.s0 * in.s7;
    for (int c = me; c < CATEGORIES; c += GROUP) {
        next[c] = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int pixel = me; pixel < count; pixel += GROUP) {
        atomic_inc(next + categoryOf(PASS(in), shape.s0, pixel));
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (me == 0) {
        int place = 0;
        for (int c = 0; c < CATEGORIES; c++) {
            int pixels = next[c];
            next[c] = place;
            place += pixels;
        }
    }
    for (int first = 0; first < count; first += GROUP) {
        int pixel = first + me;
        bool there = pixel < count;
        int mine = there ? categoryOf(PASS(in), shape.s0, pixel) : 0;
        some[me] = mine;
        barrier(CLK_LOCAL_MEM_FENCE);
        int place = next[mine];
        for (int i = 0; i < me; i++) {
            place += some[i] == mine;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (there) {
            atomic_inc(next + mine);
            int y = place / shape.s0;
            int x = place % shape.s0;
            float value = pixel;
            EPILOGUE(value, y, x, 0);
            put(out, area, ROW(out, y), x, 0, 1, value);
        }
    }
}
