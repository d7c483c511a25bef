// What all kernels share. LANES, the channels that a work item computes side by side, is defined before; behind this come
// the epilogue of the step and its operation. A line UNROLL stands before loops over what a GPU must hold in registers;
// elsewhere unrolling them only takes a compiler's time.
//
// A view, where the rows of a feature map lie in the arena: (stride of a pixel, offset of column 0 in a row, floats of a
// row, first fresh row, offset of the fresh rows, number of kept rows, offset of the kept rows, height of the image).
// An area, what a launch computes: (first row, columns, columns of zeros to the left, columns of zeros to the right).

#define PASTE(a, b) a##b
#define JOIN(a, b) PASTE(a, b)
#if LANES == 1
typedef float lanes;
#define LOAD(p) (*(p))
#define STORE(v, p) (*(p) = (v))
#else
typedef JOIN(float, LANES) lanes;
#define LOAD(p) JOIN(vload, LANES)(0, p)
#define STORE(v, p) JOIN(vstore, LANES)(v, 0, p)
#endif

// Offset of column 0 of row y, which may lie outside the image: zeros.
inline int rowAt(int8 view, int y) {
    if (y < 0 || y >= view.s7) {
        return view.s1;
    }
    return view.s1 + (y >= view.s3 ? view.s4 + (y - view.s3) * view.s2 : view.s6 + y % view.s5 * view.s2);
}

// Writes the first n lanes at column x of a row, and the zeros beside the row if it is the first or last column.
inline void put(global float* arena, int8 out, int4 area, int row, int x, int channel, int n, lanes value) {
    int at = row + x * out.s0 + channel;
    int first = x == 0 ? -area.s2 : 0;
    int last = x == area.s1 - 1 ? area.s3 : 0;
#if LANES == 1
    arena[at] = value;
    for (int i = first; i <= last; i++) {
        if (i != 0) {
            arena[at + i * out.s0] = 0;
        }
    }
#else
    if (n >= LANES) {
        STORE(value, arena + at);
    } else {
        float each[LANES];
        STORE(value, each);
        for (int c = 0; c < n; c++) {
            arena[at + c] = each[c];
        }
    }
    for (int i = first; i <= last; i++) {
        for (int c = 0; c < min(n, LANES) && i != 0; c++) {
            arena[at + i * out.s0 + c] = 0;
        }
    }
#endif
}

// The stages of epilogues; each has one argument of eight ints.

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
#define ADD(v, e, y, x, c) v += LOAD(arena + rowAt(e, y) + (x) * (e).s0 + (c))
#define MULTIPLY(v, e, y, x, c) v *= LOAD(arena + rowAt(e, y) + (x) * (e).s0 + (c))
