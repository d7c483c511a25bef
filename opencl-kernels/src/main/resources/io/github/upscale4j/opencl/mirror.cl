// Outside the image itself its mirror image, the edge repeated. shape: (its rows, its columns).

inline int source(int i, int size) {
    int phase = i % (2 * size);
    return phase < size ? phase : 2 * size - 1 - phase;
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, source(y, shape.s0)) + source(x, shape.s1) * in.s0 + c);
}
