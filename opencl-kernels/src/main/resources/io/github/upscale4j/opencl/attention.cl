// Attention of windows: a group of work items a window and head, a work item a query at a time. SIZE: channels of a head;
// GROUP: work items; COSINE: whether likeness is a cosine; FOLD: that of the axes. Keys and values come to local memory in portions of
// KEYS, a multiple of SOME, by WIDE work items a pixel. Where that is more than one, so that neighbours read and write
// neighbours, queries and results go through it as well.
// rows, columns: (pixels of a window, where the first starts, pixels of its keys, step from keys to keys, where the keys of
// the window at the start begin, multiple to which zeros fill the image, zeros beyond, fold).
// shape: (channels, offset of the bias, offset of the factors, windows in a row, first row of the first window, columns of
// the image of keys, channels that a pixel gives to a key, edge: 0 cut, 1 straddled by keys, whose other pixels are those
// of the opposite edge, 2 the image goes round). at: first channel of (queries, keys, values), how many heads'
// biases stand before those of windows that the upper or lower edge cuts, or 0 where these are the same.

#define PITCH (FOURS | 1) // vectors from pixel to pixel: odd, so that work items that read a pixel each meet all banks
#define PIXELS (WIDE > 1 && GROUP > 2 * KEYS ? GROUP : 2 * KEYS) // that local memory holds
#define PARTS (FOLD * FOLD) // pixels of a key
#define PLACES (GROUP > 2 * KEYS * PARTS ? GROUP : 2 * KEYS * PARTS)
#define STEP (GROUP / WIDE)
#define AHEAD (WIDE > 1 ? 8 : 1) // pixels that a work item reads before it writes the first

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

// Where a pixel lies: one of zeros outside the image, or that of the opposite edge.
inline global const stored* placeOf(VIEW(view), int width, int y, int x, int edge) {
    if (edge > 0) {
        y = (y % view.s7 + view.s7) % view.s7;
        x = (x % width + width) % width;
    }
    bool there = y >= 0 && y < view.s7 && x >= 0 && x < width;
    return ROW(view, there ? y : -1) + (there ? x * view.s0 : 0);
}

