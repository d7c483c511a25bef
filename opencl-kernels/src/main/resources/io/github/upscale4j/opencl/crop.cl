// Zeros outside the image itself. shape: (its rows, its columns).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    return y < shape.s0 && x < shape.s1 ? READ(ROW(in, y) + x * in.s0 + c) : 0;
}
