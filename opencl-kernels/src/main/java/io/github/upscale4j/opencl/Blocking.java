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
    /** As many sums as registers hold: on a CPU in vectors as wide as its own; on a GPU, where a work item is a lane, 32. */
    static Blocking of(Device device) {
        if (device.kind() == Device.Kind.CPU) {
            int lanes = device.lanes() >= 16 ? 16 : device.lanes() >= 8 ? 8 : 4;
            return lanes == 16 ? new Blocking(16, 2, 8, 1) : new Blocking(lanes, 2, 4, 1);
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
