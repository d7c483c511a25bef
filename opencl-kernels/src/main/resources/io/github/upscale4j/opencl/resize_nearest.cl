// The nearest pixel. shape: (rows and columns of the input, and what a row and a column of the output count there, as floats).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    int row = min((int)(y * as_float(shape.s2)), shape.s0 - 1);
    int column = min((int)(x * as_float(shape.s3)), shape.s1 - 1);
    return arena[rowAt(in, row) + column * in.s0 + c];
}
