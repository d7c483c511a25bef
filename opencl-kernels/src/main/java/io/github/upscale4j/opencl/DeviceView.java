package io.github.upscale4j.opencl;

/**
 * Where the rows of a feature map lie, as a kernel's arguments: a {@code VIEW} of {@code common.cl}.
 *
 * @param fresh the memory of its fresh rows
 * @param kept the memory of its kept rows
 * @param numbers the eight numbers that {@code common.cl} describes, of which the first fresh row changes with every band
 */
record DeviceView(Cl.Memory fresh, Cl.Memory kept, int[] numbers) {
    private static final int FRESH_ROW = 3;

    void moveTo(int freshRow) {
        numbers[FRESH_ROW] = freshRow;
    }

    /** Rows of the whole image. */
    int height() {
        return numbers[7];
    }
}
