// Rows as they come over the bus, one behind the other without zeros beside them, into their view; a work item a value.

kernel void runStep(global const float* rows, VIEW(out), int4 area, int channels) {
    int i = get_global_id(0);
    int y = get_global_id(1);
    int x = i / channels;
    if (x < area.s1) {
        float value = rows[y * area.s1 * channels + i];
        put(out, area, ROW(out, area.s0 + y), x, i % channels, 1, value);
    }
}
