// Rows of a view as they go over the bus, one behind the other; a work item a value.

kernel void runStep(global float* rows, VIEW(in), int4 area, int channels) {
    int i = get_global_id(0);
    int y = get_global_id(1);
    int x = i / channels;
    if (x < area.s1) {
        rows[y * area.s1 * channels + i] = READ(ROW(in, area.s0 + y) + x * in.s0 + i % channels);
    }
}
