// The pixels of a grid side by side, or back where they were. shape: (side of a window, rows, columns, whether back).

inline int source(int i, int size, int8 shape) {
    int cells = size / shape.s0;
    return shape.s3 ? i % cells * shape.s0 + i / cells : i % shape.s0 * cells + i / shape.s0;
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, source(y, shape.s1, shape)) + source(x, shape.s2, shape) * in.s0 + c);
}
