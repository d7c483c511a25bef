// shape: (factor).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    int factor = shape.s0;
    return arena[rowAt(in, y / factor) + x / factor * in.s0 + (c * factor + y % factor) * factor + x % factor];
}
