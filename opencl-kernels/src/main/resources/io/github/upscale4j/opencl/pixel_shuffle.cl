// shape: (factor).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    int factor = shape.s0;
    return READ(ROW(in, y / factor) + x / factor * in.s0 + (c * factor + y % factor) * factor + x % factor);
}
