// A linear layer of each token of a pixel, a work item a value. weights: (channels of a result, channels of a token).
// shape: (values of all results, offset of the weights, offset of the bias, channels of a token, channels of a result).

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int c = get_global_id(0);
    if (c >= shape.s0) {
        return;
    }
    global const stored* token = ROW(in, 0) + c / shape.s4 * shape.s3;
    global const float* weight = weights + shape.s1 + c % shape.s4 * shape.s3;
    float value = weights[shape.s2 + c % shape.s4];
    for (int i = 0; i < shape.s3; i++) {
        value = mad(weight[i], READ(token + i), value);
    }
    EPILOGUE(value, 0, 0, c);
    put(out, area, ROW(out, 0), 0, c, 1, value);
}
