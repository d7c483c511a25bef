// What all kernels share. LANES, the channels that a work item computes side by side, is defined before, and HALVES where
// feature maps are stored in 16 bits; they are computed with in 32, and weights have as many. Behind this come
// the epilogue of the step and its operation. A line UNROLL stands before loops over what a GPU must hold in registers;
// elsewhere unrolling them only takes a compiler's time. CALLED, before a function, keeps GPUs' compilers from inlining it.
//
// A view, where the rows of a feature map lie: the memory of its fresh rows, that of its kept rows, and (stride of a pixel,
// offset of column 0 in a row, values of a row, first fresh row, offset of the fresh rows, number of kept rows, offset of the
// kept rows, height of the image). VIEW declares one, PASS hands it on, ROW is where column 0 of row y lies.
// An area, what a launch computes: (first row, columns, columns of zeros to the left, columns of zeros to the right).

#define PASTE(a, b) a##b
#define JOIN(a, b) PASTE(a, b)

// Feature maps are read and written through these, a value or LANES of them; LOAD and STORE are for other memory.
#ifdef HALVES
#define stored half
#define READ(p) vload_half(0, p)
#define WRITE(v, p) vstore_half_rte(v, 0, p)
#else
#define stored float
#define READ(p) (*(p))
#define WRITE(v, p) (*(p) = (v))
#endif
#if LANES == 1
typedef float lanes;
#define LOAD(p) (*(p))
#define READ_LANES(p) READ(p)
#else
typedef JOIN(float, LANES) lanes;
#define LOAD(p) JOIN(vload, LANES)(0, p)
#define STORE(v, p) JOIN(vstore, LANES)(v, 0, p)
#ifdef HALVES
// One by one: PoCL 3.1 crashes over vload_halfn or vstore_halfn where feature maps have six channels.
inline lanes readLanes(global const stored* p) {
    float each[LANES];
    #pragma unroll
    for (int i = 0; i < LANES; i++) {
        each[i] = vload_half(i, p);
    }
    return LOAD(each);
}
inline void writeLanes(lanes v, global stored* p) {
    float each[LANES];
    STORE(v, each);
    #pragma unroll
    for (int i = 0; i < LANES; i++) {
        vstore_half_rte(each[i], i, p);
    }
}
#define READ_LANES(p) readLanes(p)
#define WRITE_LANES(v, p) writeLanes(v, p)
#else
#define READ_LANES(p) LOAD(p)
#define WRITE_LANES(v, p) STORE(v, p)
#endif
#endif

#define VIEW(v) global stored *v##Fresh, global stored *v##Kept, int8 v
#define PASS(v) v##Fresh, v##Kept, v
#define ROW(v, y) rowAt(PASS(v), y)

// Rows outside the image are the zeros with which memory begins.
inline global stored* rowAt(VIEW(view), int y) {
    if (y < 0 || y >= view.s7) {
        return viewFresh + view.s1;
    }
    return y >= view.s3 ? viewFresh + (view.s1 + view.s4 + (y - view.s3) * view.s2)
                        : viewKept + (view.s1 + view.s6 + y % view.s5 * view.s2);
}

// Writes zeros of n channels beside a pixel: of the pixels from `before` ahead of it to `after` behind it. What few work items do
// is called: it would be most of a kernel that writes many values, and of the time for which a GPU's compiler takes over it.
CALLED void putBeside(global stored* at, int step, int before, int after, int n) {
    for (int i = -before; i <= after; i++) {
        for (int c = 0; c < n && i != 0; c++) {
            WRITE(0.0f, at + i * step + c);
        }
    }
}

// Writes the first n lanes at column x of a row, and the zeros beside the row if it is the first or last column.
inline void put(int8 out, int4 area, global stored* row, int x, int channel, int n, lanes value) {
    global stored* at = row + x * out.s0 + channel;
#if LANES == 1
    WRITE(value, at);
#else
    if (n >= LANES) {
        WRITE_LANES(value, at);
    } else {
#if LANES == 4
        // an array would lie in memory
        WRITE(value.s0, at);
        if (n > 1) {
            WRITE(value.s1, at + 1);
        }
        if (n > 2) {
            WRITE(value.s2, at + 2);
        }
#else
        float each[LANES];
        STORE(value, each);
        for (int c = 0; c < n; c++) {
            WRITE(each[c], at + c);
        }
#endif
    }
#endif
    if (x == 0 || x == area.s1 - 1) {
        putBeside(at, out.s0, x == 0 ? area.s2 : 0, x == area.s1 - 1 ? area.s3 : 0, min(n, LANES));
    }
}

// The stages of epilogues; each has one argument of eight ints, or a view.

#define SLOPE(v, e, y, x, c) v = select(v, v * LOAD(weights + (e).s0 + (c)), v < (lanes)0)
#define SCALE(v, e, y, x, c) v *= as_float((e).s0)
#define AFFINE(v, e, y, x, c) v = v * LOAD(weights + (e).s0 + (c)) + LOAD(weights + (e).s1 + (c))
#define GELU(v, e, y, x, c) v = 0.5f * v + 0.5f * v * erf(v * 0.70710678f)
#define SIGMOID(v, e, y, x, c) v = 1 / (1 + exp(-v))
#define SILU(v, e, y, x, c) v = v / (1 + exp(-v))
// Of the smaller one of exp(v) and exp(-v) only, which does not overflow.
inline lanes mish(lanes v) {
    lanes e = exp(-fabs(v));
    lanes a = select((lanes)1, e, v < (lanes)0);
    lanes b = select(e, (lanes)1, v < (lanes)0);
    lanes n = a * (a + 2 * b);
    return v * (n / (n + 2 * b * b));
}
#define MISH(v, e, y, x, c) v = mish(v)
#define TANH(v, e, y, x, c) v = tanh(v)
// written so that what is no number stays what it is
#define CLAMP(v, e, y, x, c)                                               \
    v = select(v, (lanes)as_float((e).s0), v < (lanes)as_float((e).s0)); \
    v = select(v, (lanes)as_float((e).s1), v > (lanes)as_float((e).s1))
#define ADD(v, e, y, x, c) v += READ_LANES(ROW(e, y) + (x) * e.s0 + (c))
#define MULTIPLY(v, e, y, x, c) v *= READ_LANES(ROW(e, y) + (x) * e.s0 + (c))
