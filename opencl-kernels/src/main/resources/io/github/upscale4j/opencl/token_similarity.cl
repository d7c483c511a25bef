// The softmax over tokens of the cosine of a pixel and each, times the token's factor: a work item a pixel, GROUP of them share
// the tokens that come through local memory in portions of PORTION. They come twice, first for the sum, so that no work item
// has to hold a score for each. TOKENS: how many; SIZE: channels of each. shape: (offset of the factors).

inline float inverseLength(global const stored* values) {
    float square = 0;
    for (int c = 0; c < SIZE; c++) {
        square = mad(READ(values + c), READ(values + c), square);
    }
    return 1 / max(sqrt(square), 1e-12f);
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), VIEW(tokenView),
        int8 shape EPILOGUE_ARGUMENTS) {
    local float tokens[PORTION * SIZE]; // of length 1, times their factors
    int me = get_local_id(0);
    int x = get_group_id(0) * GROUP + me;
    int y = area.s0 + get_group_id(1);
    bool there = x < area.s1;
    global const stored* pixel = ROW(in, y) + (there ? x * in.s0 : 0);
    float length = inverseLength(pixel);
    float mine[SIZE];
    UNROLL
    for (int c = 0; c < SIZE; c++) {
        mine[c] = READ(pixel + c) * length;
    }
    global stored* row = ROW(out, y);
    float most = -INFINITY;
    float total = 0;
    for (int summed = 0; summed < 2; summed++) {
        for (int first = 0; first < TOKENS; first += PORTION) {
            int portion = min(PORTION, TOKENS - first);
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int t = me; t < portion; t += GROUP) {
                global const stored* token = ROW(tokenView, 0) + (first + t) * SIZE;
                float factor = weights[shape.s0 + first + t] * inverseLength(token);
                for (int c = 0; c < SIZE; c++) {
                    tokens[t * SIZE + c] = READ(token + c) * factor;
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int t = 0; t < portion && there; t++) {
                float score = 0;
                UNROLL
                for (int c = 0; c < SIZE; c++) {
                    score = mad(mine[c], tokens[t * SIZE + c], score);
                }
                if (summed) {
                    float value = exp(score - most) / total;
                    EPILOGUE(value, y, x, first + t);
                    put(out, area, row, x, first + t, 1, value);
                } else {
                    float higher = max(most, score);
                    total = total * exp(most - higher) + exp(score - higher);
                    most = higher;
                }
            }
        }
    }
}
