// ITEMS work items a pixel, one after the other in a group of GROUP. shape: (channels, offset of the weight, offset of the bias,
// epsilon).

// The sum over the items of a pixel.
inline float total(local float* sums, float mine) {
    int me = get_local_id(0);
    sums[me] = mine;
    barrier(CLK_LOCAL_MEM_FENCE);
    local const float* items = sums + me / ITEMS * ITEMS;
    float sum = 0;
    UNROLL
    for (int i = 0; i < ITEMS; i++) {
        sum += items[i];
    }
    return sum;
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP], squares[GROUP];
    int x = get_global_id(0) / ITEMS;
    int y = area.s0 + get_global_id(1);
    // what lies past the last column computes along, since all meet at barriers
    int channels = x < area.s1 ? shape.s0 : 0;
    int mine = get_global_id(0) % ITEMS;
    global const stored* pixel = ROW(in, y) + x * in.s0;
    float sum = 0;
    for (int c = mine; c < channels; c += ITEMS) {
        sum += READ(pixel + c);
    }
    float mean = total(sums, sum) / shape.s0;
    float square = 0;
    for (int c = mine; c < channels; c += ITEMS) {
        float difference = READ(pixel + c) - mean;
        square += difference * difference;
    }
    float factor = 1 / sqrt(total(squares, square) / shape.s0 + as_float(shape.s3));
    global stored* row = ROW(out, y);
    for (int c = mine; c < channels; c += ITEMS) {
        float value = (READ(pixel + c) - mean) * factor * weights[shape.s1 + c] + weights[shape.s2 + c];
        EPILOGUE(value, y, x, c);
        put(out, area, row, x, c, 1, value);
    }
}
