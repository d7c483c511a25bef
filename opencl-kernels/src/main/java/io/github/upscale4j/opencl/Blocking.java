package io.github.upscale4j.opencl;

/**
 * How much of a convolution one work item computes: {@code pixels} x {@code blocks} x {@code lanes} sums.
 *
 * @param lanes output channels of a vector
 * @param blocks vectors side by side
 * @param pixels pixels of a row
 * @param group work items of a group
 */
record Blocking(int lanes, int blocks, int pixels, int group) {
    /**
     * As many sums as registers hold: on a CPU in vectors as wide as its own; on a GPU, where a work item is a lane, 32.
     * Of what PoCL 3.1 makes on 512-bit registers, 12 x 1 is the fastest (SRVGG 64 x 32 at 128 x 128 in 200 ms; 8 x 2 takes
     * 273, 6 x 4 takes 240, 24 x 1 takes 230).
     */
    static Blocking of(Device device) {
        if (device.kind() == Device.Kind.CPU) {
            int lanes = device.lanes() >= 16 ? 16 : device.lanes() >= 8 ? 8 : 4;
            return new Blocking(lanes, 1, lanes == 16 ? 12 : 8, 1);
        }
        return new Blocking(4, 1, 8, 64);
    }

    /** For few outputs, of which whole blocks would be mostly padding. */
    Blocking narrow(int outputs) {
        Blocking narrow = this;
        while (narrow.blocks > 1 && outputs <= narrow.lanes * (narrow.blocks - 1)) {
            narrow = new Blocking(lanes, narrow.blocks - 1, pixels, group);
        }
        while (narrow.lanes > 4 && outputs <= narrow.lanes / 2) {
            narrow = new Blocking(narrow.lanes / 2, narrow.blocks, pixels, group);
        }
        return narrow;
    }

    int outputs() {
        return lanes * blocks;
    }

    /** {@code outputs} brought up to a whole number of blocks. */
    int padded(int outputs) {
        return (outputs + outputs() - 1) / outputs() * outputs();
    }

    String constants() {
        return "#define BLOCKS " + blocks + "\n#define PIXELS " + pixels + "\n";
    }
}
