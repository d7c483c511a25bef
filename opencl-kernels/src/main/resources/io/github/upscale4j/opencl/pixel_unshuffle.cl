// shape: (factor).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    int factor = shape.s0;
    int place = c % (factor * factor);
    int row = rowAt(in, y * factor + place / factor);
    return arena[row + (x * factor + place % factor) * in.s0 + c / (factor * factor)];
}
