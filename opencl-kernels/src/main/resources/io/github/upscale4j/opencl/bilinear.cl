// Linear interpolation, half-pixel centres, edges repeated. shape: (rows of the input, columns of the input, rows of the
// output, columns of the output). Pixel i lies at (i + 1/2) size / made - 1/2; in whole numbers, since floats would lose the
// fraction in large images.

// The pixel of `size` at or before pixel i of `made`; how far behind it that lies.
inline int before(int i, int size, int made, float* distance) {
    long place = clamp((2L * i + 1) * size - made, 0L, 2L * made * (size - 1));
    *distance = (float)(place % (2L * made)) / (2L * made);
    return (int)(place / (2L * made));
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    float below, right;
    int top = before(y, shape.s0, shape.s2, &below);
    int left = before(x, shape.s1, shape.s3, &right);
    int from = left * in.s0 + c;
    int to = min(left + 1, shape.s1 - 1) * in.s0 + c;
    global const stored* upper = ROW(in, top);
    global const stored* lower = ROW(in, min(top + 1, shape.s0 - 1));
    float over = READ(upper + from) * (1 - right) + READ(upper + to) * right;
    float under = READ(lower + from) * (1 - right) + READ(lower + to) * right;
    return over * (1 - below) + under * below;
}
