// One work item a value; the operation defines valueAt.

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, int channels, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0) / channels;
    int c = get_global_id(0) % channels;
    int y = area.s0 + get_global_id(1);
    if (x < area.s1) {
        float value = valueAt(PASS(in), shape, y, x, c);
        EPILOGUE(value, y, x, c);
        put(out, area, ROW(out, y), x, c, 1, value);
    }
}
