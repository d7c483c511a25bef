// Rows of a view as they go over the bus, each of stride samples, without the zeros beside it; a work item a value. SAMPLE is
// the type of what goes; of levels MOST is the largest. Behind the levels of a row, at its end, is an int, the largest there
// is unless a value is infinite or no number: of the first such value four times its place, and 1 if it is above all numbers,
// 2 if it is below.

#pragma OPENCL FP_CONTRACT OFF

kernel void runStep(global SAMPLE* rows, VIEW(in), int4 area, int channels, int stride) {
    int i = get_global_id(0);
    int y = get_global_id(1);
    int x = i / channels;
    if (x < area.s1) {
        float value = READ(ROW(in, area.s0 + y) + x * in.s0 + i % channels);
#ifdef MOST
        if (!isfinite(value)) {
            global int* end = (global int*)(rows + (size_t)(y + 1) * stride);
            atomic_min(end - 1, 4 * i + (isnan(value) ? 0 : value > 0 ? 1 : 2));
            value = 0;
        }
        float scaled = clamp(value, 0.0f, 1.0f) * MOST;
        rows[(size_t)y * stride + i] = (SAMPLE)(scaled + 0.5f);
#else
        rows[(size_t)y * stride + i] = value;
#endif
    }
}
