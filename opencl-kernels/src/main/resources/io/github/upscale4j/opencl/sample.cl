// Linear interpolation at learned places, summed over groups of channels. in2: the places. shape: (groups, factor, rows and
// columns of the input, channels of the output).

inline float shift(int i, int factor) {
    return (i % factor + 0.5f) / factor - 0.5f;
}

inline float valueAt(VIEW(in), VIEW(in2), int8 shape, int y, int x, int c) {
    int factor = shape.s1;
    int square = factor * factor;
    global const stored* place = ROW(in2, y / factor) + x / factor * in2.s0 + y % factor * factor + x % factor;
    float value = 0;
    for (int group = 0; group < shape.s0; group++, place += square) {
        float right = clamp(shift(x, factor) + READ(place), (float)-shape.s3, (float)shape.s3);
        float below = clamp(shift(y, factor) + READ(place + shape.s0 * square), (float)-shape.s2, (float)shape.s2);
        int left = x / factor + (int)floor(right);
        int top = y / factor + (int)floor(below);
        right -= floor(right);
        below -= floor(below);
        int from = clamp(left, 0, shape.s3 - 1) * in.s0 + group * shape.s4 + c;
        int to = clamp(left + 1, 0, shape.s3 - 1) * in.s0 + group * shape.s4 + c;
        global const stored* upper = ROW(in, clamp(top, 0, shape.s2 - 1));
        global const stored* lower = ROW(in, clamp(top + 1, 0, shape.s2 - 1));
        float over = READ(upper + from) * (1 - right) + READ(upper + to) * right;
        float under = READ(lower + from) * (1 - right) + READ(lower + to) * right;
        value += over * (1 - below) + under * below;
    }
    return value;
}
