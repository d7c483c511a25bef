// A convolution of each channel on its own whose kernels lie side by side; a work item a value. weights: (channels, kernel,
// kernel). shape: (channels, kernel, offset of the weights, offset of the bias).

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0) / shape.s0;
    int c = get_global_id(0) % shape.s0;
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    int side = shape.s1;
    global const float* weight = weights + shape.s2 + c * side * side;
    float value = weights[shape.s3 + c];
    for (int i = 0; i < side; i++) {
        global const stored* pixel = ROW(in, y * side + i) + x * side * in.s0 + c;
        for (int j = 0; j < side; j++) {
            value = mad(READ(pixel + j * in.s0), weight[i * side + j], value);
        }
    }
    EPILOGUE(value, y, x, c);
    put(out, area, ROW(out, y), x, c, 1, value);
}
