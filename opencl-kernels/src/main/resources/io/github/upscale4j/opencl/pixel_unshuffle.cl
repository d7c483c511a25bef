// shape: (factor).

inline float valueAt(VIEW(in), int8 shape, int y, int x, int c) {
    int factor = shape.s0;
    int place = c % (factor * factor);
    global const stored* row = ROW(in, y * factor + place / factor);
    return READ(row + (x * factor + place % factor) * in.s0 + c / (factor * factor));
}
