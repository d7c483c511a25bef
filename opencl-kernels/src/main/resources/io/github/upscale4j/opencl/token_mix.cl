// Tokens weighted by the channels of a pixel. in2: the pixel of tokens. shape: (tokens, channels of a token).

inline float valueAt(VIEW(in), VIEW(in2), int8 shape, int y, int x, int c) {
    global const stored* shares = ROW(in, y) + x * in.s0;
    global const stored* token = ROW(in2, 0) + c;
    float value = 0;
    for (int t = 0; t < shape.s0; t++) {
        value = mad(READ(shares + t), READ(token + t * shape.s1), value);
    }
    return value;
}
