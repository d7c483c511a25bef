// Rows as they come over the bus, one behind the other without zeros beside them, into their view; a work item a value.

kernel void runStep(global float* arena, global const float* rows, int8 out, int4 area, int channels) {
    int i = get_global_id(0);
    int y = get_global_id(1);
    int x = i / channels;
    if (x < area.s1) {
        float value = rows[y * area.s1 * channels + i];
        put(arena, out, area, rowAt(out, area.s0 + y), x, i % channels, 1, value);
    }
}
