// Attention of windows: a group of work items a window and head, a work item a query at a time. SIZE: channels of a head;
// GROUP: work items; COSINE: whether likeness is a cosine. Keys and values come through local memory in portions of KEYS.
// rows, columns: (pixels of a window, where the first starts, pixels of its keys, step from keys to keys, where the keys of
// the window at the start begin, multiple to which zeros fill the image, zeros beyond, fold).
// shape: (channels, offset of the bias, offset of the factors, windows in a row, first row of the first window, columns of
// the image of keys, channels that a pixel gives to a key, edge: 0 cut, 1 straddled by keys, whose other pixels are those
// of the opposite edge, 2 the image goes round). at: first channel of (queries, keys, values), how many heads'
// biases stand before those of windows that the upper or lower edge cuts, or 0 where these are the same.

#define TOGETHER 8 // work items that fetch a key

// The first pixel of the keys of the window that starts at a pixel.
inline int firstKey(int8 axis, int start) {
    return axis.s4 + (start - axis.s1) / axis.s0 * axis.s3;
}

// Of the keys that start there, the first one that exists, and one past the last.
inline int shownFrom(int8 axis, int first, int edge) {
    return edge == 2 ? 0 : clamp((-axis.s6 - first) / axis.s7, 0, axis.s2 / axis.s7);
}

inline int shownTo(int8 axis, int first, int length, int edge) {
    int end = (length + axis.s5 - 1) / axis.s5 * axis.s5 + axis.s6;
    return edge == 2 ? axis.s2 / axis.s7 : clamp((end - first) / axis.s7, 0, axis.s2 / axis.s7);
}

// A channel of a pixel; outside the image zero or that of the opposite edge.
inline float pixelAt(VIEW(view), int width, int y, int x, int channel, int edge) {
    if (edge > 0) {
        y = (y % view.s7 + view.s7) % view.s7;
        x = (x % width + width) % width;
    }
    return y >= 0 && y < view.s7 && x >= 0 && x < width ? READ(ROW(view, y) + x * view.s0 + channel) : 0;
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        VIEW(valueView), int8 rows, int8 columns, int8 shape, int4 at EPILOGUE_ARGUMENTS) {
    local float keys[KEYS * SIZE];
    local float values[KEYS * SIZE];
    local float lengths[KEYS]; // inverse, of keys
    int me = get_local_id(0);
    int head = get_group_id(0) / shape.s3;
    int windowTop = shape.s4 + get_group_id(1) * rows.s0; // may lie above the image
    int windowLeft = columns.s1 - (columns.s1 > 0 ? columns.s0 : 0) + get_group_id(0) % shape.s3 * columns.s0;
    int top = max(windowTop, 0);
    int left = max(windowLeft, 0);
    int wide = min(windowLeft + columns.s0, area.s1) - left;
    int queries = (min(windowTop + rows.s0, out.s7) - top) * wide;
    int keyTop = firstKey(rows, windowTop);
    int keyLeft = firstKey(columns, windowLeft);
    int shownTop = shownFrom(rows, keyTop, shape.s7);
    int shownLeft = shownFrom(columns, keyLeft, shape.s7);
    int shownWide = shownTo(columns, keyLeft, shape.s5, shape.s7) - shownLeft;
    int shown = (shownTo(rows, keyTop, keyView.s7, shape.s7) - shownTop) * shownWide;
    int fold = rows.s7;
    int keyColumns = columns.s2 / fold;
    int area_ = rows.s0 * columns.s0; // queries of a whole window
    int biases = head + (windowTop < 0 || windowTop + rows.s0 > out.s7 ? at.s3 : 0);
    global const float* bias = weights + shape.s1 + biases * (rows.s2 / fold) * keyColumns * area_; // (keys, queries)
    for (int round = 0; round < queries; round += GROUP) {
        int query = round + me;
        bool there = query < queries;
        int y = top + query / wide;
        int x = left + query % wide;
        int place = (y - windowTop) * columns.s0 + x - windowLeft;
        float mine[SIZE], sums[SIZE];
        float square = 0;
        global const stored* channels = ROW(queryView, y) + x * queryView.s0 + at.s0 + head * SIZE;
        UNROLL
        for (int c = 0; c < SIZE; c++) {
            mine[c] = there ? READ(channels + c) : 0;
            square += mine[c] * mine[c];
            sums[c] = 0;
        }
        float factor = weights[shape.s2 + head];
#if COSINE
        factor /= max(sqrt(square), 1e-12f);
#endif
        float most = -INFINITY;
        float total = 0;
        for (int first = 0; first < shown; first += KEYS) {
            int count = min(KEYS, shown - first);
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int i = me; i < count * TOGETHER; i += GROUP) {
                int key = first + i / TOGETHER;
                int yy = keyTop + (shownTop + key / shownWide) * fold;
                int xx = keyLeft + (shownLeft + key % shownWide) * fold;
                for (int c = i % TOGETHER; c < SIZE; c += TOGETHER) {
                    int channel = head * SIZE + c;
                    int pixel = fold == 1 ? 0 : channel / shape.s6;
                    int within = channel - pixel * shape.s6;
                    int slot = i / TOGETHER * SIZE + c;
                    keys[slot] = pixelAt(
                            PASS(keyView), shape.s5, yy + pixel / fold, xx + pixel % fold, at.s1 + within, shape.s7);
                    values[slot] = pixelAt(
                            PASS(valueView), shape.s5, yy + pixel / fold, xx + pixel % fold, at.s2 + within, shape.s7);
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
#if COSINE
            for (int k = me; k < count; k += GROUP) {
                float sum = 0;
                UNROLL
                for (int c = 0; c < SIZE; c++) {
                    sum += keys[k * SIZE + c] * keys[k * SIZE + c];
                }
                lengths[k] = 1 / max(sqrt(sum), 1e-12f);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
#endif
            int column = first % shownWide;
            int number = (shownTop + first / shownWide) * keyColumns + shownLeft + column;
            for (int k = 0; k < count && there; k++) {
                float product = 0;
                UNROLL
                for (int c = 0; c < SIZE; c++) {
                    product += mine[c] * keys[k * SIZE + c];
                }
#if COSINE
                product *= lengths[k];
#endif
                float score = product * factor + bias[number * area_ + place];
                number++;
                column++;
                if (column == shownWide) { // the next row of keys
                    column = 0;
                    number += keyColumns - shownWide;
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
}
