// Each channel a weighted sum of those of its head. shape: (first channel of the values, channels of a head, offset of the
// weights, (images, channels, channels of a head), channels, step of the pixels of an image).

inline float valueAt(global const float* arena, int8 in, int8 shape, int y, int x, int c) {
    global const float* values = arena + rowAt(in, y) + x * in.s0 + shape.s0 + c / shape.s1 * shape.s1;
    int image = y % shape.s4 * shape.s4 + x % shape.s4;
    global const float* weights = arena + shape.s2 + (image * shape.s3 + c) * shape.s1;
    float sum = 0;
    for (int k = 0; k < shape.s1; k++) {
        sum = mad(weights[k], values[k], sum);
    }
    return sum;
}
