// Of some vectors the one nearest to a pixel, the first of equals; a work item a pixel. SIZE: channels of each; weights: (code,
// channel). shape: (codes, offset of the weights). A pixel without any at a finite distance stays as it is.

kernel void runStep(
        global const float* weights, VIEW(out), int4 area, VIEW(in), int8 shape EPILOGUE_ARGUMENTS) {
    int x = get_global_id(0);
    int y = area.s0 + get_global_id(1);
    if (x >= area.s1) {
        return;
    }
    global const stored* pixel = ROW(in, y) + x * in.s0;
    float mine[SIZE];
    for (int c = 0; c < SIZE; c++) {
        mine[c] = READ(pixel + c);
    }
    global const float* codes = weights + shape.s1;
    float least = INFINITY;
    int nearest = -1;
    for (int code = 0; code < shape.s0; code++) {
        float distance = 0;
        for (int c = 0; c < SIZE; c++) {
            float difference = mine[c] - codes[code * SIZE + c];
            distance += difference * difference;
        }
        nearest = distance < least ? code : nearest;
        least = fmin(distance, least);
    }
    global stored* row = ROW(out, y);
    for (int c = 0; c < SIZE; c++) {
        float value = nearest < 0 ? mine[c] : codes[nearest * SIZE + c];
        EPILOGUE(value, y, x, c);
        put(out, area, row, x, c, 1, value);
    }
}
