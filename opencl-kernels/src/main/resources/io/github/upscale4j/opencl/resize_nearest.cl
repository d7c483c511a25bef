// The nearest pixel of an image of another size. shape: (rows of the input, columns of the input, rows of the input for a
// row, as a float, likewise columns).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    int row = min(shape.s0 - 1, (int)(y * as_float(shape.s2)));
    int column = min(shape.s1 - 1, (int)(x * as_float(shape.s3)));
    return READ(ROW(in, row) + column * in.s0 + c);
}
