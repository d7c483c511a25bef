// shape: (first channel).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, y) + x * in.s0 + shape.s0 + c);
}
