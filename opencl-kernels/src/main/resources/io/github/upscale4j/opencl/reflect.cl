// More pixels on every side by reflection. shape: (how many, rows of the image itself, columns of the image itself).

inline int source(int i, int size) {
    if (size == 1) {
        return 0;
    }
    int period = 2 * (size - 1);
    int phase = (i % period + period) % period;
    return phase < size ? phase : period - phase;
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return READ(ROW(in, source(y - shape.s0, shape.s1)) + source(x - shape.s0, shape.s2) * in.s0 + c);
}
