// The sum of one number of each work item of a group, added in pairs. GROUP: work items, a power of two.

inline float total(local float* sums, float mine) {
    int me = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    sums[me] = mine;
    for (int rest = GROUP / 2; rest > 0; rest /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < rest) {
            sums[me] += sums[me + rest];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return sums[0];
}
