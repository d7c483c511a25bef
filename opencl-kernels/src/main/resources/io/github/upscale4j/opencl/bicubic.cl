// Cubic interpolation, a = -0.75. shape: (factor, rows of the image itself before, rows of the input, columns of the image
// itself before, columns of the input). Pixel i lies at (i + 1/2) input / (own factor) - 1/2; in whole numbers, since floats
// would lose the fraction in large images.

inline float cubic(float distance) {
    float d = fabs(distance);
    float near = ((-0.75f + 2) * d - (-0.75f + 3)) * d * d + 1;
    float far = ((-0.75f * d + 3.75f) * d - 6) * d + 3;
    return d < 1 ? near : d < 2 ? far : 0;
}

// The input pixel at or before pixel i; its distance to it.
inline int before(int i, int own, int input, int factor, float* distance) {
    long unit = 2L * own * factor;
    long place = (2L * i + 1) * input - (long)own * factor + unit; // one pixel further, so that it is not negative
    *distance = (float)(place % unit) / unit;
    return (int)(place / unit) - 1;
}

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    float below, right;
    int top = before(y, shape.s1, shape.s2, shape.s0, &below);
    int left = before(x, shape.s3, shape.s4, shape.s0, &right);
    float sum = 0;
    for (int i = -1; i <= 2; i++) {
        float down = cubic(below - i);
        global const stored* row = ROW(in, clamp(top + i, 0, shape.s2 - 1));
        for (int j = -1; j <= 2; j++) {
            sum += down * cubic(right - j) * READ(row + clamp(left + j, 0, shape.s4 - 1) * in.s0 + c);
        }
    }
    return sum;
}
