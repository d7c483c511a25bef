// What group normalisation multiplies each channel with, and then adds to it: a group of work items a group of channels.
// shape: (columns of the input, channels of a group, channels, epsilon as a float, offsets of weight and bias).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP];
    int first = get_group_id(0) * shape.s1;
    float mean = meanOf(arena, in, shape.s0, first, shape.s1, 0, 0, sums);
    float variance = meanOf(arena, in, shape.s0, first, shape.s1, mean, 1, sums);
    for (int c = first + get_local_id(0); c < first + shape.s1; c += GROUP) {
        float factor = weights[shape.s4 + c] / sqrt(variance + as_float(shape.s3));
        float offset = weights[shape.s5 + c] - mean * factor;
        EPILOGUE(factor, 0, 0, c);
        put(arena, out, area, rowAt(out, 0), 0, c, 1, factor);
        EPILOGUE(offset, 0, 0, shape.s2 + c);
        put(arena, out, area, rowAt(out, 0), 0, shape.s2 + c, 1, offset);
    }
}
