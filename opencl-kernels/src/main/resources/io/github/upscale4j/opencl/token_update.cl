// New tokens: a share of the old one, and of the mean of all pixels, weighted by the softmax over them of their normalised
// similarity to the token. A group of GROUP work items a token, each of which adds up every GROUP-th channel. CHANNELS: of a
// token. Sums over the image carry what their additions lose, as in statistic.cl; those of GROUP pixels need not.
// shape: (columns, offset of the factors of the normalisation, offset of the shares of old tokens, epsilon).

#define MINE ((CHANNELS + GROUP - 1) / GROUP)

inline void add(float value, float* sum, float* lost) {
    value -= *lost;
    float next = *sum + value;
    *lost = (next - *sum) - value;
    *sum = next;
}

// How far a token is like a pixel.
inline float likeness(VIEW(view), int columns, int pixel) {
    return READ(ROW(view, pixel / columns) + pixel % columns * view.s0 + get_group_id(0));
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(oldView), VIEW(similarityView), VIEW(in),
        int8 shape EPILOGUE_ARGUMENTS) {
    local float some[GROUP];
    global const stored* local places[GROUP];
    int me = get_local_id(0);
    int token = get_group_id(0);
    int count = shape.s0 * in.s7;
    float normal = weights[shape.s1 + token];
    float sum = 0, lost = 0;
    float most = -INFINITY; // in the direction of the factor
    for (int i = me; i < count; i += GROUP) {
        float value = likeness(PASS(similarityView), shape.s0, i);
        add(value, &sum, &lost);
        most = max(most, normal > 0 ? value : -value);
    }
    float mean = total(some, sum) / count;
    sum = 0;
    lost = 0;
    for (int i = me; i < count; i += GROUP) {
        float difference = likeness(PASS(similarityView), shape.s0, i) - mean;
        add(difference * difference, &sum, &lost);
    }
    float factor = normal / sqrt(total(some, sum) / count + as_float(shape.s3));
    barrier(CLK_LOCAL_MEM_FENCE);
    some[me] = most;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 0; i < GROUP; i++) {
        most = max(most, some[i]);
    }
    float centre = normal > 0 ? most : -most;
    float sums[MINE], rests[MINE];
    UNROLL
    for (int i = 0; i < MINE; i++) {
        sums[i] = 0;
        rests[i] = 0;
    }
    float all = 0, rest = 0;
    for (int first = 0; first < count; first += GROUP) {
        int portion = min(GROUP, count - first);
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < portion) {
            int pixel = first + me;
            some[me] = exp((likeness(PASS(similarityView), shape.s0, pixel) - centre) * factor);
            places[me] = ROW(in, pixel / shape.s0) + pixel % shape.s0 * in.s0;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float part = 0;
        for (int i = 0; i < portion; i++) {
            part += some[i];
        }
        add(part, &all, &rest);
        UNROLL
        for (int j = 0; j < MINE; j++) {
            int channel = me + j * GROUP;
            part = 0;
            for (int i = 0; i < portion && channel < CHANNELS; i++) {
                part = mad(some[i], READ(places[i] + channel), part);
            }
            add(part, sums + j, rests + j);
        }
    }
    float share = weights[shape.s2 + token];
    UNROLL
    for (int j = 0; j < MINE; j++) {
        int channel = me + j * GROUP;
        if (channel < CHANNELS) {
            int c = token * CHANNELS + channel;
            float value = share * READ(ROW(oldView, 0) + c) + (1 - share) * (sums[j] / all);
            EPILOGUE(value, 0, 0, c);
            put(out, area, ROW(out, 0), 0, c, 1, value);
        }
    }
}
