// Attention among the channels of a window: a work item a window and query channel. SIZE: channels of a head. shape: (channels,
// side of a window, windows in a row, offset of the temperatures).

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int window = get_global_id(0) / shape.s0;
    int channel = get_global_id(0) % shape.s0;
    if (window >= shape.s2) {
        return;
    }
    int head = channel / SIZE;
    int side = shape.s1;
    int top = area.s0 + get_global_id(1) * side;
    int left = window * side;
    float products[SIZE], squares[SIZE];
    float square = 0;
    UNROLL
    for (int k = 0; k < SIZE; k++) {
        products[k] = 0;
        squares[k] = 0;
    }
    for (int i = 0; i < side * side; i++) {
        global const stored* pixel = ROW(in, top + i / side) + (left + i % side) * in.s0;
        global const stored* keys = pixel + shape.s0 + head * SIZE;
        float query = READ(pixel + channel);
        square = mad(query, query, square);
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            products[k] = mad(query, READ(keys + k), products[k]);
            squares[k] = mad(READ(keys + k), READ(keys + k), squares[k]);
        }
    }
    float factor = weights[shape.s3 + head] / max(sqrt(square), 1e-12f);
    float most = -INFINITY;
    UNROLL
    for (int k = 0; k < SIZE; k++) {
        products[k] *= factor / max(sqrt(squares[k]), 1e-12f);
        most = max(most, products[k]);
    }
    float sum = 0;
    UNROLL
    for (int k = 0; k < SIZE; k++) {
        products[k] = exp(products[k] - most);
        sum += products[k];
    }
    for (int i = 0; i < side * side; i++) {
        int y = top + i / side;
        int x = left + i % side;
        global const stored* values = ROW(in, y) + x * in.s0 + 2 * shape.s0 + head * SIZE;
        float value = 0;
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            value = mad(products[k], READ(values + k), value);
        }
        value /= sum;
        EPILOGUE(value, y, x, channel);
        put(out, area, ROW(out, y), x, channel, 1, value);
    }
}
