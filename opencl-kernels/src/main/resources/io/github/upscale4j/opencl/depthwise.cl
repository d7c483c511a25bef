// Convolution of each channel on its own. A work item computes PIXELS pixels of a row times LANES channels.
// weights: (kernel row, kernel column, padded channels), then the bias (padded channels). shape: (channels, padded channels,
// kernel, offset of the weights, offset of the bias).

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int groups = shape.s1 / LANES;
    int c = get_global_id(0) % groups * LANES;
    int x = get_global_id(0) / groups * PIXELS;
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    lanes sums[PIXELS];
    #pragma unroll
    for (int p = 0; p < PIXELS; p++) {
        sums[p] = LOAD(weights + shape.s4 + c);
    }
    global const float* weight = weights + shape.s3 + c;
    for (int i = 0; i < shape.s2; i++) {
        global const stored* pixel = ROW(in, y + i - shape.s2 / 2) + (x - shape.s2 / 2) * in.s0 + c;
        for (int j = 0; j < shape.s2; j++) {
            lanes factor = LOAD(weight);
            #pragma unroll
            for (int p = 0; p < PIXELS; p++) {
                sums[p] = mad(READ_LANES(pixel + p * in.s0), factor, sums[p]);
            }
            weight += shape.s1;
            pixel += in.s0;
        }
    }
    global stored* row = ROW(out, y);
    #pragma unroll
    for (int p = 0; p < PIXELS; p++) {
        if (x + p < area.s1) {
            lanes value = sums[p];
            EPILOGUE(value, y, x + p, c);
            put(out, area, row, x + p, c, shape.s0 - c, value);
        }
    }
}
