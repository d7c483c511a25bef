package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.View;

/** The memory of a layout on a device. */
final class DeviceArena implements AutoCloseable {
    /** Floats past the end that a kernel may read, and does not use, where channels are no multiple of its lanes. */
    static final int SLACK = 64;

    private final Layout layout;
    private final Cl.Memory memory;

    /** @throws io.github.upscale4j.spi.OutOfDeviceMemoryException if the device has less left */
    DeviceArena(Cl cl, Layout layout) {
        this.layout = layout;
        memory = cl.memory(layout.bytes() + 4L * SLACK);
        try {
            memory.clear(0, layout.zeroFloats());
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    Layout layout() {
        return layout;
    }

    /** Writes zeros everywhere and waits. */
    void clear() {
        memory.clear(0, layout.floats());
    }

    DeviceView view(View view) {
        Layout.Region region = layout.region(view.buffer());
        int stride = view.buffer().channels();
        int[] numbers = {
            stride,
            view.buffer().left() * stride + view.channel(),
            Math.toIntExact(region.rowFloats()),
            0,
            Math.toIntExact(region.freshOffset()),
            Math.max(1, region.keptRows()), // a divisor, even where it is not needed
            Math.toIntExact(region.keptOffset()),
            view.buffer().size(layout.height())
        };
        return new DeviceView(memory, memory, numbers);
    }

    /** Of a single pixel that is read at every pixel of an image: neither rows nor columns lead away from it. */
    DeviceView repeated(View view) {
        DeviceView pixel = view(view);
        pixel.numbers()[0] = 0;
        pixel.numbers()[2] = 0;
        pixel.numbers()[7] = Integer.MAX_VALUE;
        return pixel;
    }

    /** Copies floats to an offset of the layout and waits. */
    void write(long offset, float[] from, int count) {
        memory.write(offset, from, count);
    }

    /** Waits for the commands before, then copies floats from there. */
    void read(long offset, float[] to, int count) {
        memory.read(offset, to, count);
    }

    /** Copies floats from one place of the layout to another. */
    void copy(long from, long to, long count) {
        memory.copy(from, to, count);
    }

    @Override
    public void close() {
        memory.close();
    }
}
