// Without the first rows and columns, every step-th of the others. shape: (how many, step).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, shape.s0 + y * shape.s1) + (shape.s0 + x * shape.s1) * in.s0 + c);
}
