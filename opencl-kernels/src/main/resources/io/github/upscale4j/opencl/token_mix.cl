// Tokens weighted by the channels of a pixel. shape: (tokens, channels of a token, offset of the pixel of tokens).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    global const float* shares = arena + rowAt(in, y) + x * in.s0;
    global const float* token = arena + shape.s2 + c;
    float value = 0;
    for (int t = 0; t < shape.s0; t++) {
        value = mad(shares[t], token[t * shape.s1], value);
    }
    return value;
}
