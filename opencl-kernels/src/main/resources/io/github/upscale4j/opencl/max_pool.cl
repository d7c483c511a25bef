// The largest value of a cell. shape: (kernel, or 0 for cells that cover the image, stride, rows and columns of the input, rows
// and columns of the output).

inline int first(int i, int8 shape, int size, int cells) {
    return shape.s0 > 0 ? i * shape.s1 : (int)((long)i * size / cells);
}

inline int end(int i, int8 shape, int size, int cells) {
    return shape.s0 > 0 ? i * shape.s1 + shape.s0 : (int)(((long)(i + 1) * size + cells - 1) / cells);
}

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    float most = -INFINITY;
    for (int i = first(y, shape, shape.s2, shape.s4); i < end(y, shape, shape.s2, shape.s4); i++) {
        for (int j = first(x, shape, shape.s3, shape.s5); j < end(x, shape, shape.s3, shape.s5); j++) {
            most = max(most, arena[rowAt(in, i) + j * in.s0 + c]);
        }
    }
    return most;
}
