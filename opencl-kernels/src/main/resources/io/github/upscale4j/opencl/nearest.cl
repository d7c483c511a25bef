// shape: (factor).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, y / shape.s0) + x / shape.s0 * in.s0 + c);
}
