// Linear interpolation. shape: (factor, rows of the input, columns of the input).

// Twice the factor times the position of pixel i among the input's, which is (i + 1/2) / factor - 1/2 kept inside.
inline int place(int i, int factor, int size) {
    return clamp(2 * i + 1 - factor, 0, 2 * factor * (size - 1));
}

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    int unit = 2 * shape.s0;
    int down = place(y, shape.s0, shape.s1);
    int along = place(x, shape.s0, shape.s2);
    int left = along / unit;
    int from = left * in.s0 + c;
    int to = min(left + 1, shape.s2 - 1) * in.s0 + c;
    int upper = rowAt(in, down / unit);
    int lower = rowAt(in, min(down / unit + 1, shape.s1 - 1));
    float right = (float)(along % unit) / unit;
    float below = (float)(down % unit) / unit;
    float over = arena[upper + from] * (1 - right) + arena[upper + to] * right;
    float under = arena[lower + from] * (1 - right) + arena[lower + to] * right;
    return over * (1 - below) + under * below;
}
