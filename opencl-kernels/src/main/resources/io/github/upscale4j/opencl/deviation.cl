// The standard deviation of each channel over the image, a group of work items a channel. shape: (columns of the input).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP];
    int c = get_group_id(0);
    float mean = meanOf(arena, in, shape.s0, c, 1, 0, 0, sums);
    float value = sqrt(meanOf(arena, in, shape.s0, c, 1, mean, 1, sums));
    if (get_local_id(0) == 0) {
        EPILOGUE(value, 0, 0, c);
        put(arena, out, area, rowAt(out, 0), 0, c, 1, value);
    }
}
