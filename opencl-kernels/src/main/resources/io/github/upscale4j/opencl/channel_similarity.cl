// The softmax over keys of the cosine of a channel of queries and those of keys, each a vector of all pixels: GROUP work items
// a query. SIZE: channels of a head. shape: (columns, first channel of the queries, of the keys, offset of the temperatures,
// step of the pixels of an image, channels).

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(queryView), VIEW(keyView),
        int8 shape EPILOGUE_ARGUMENTS) {
    local float sums[GROUP];
    local float shares[SIZE];
    int image = get_group_id(0) / shape.s5; // of those whose pixels lie between one another
    int channel = get_group_id(0) % shape.s5;
    int head = channel / SIZE;
    float products[SIZE], squares[SIZE];
    float square = 0;
    UNROLL
    for (int k = 0; k < SIZE; k++) {
        products[k] = 0;
        squares[k] = 0;
    }
    int top = image / shape.s4;
    int left = image % shape.s4;
    int columns = (shape.s0 - left + shape.s4 - 1) / shape.s4;
    int rows = (queryView.s7 - top + shape.s4 - 1) / shape.s4;
    for (int i = get_local_id(0); i < columns * rows; i += GROUP) {
        int y = top + i / columns * shape.s4;
        int x = left + i % columns * shape.s4;
        float query = READ(ROW(queryView, y) + x * queryView.s0 + shape.s1 + channel);
        global const stored* keys = ROW(keyView, y) + x * keyView.s0 + shape.s2 + head * SIZE;
        square = mad(query, query, square);
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            products[k] = mad(query, READ(keys + k), products[k]);
            squares[k] = mad(READ(keys + k), READ(keys + k), squares[k]);
        }
    }
    float length = max(sqrt(total(sums, square)), 1e-12f);
    UNROLL
    for (int k = 0; k < SIZE; k++) {
        float product = total(sums, products[k]);
        float other = max(sqrt(total(sums, squares[k])), 1e-12f);
        if (get_local_id(0) == 0) {
            shares[k] = product / length / other * weights[shape.s3 + head];
        }
    }
    if (get_local_id(0) == 0) {
        float most = -INFINITY;
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            most = max(most, shares[k]);
        }
        float sum = 0;
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            shares[k] = exp(shares[k] - most);
            sum += shares[k];
        }
        global stored* row = ROW(out, 0);
        UNROLL
        for (int k = 0; k < SIZE; k++) {
            float value = shares[k] / sum;
            EPILOGUE(value, 0, 0, get_group_id(0) * SIZE + k);
            put(out, area, row, 0, get_group_id(0) * SIZE + k, 1, value);
        }
    }
}