// Brings a head's channels of some pixels to local memory, and zeros behind them. places: where the channels of all heads begin;
// parts: places of a pixel, each of which has so many of its channels.
inline void bring(local float* to, local const size_t* places, int head, int parts, int channels, int count) {
    for (int c = get_local_id(0) % WIDE; c < 4 * FOURS; c += WIDE) {
        int whole = head * SIZE + min(c, SIZE - 1);
        int part = parts == 1 ? 0 : whole / channels;
        for (int first = get_local_id(0) / WIDE; first < count; first += AHEAD * STEP) {
            float some[AHEAD];
            UNROLL
            for (int i = 0; i < AHEAD; i++) {
                size_t place = places[min(first + i * STEP, count - 1) * parts + part];
                some[i] = READ((global const stored*)place + whole - part * channels);
            }
            UNROLL
            for (int i = 0; i < AHEAD; i++) {
                if (first + i * STEP < count) {
                    to[(first + i * STEP) * (4 * PITCH) + c] = c < SIZE ? some[i] : 0;
                }
            }
        }
    }
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        VIEW(valueView), int8 rows, int8 columns, int8 shape, int4 at EPILOGUE_ARGUMENTS) {
    local float4 memory[PIXELS * PITCH]; // queries, then keys and behind them values, then results
    local size_t places[PLACES]; // where they lie
    local int numbers[KEYS]; // of keys in the bias
#if WIDE > 1
    local int2 pixels[GROUP]; // queries: (column, row)
#endif
#if COSINE
    local float lengths[KEYS]; // inverse, of keys
#endif
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
    int keyColumns = columns.s2 / FOLD;
    int area_ = rows.s0 * columns.s0; // queries of a whole window
    int biases = head + (windowTop < 0 || windowTop + rows.s0 > out.s7 ? at.s3 : 0);
    global const float* bias = weights + shape.s1 + biases * (rows.s2 / FOLD) * keyColumns * area_; // (keys, queries)
    for (int round = 0; round < queries; round += GROUP) {
        int busy = min(GROUP, queries - round);
        int query = round + min(me, busy - 1);
        int x = left + query % wide;
        int y = top + query / wide;
        int place = (y - windowTop) * columns.s0 + x - windowLeft;
        float4 mine[FOURS], sums[FOURS];
        global const stored* channels = ROW(queryView, y) + x * queryView.s0 + at.s0;
#if WIDE > 1
        pixels[me] = (int2)(x, y);
        places[me] = (size_t)channels;
        barrier(CLK_LOCAL_MEM_FENCE);
        bring((local float*)memory, places, head, 1, 0, busy);
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL
        for (int f = 0; f < FOURS; f++) {
            mine[f] = memory[min(me, busy - 1) * PITCH + f];
        }
#else
        for (int c = 0; c < 4 * FOURS; c++) {
            ((float*)mine)[c] = c < SIZE ? READ(channels + head * SIZE + c) : 0;
        }
#endif
        float4 square = 0;
        UNROLL
        for (int f = 0; f < FOURS; f++) {
            square = mad(mine[f], mine[f], square);
            sums[f] = 0;
        }
        float factor = weights[shape.s2 + head];
#if COSINE
        factor /= max(sqrt(square.s0 + square.s1 + square.s2 + square.s3), 1e-12f);
#endif
        float most = -INFINITY;
        float total = 0;
        for (int first = 0; first < shown; first += KEYS) {
            int count = min(KEYS, shown - first);
            int padded = (count + SOME - 1) / SOME * SOME;
            for (int i = me; i < padded * PARTS; i += GROUP) {
                int slot = i / PARTS;
                int part = i % PARTS;
                int key = min(first + slot, shown - 1);
                int keyRow = shownTop + key / shownWide;
                int keyColumn = shownLeft + key % shownWide;
                int yy = keyTop + keyRow * FOLD + part / FOLD;
                int xx = keyLeft + keyColumn * FOLD + part % FOLD;
                places[i] = (size_t)(placeOf(PASS(keyView), shape.s5, yy, xx, shape.s7) + at.s1);
                places[padded * PARTS + i] = (size_t)(placeOf(PASS(valueView), shape.s5, yy, xx, shape.s7) + at.s2);
                numbers[slot] = (keyRow * keyColumns + keyColumn) * area_;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            bring((local float*)memory, places, head, PARTS, shape.s6, 2 * padded);
            barrier(CLK_LOCAL_MEM_FENCE);
#if COSINE
            for (int k = me; k < padded; k += GROUP) {
                float4 sum = 0;
                UNROLL
                for (int f = 0; f < FOURS; f++) {
                    float4 key = memory[k * PITCH + f];
                    sum = mad(key, key, sum);
                }
                lengths[k] = 1 / max(sqrt(sum.s0 + sum.s1 + sum.s2 + sum.s3), 1e-12f);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
#endif
            for (int k = 0; k < padded && me < busy; k += SOME) {
                float scores[SOME];
                products(memory + k * PITCH, PITCH, mine, scores);
                UNROLL
                for (int i = 0; i < SOME; i++) {
#if COSINE
                    scores[i] *= lengths[k + i];
#endif
                    scores[i] = k + i < count ? scores[i] * factor + bias[numbers[k + i] + place] : -INFINITY;
                }
                attend(scores, memory + (padded + k) * PITCH, PITCH, &most, &total, sums);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
#if WIDE > 1
        UNROLL
        for (int f = 0; f < FOURS; f++) {
            memory[me * PITCH + f] = sums[f] * (1 / total);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        local const float* results = (local const float*)memory;
        for (int i = me / WIDE; i < busy; i += STEP) {
            int2 pixel = pixels[i];
            global stored* row = ROW(out, pixel.y);
            for (int c = me % WIDE; c < SIZE; c += WIDE) {
                float value = results[i * (4 * PITCH) + c];
                EPILOGUE(value, pixel.y, pixel.x, head * SIZE + c);
                put(out, area, row, pixel.x, head * SIZE + c, 1, value);
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
#else
        if (me < busy) {
            global stored* row = ROW(out, y);
            for (int c = 0; c < SIZE; c++) {
                float value = ((float*)sums)[c] / total;
                EPILOGUE(value, y, x, head * SIZE + c);
                put(out, area, row, x, head * SIZE + c, 1, value);
            }
        }
#endif
    }
}
