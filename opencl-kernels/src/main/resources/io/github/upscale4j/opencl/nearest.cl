// shape: (factor).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    return arena[rowAt(in, y / shape.s0) + x / shape.s0 * in.s0 + c];
}
