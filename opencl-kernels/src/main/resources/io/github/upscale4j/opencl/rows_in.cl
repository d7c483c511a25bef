// Rows as they come over the bus, each of stride samples, into their view; a work item a value. SAMPLE is the type
// of what comes; of levels MOST is the largest and INVERSE 1 / MOST.

#ifdef MOST
// level / MOST, rounded as IEEE 754 has it, which a device's own division need not be: a quotient by the rounded inverse, and
// what it misses, of which nothing is lost (Markstein, 1990).
inline float valueOf(SAMPLE level) {
    float quotient = level * INVERSE;
    return fma(fma(-quotient, (float)MOST, (float)level), INVERSE, quotient);
}
#else
inline float valueOf(float value) {
    return value;
}
#endif

kernel void runStep(global const SAMPLE* rows, VIEW(out), int4 area, int channels, int stride) {
    int i = get_global_id(0);
    int y = get_global_id(1);
    int x = i / channels;
    if (x < area.s1) {
        put(out, area, ROW(out, area.s0 + y), x, i % channels, 1, valueOf(rows[(size_t)y * stride + i]));
    }
}
