// The mean of each channel over the image: GROUP work items a channel, whose sums are then added in pairs. Each sum carries
// what its additions lose (Kahan, "Further remarks on reducing truncation errors", 1965). shape: (columns of the input).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP];
    int me = get_local_id(0);
    int c = get_group_id(0);
    int pixels = shape.s0 * in.s7;
    float sum = 0, lost = 0;
    for (int i = me; i < pixels; i += GROUP) {
        float value = arena[rowAt(in, i / shape.s0) + i % shape.s0 * in.s0 + c] - lost;
        float next = sum + value;
        lost = (next - sum) - value;
        sum = next;
    }
    sums[me] = sum;
    for (int half_ = GROUP / 2; half_ > 0; half_ /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < half_) {
            sums[me] += sums[me + half_];
        }
    }
    if (me == 0) {
        float value = sums[0] / pixels;
        EPILOGUE(value, 0, 0, c);
        put(arena, out, area, rowAt(out, 0), 0, c, 1, value);
    }
}
