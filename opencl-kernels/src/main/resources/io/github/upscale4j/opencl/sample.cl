// Linear interpolation at learned places, summed over groups of channels. shape: (groups, factor, rows and columns of the
// input); in2, the view of the places, is an argument of the kernel.

inline float shift(int i, int factor) {
    return (i % factor + 0.5f) / factor - 0.5f;
}

kernel void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int channels, int8 in, int8 in2, int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0) / channels;
    int c = get_global_id(0) % channels;
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    int factor = shape.s1;
    int square = factor * factor;
    int place = rowAt(in2, y / factor) + x / factor * in2.s0 + y % factor * factor + x % factor;
    float value = 0;
    for (int group = 0; group < shape.s0; group++, place += square) {
        float right = clamp(shift(x, factor) + arena[place], (float)-shape.s3, (float)shape.s3);
        float below = clamp(shift(y, factor) + arena[place + shape.s0 * square], (float)-shape.s2, (float)shape.s2);
        int left = x / factor + (int)floor(right);
        int top = y / factor + (int)floor(below);
        right -= floor(right);
        below -= floor(below);
        int from = clamp(left, 0, shape.s3 - 1) * in.s0 + group * channels + c;
        int to = clamp(left + 1, 0, shape.s3 - 1) * in.s0 + group * channels + c;
        int upper = rowAt(in, clamp(top, 0, shape.s2 - 1));
        int lower = rowAt(in, clamp(top + 1, 0, shape.s2 - 1));
        float over = arena[upper + from] * (1 - right) + arena[upper + to] * right;
        float under = arena[lower + from] * (1 - right) + arena[lower + to] * right;
        value += over * (1 - below) + under * below;
    }
    EPILOGUE(value, y, x, c);
    put(arena, out, area, rowAt(out, y), x, c, 1, value);
}
