// The largest value of a cell. shape: (pixels of a cell's side, step to the next; or 0, and cells that cover the image; rows
// of the input, columns of the input, rows of the output, columns of the output).

inline int first(int i, int8 shape, int size, int cells) {
    return shape.s0 > 0 ? i * shape.s1 : (int)((long)i * size / cells);
}

inline int end(int i, int8 shape, int size, int cells) {
    return shape.s0 > 0 ? i * shape.s1 + shape.s0 : (int)(((i + 1L) * size + cells - 1) / cells);
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    float most = -INFINITY;
    for (int i = first(y, shape, shape.s2, shape.s4); i < end(y, shape, shape.s2, shape.s4); i++) {
        global const stored* row = ROW(in, i) + c;
        for (int j = first(x, shape, shape.s3, shape.s5); j < end(x, shape, shape.s3, shape.s5); j++) {
            float value = READ(row + j * in.s0);
            most = value <= most ? most : value; // what is no number wins
        }
    }
    return most;
}
