// Each channel a weighted sum of those of its head. in2: a pixel of weights, (images, channels, channels of a head).
// shape: (first channel of the values, channels of a head, channels, step of the pixels of an image).

inline float valueAt(VIEW(in), VIEW(in2), int8 shape, int y, int x, int c) {
    global const stored* values = ROW(in, y) + x * in.s0 + shape.s0 + c / shape.s1 * shape.s1;
    int image = y % shape.s3 * shape.s3 + x % shape.s3;
    global const stored* factors = ROW(in2, 0) + (image * shape.s2 + c) * shape.s1;
    float sum = 0;
    for (int k = 0; k < shape.s1; k++) {
        sum = mad(READ(factors + k), READ(values + k), sum);
    }
    return sum;
}
