// Sums over the pixels of some neighbouring channels, by all GROUP work items of a group.

// The mean of (value - centre), or of its square; every work item gets it. Each sum carries what its additions lose.
inline float meanOf(
        global const float* arena, int8 in, int columns, int channel, int count, float centre, int square, local float* sums) {
    int me = get_local_id(0);
    int values = columns * in.s7 * count;
    float sum = 0, lost = 0;
    for (int i = me; i < values; i += GROUP) {
        int pixel = i / count;
        float value = arena[rowAt(in, pixel / columns) + pixel % columns * in.s0 + channel + i % count] - centre;
        value = (square ? value * value : value) - lost;
        float next = sum + value;
        lost = (next - sum) - value;
        sum = next;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    sums[me] = sum;
    for (int half_ = GROUP / 2; half_ > 0; half_ /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < half_) {
            sums[me] += sums[me + half_];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return sums[0] / values;
}
