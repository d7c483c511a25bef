// ITEMS work items a pixel, one after the other in a group of GROUP, each with MINE of its channels. Where that is one, it reads
// them as often as it needs them; more hold them in registers. shape: (channels, offset of the weight, offset of the bias, epsilon).

#if ITEMS == 1
#define VALUE(i) READ(pixel + (i))
#define COUNT shape.s0
#else
#define VALUE(i) held[i]
#define COUNT MINE
#endif

// The sum over the items of a pixel.
inline float total(local float4* sums, float mine) {
#if ITEMS == 1
    return mine;
#else
    int me = get_local_id(0);
    ((local float*)sums)[me] = mine;
    barrier(CLK_LOCAL_MEM_FENCE);
    local const float4* items = sums + me / ITEMS * (ITEMS / 4);
    float4 sum = 0;
    UNROLL
    for (int i = 0; i < ITEMS / 4; i++) {
        sum += items[i];
    }
    return sum.s0 + sum.s1 + sum.s2 + sum.s3;
#endif
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float4 sums[GROUP / 4], squares[GROUP / 4];
    int x = get_global_id(0) / ITEMS;
    int y = area.s0 + get_global_id(1);
    // what lies past the last column computes along, since all meet at barriers
    int channels = x < area.s1 ? shape.s0 : 0;
    int first = get_global_id(0) % ITEMS;
    global const stored* pixel = ROW(in, y) + x * in.s0;
#if ITEMS > 1
    float held[MINE];
    UNROLL
    for (int i = 0; i < MINE; i++) {
        held[i] = first + i * ITEMS < channels ? READ(pixel + first + i * ITEMS) : 0;
    }
#endif
    float sum = 0;
    UNROLL
    for (int i = 0; i < COUNT; i++) {
        sum += first + i * ITEMS < channels ? VALUE(i) : 0;
    }
    float mean = total(sums, sum) / shape.s0;
    float square = 0;
    UNROLL
    for (int i = 0; i < COUNT; i++) {
        float difference = first + i * ITEMS < channels ? VALUE(i) - mean : 0;
        square += difference * difference;
    }
    float factor = 1 / sqrt(total(squares, square) / shape.s0 + as_float(shape.s3));
    global stored* row = ROW(out, y);
    UNROLL
    for (int i = 0; i < COUNT; i++) {
        int c = first + i * ITEMS;
        if (c < channels) {
            float value = (VALUE(i) - mean) * factor * weights[shape.s1 + c] + weights[shape.s2 + c];
            EPILOGUE(value, y, x, c);
            put(out, area, row, x, c, 1, value);
        }
    }
}
