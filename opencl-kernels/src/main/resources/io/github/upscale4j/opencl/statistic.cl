// What all pixels of an image leave of a channel, or of neighbouring channels together: GROUP work items for them. Each sum
// carries what its additions lose (Kahan, "Further remarks on reducing truncation errors", 1965). KIND: 0 the mean,
// 1 the standard deviation, 2 the line that normalises, (channels) factors and (channels) offsets.
// shape: (columns of the input, channels together, channels, offset of the weights, offset of the bias, epsilon).

// Of the values from a channel on, or of the squares of their differences from a centre.
inline float part(VIEW(in), int8 shape, int channel, float centre, bool squares) {
    int count = shape.s0 * in.s7 * shape.s1;
    float sum = 0, lost = 0;
    for (int i = get_local_id(0); i < count; i += GROUP) {
        int pixel = i / shape.s1;
        float value = READ(ROW(in, pixel / shape.s0) + pixel % shape.s0 * in.s0 + channel + i % shape.s1) - centre;
        value = (squares ? value * value : value) - lost;
        float next = sum + value;
        lost = (next - sum) - value;
        sum = next;
    }
    return sum;
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP];
    int channel = get_group_id(0) * shape.s1;
    float count = (float)shape.s0 * in.s7 * shape.s1;
    float value = total(sums, part(PASS(in), shape, channel, 0, false)) / count;
    global stored* row = ROW(out, 0);
#if KIND > 0
    float mean = value;
    float variance = total(sums, part(PASS(in), shape, channel, mean, true)) / count;
    value = sqrt(variance);
#endif
#if KIND == 2
    for (int c = channel + get_local_id(0); c < channel + shape.s1; c += GROUP) {
        float factor = weights[shape.s3 + c] / sqrt(variance + as_float(shape.s5));
        float offset = weights[shape.s4 + c] - mean * factor;
        EPILOGUE(factor, 0, 0, c);
        EPILOGUE(offset, 0, 0, shape.s2 + c);
        put(out, area, row, 0, c, 1, factor);
        put(out, area, row, 0, shape.s2 + c, 1, offset);
    }
#else
    if (get_local_id(0) == 0) {
        EPILOGUE(value, 0, 0, channel);
        put(out, area, row, 0, channel, 1, value);
    }
#endif
}
