package io.github.upscale4j.opencl;

/**
 * {@code conv.cl}: a work item computes {@code pixels} x {@code blocks} x {@code lanes} sums in registers and reads the arena.
 *
 * @param lanes output channels of a vector
 * @param blocks vectors side by side
 * @param pixels pixels of a row
 * @param group work items of a group
 */
record RegisterBlocking(int lanes, int blocks, int pixels, int group) implements Blocking {
    /** The most pixels of any: rows have zeros enough beside them for as many. */
    static final int MOST_PIXELS = 16;

    /**
     * As many sums as registers hold: on a CPU in vectors as wide as its own; on a GPU, where a work item is a lane, 32. Two
     * vectors side by side are up to a third faster on 512-bit registers where there are many channels, which the tuner
     * finds out; for few channels it hardly matters, and PoCL 3.1 takes longer to compile them.
     */
    static RegisterBlocking of(Device device) {
        if (device.kind() == Device.Kind.CPU) {
            int lanes = device.lanes() >= 16 ? 16 : device.lanes() >= 8 ? 8 : 4;
            return new RegisterBlocking(lanes, 1, lanes == 16 ? 12 : 8, 1);
        }
        return new RegisterBlocking(4, 1, 8, 64);
    }

    /** For few outputs, of which whole blocks would be mostly padding. */
    RegisterBlocking narrow(int outputs) {
        int side = blocks;
        while (side > 1 && outputs <= lanes * (side - 1)) {
            side--;
        }
        int wide = lanes;
        while (wide > 4 && outputs <= wide / 2) {
            wide /= 2;
        }
        return new RegisterBlocking(wide, side, pixels, group);
    }

    @Override
    public String file() {
        return "conv";
    }

    @Override
    public int outputs() {
        return lanes * blocks;
    }

    @Override
    public String constants(int kernel) {
        return "#define BLOCKS " + blocks + "\n#define PIXELS " + pixels + "\n";
    }

    @Override
    public int tiles(int width) {
        return 0;
    }

    @Override
    public void launch(Kernel kernel, int paddedOutputs, StepViews views) {
        long across = (views.width() + pixels - 1) / pixels;
        kernel.run(across * (paddedOutputs / outputs()), views.rows(), group);
    }

    @Override
    public String toString() {
        return "registers " + lanes + " " + blocks + " " + pixels + " " + group;
    }
}
