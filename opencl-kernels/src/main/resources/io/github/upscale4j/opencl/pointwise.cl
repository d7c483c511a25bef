// One work item a value; the operation defines valueAt.

kernel void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int channels, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0) / channels;
    int c = get_global_id(0) % channels;
    int y = area.s0 + get_global_id(1);
    if (x < area.s1) {
        float value = valueAt(arena, in, shape, y, x, c);
        EPILOGUE(value, y, x, c);
        put(arena, out, area, rowAt(out, y), x, c, 1, value);
    }
}
