// The largest of the values around each that are in the image. shape: (side of the square, rows, columns).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    int reach = shape.s0 / 2;
    float most = -INFINITY;
    for (int i = max(y - reach, 0); i <= min(y + reach, shape.s1 - 1); i++) {
        global const stored* row = ROW(in, i) + c;
        for (int j = max(x - reach, 0); j <= min(x + reach, shape.s2 - 1); j++) {
            float value = READ(row + j * in.s0);
            most = value <= most ? most : value; // what is no number wins
        }
    }
    return most;
}
