// Linear interpolation to any size. shape: (rows and columns of the input, rows and columns of the output).

// 2 made times the position of pixel i of made among size, which is (i + 1/2) size / made - 1/2 kept inside.
inline long place(int i, int size, int made) {
    return clamp((2 * (long)i + 1) * size - made, 0L, 2L * made * (size - 1));
}

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    long down = place(y, shape.s0, shape.s2);
    long along = place(x, shape.s1, shape.s3);
    int left = (int)(along / (2 * shape.s3));
    int top = (int)(down / (2 * shape.s2));
    int from = left * in.s0 + c;
    int to = min(left + 1, shape.s1 - 1) * in.s0 + c;
    int upper = rowAt(in, top);
    int lower = rowAt(in, min(top + 1, shape.s0 - 1));
    float right = (float)(along % (2 * shape.s3)) / (2 * shape.s3);
    float below = (float)(down % (2 * shape.s2)) / (2 * shape.s2);
    float over = arena[upper + from] * (1 - right) + arena[upper + to] * right;
    float under = arena[lower + from] * (1 - right) + arena[lower + to] * right;
    return over * (1 - below) + under * below;
}
