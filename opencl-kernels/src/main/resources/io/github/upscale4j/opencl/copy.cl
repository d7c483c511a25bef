// shape: (first channel).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    return arena[rowAt(in, y) + x * in.s0 + shape.s0 + c];
}
