// Convolution of any odd size. A work item computes PIXELS pixels of a row times BLOCKS times LANES output channels; the
// sums stay in registers, the inputs are read from memory, where rows have zeros enough beside them.
// weights: (kernel row, kernel column, in, outPadded), then the bias (outPadded). shape: (in, out, outPadded, kernel,
// offset of the weights, offset of the bias).

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int groups = shape.s2 / (LANES * BLOCKS);
    int channel = get_global_id(0) % groups * (LANES * BLOCKS);
    int x = get_global_id(0) / groups * PIXELS;
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    lanes sums[PIXELS][BLOCKS];
    #pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
        lanes bias = LOAD(weights + shape.s5 + channel + b * LANES);
        #pragma unroll
        for (int p = 0; p < PIXELS; p++) {
            sums[p][b] = bias;
        }
    }
    int half_ = shape.s3 / 2;
    global const float* weight = weights + shape.s4 + channel;
    for (int i = 0; i < shape.s3; i++) {
        global const stored* pixel = ROW(in, y + i - half_) + (x - half_) * in.s0;
        for (int j = 0; j < shape.s3; j++) {
            for (int c = 0; c < shape.s0; c++) {
                lanes factors[BLOCKS];
                #pragma unroll
                for (int b = 0; b < BLOCKS; b++) {
                    factors[b] = *(global const lanes*)(weight + b * LANES);
                }
                #pragma unroll
                for (int p = 0; p < PIXELS; p++) {
                    float value = READ(pixel + p * in.s0 + c);
                    #pragma unroll
                    for (int b = 0; b < BLOCKS; b++) {
                        sums[p][b] = (lanes)value * factors[b] + sums[p][b]; // contracted; PoCL makes two instructions of mad()
                    }
                }
                weight += shape.s2;
            }
            pixel += in.s0;
        }
    }
    global stored* row = ROW(out, y);
    #pragma unroll
    for (int p = 0; p < PIXELS; p++) {
        #pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
            int c = channel + b * LANES;
            if (x + p < area.s1 && c < shape.s1) {
                lanes value = sums[p][b];
                EPILOGUE(value, y, x + p, c);
                put(out, area, row, x + p, c, shape.s1 - c, value);
            }
        }
    }
}
