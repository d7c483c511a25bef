// A work item a pixel. shape: (channels, offset of the weight, offset of the bias, epsilon).

kernel void runStep(
        global float* arena, global const float* weights, int8 out, int4 area, int8 in, int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0);
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    int channels = shape.s0;
    global const float* pixel = arena + rowAt(in, y) + x * in.s0;
    float sum = 0;
    for (int c = 0; c < channels; c++) {
        sum += pixel[c];
    }
    float mean = sum / channels;
    float squares = 0;
    for (int c = 0; c < channels; c++) {
        float difference = pixel[c] - mean;
        squares += difference * difference;
    }
    float factor = 1 / sqrt(squares / channels + as_float(shape.s3));
    int row = rowAt(out, y);
    for (int c = 0; c < channels; c++) {
        float value = (pixel[c] - mean) * factor * weights[shape.s1 + c] + weights[shape.s2 + c];
        EPILOGUE(value, y, x, c);
        put(arena, out, area, row, x, c, 1, value);
    }
}
