package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.View;

/** The memory of a layout on a device, in as many buffers as it takes: where the layout's pieces meet, a buffer ends. */
final class DeviceArena implements AutoCloseable {
    /** Values past a piece that a kernel may read, and does not use, where channels are no multiple of its lanes. */
    static final int SLACK = 64;

    private final Layout layout;
    private final int bytes; // of a value
    private final long piece; // values
    private final Cl.Memory[] pieces;

    /** @throws io.github.upscale4j.spi.OutOfDeviceMemoryException if the device has less left */
    DeviceArena(Cl cl, Layout layout) {
        this.layout = layout;
        bytes = layout.storage().bytes();
        piece = Math.min(layout.storage().piece(), layout.floats());
        pieces = new Cl.Memory[Math.toIntExact((layout.floats() + piece - 1) / piece)];
        try {
            for (int i = 0; i < pieces.length; i++) {
                long values = Math.min(piece, layout.floats() - i * piece);
                pieces[i] = cl.memory(bytes * (values + SLACK));
                pieces[i].clear(bytes * Math.min(values, layout.zeroFloats()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Layout layout() {
        return layout;
    }

    /** Writes zeros everywhere and waits. */
    void clear() {
        for (int i = 0; i < pieces.length; i++) {
            pieces[i].clear(bytes * Math.min(piece, layout.floats() - i * piece));
        }
    }

    DeviceView view(View view) {
        Layout.Region region = layout.region(view.buffer());
        int stride = view.buffer().channels();
        int[] numbers = {
            stride,
            view.buffer().left() * stride + view.channel(),
            Math.toIntExact(region.rowFloats()),
            0,
            Math.toIntExact(region.freshOffset() % piece),
            Math.max(1, region.keptRows()), // a divisor, even where it is not needed
            Math.toIntExact(region.keptOffset() % piece),
            view.buffer().size(layout.height())
        };
        return new DeviceView(at(region.freshOffset()), at(region.keptOffset()), numbers);
    }

    /** Of a single pixel that is read at every pixel of an image: neither rows nor columns lead away from it. */
    DeviceView repeated(View view) {
        DeviceView pixel = view(view);
        pixel.numbers()[0] = 0;
        pixel.numbers()[2] = 0;
        pixel.numbers()[7] = Integer.MAX_VALUE;
        return pixel;
    }

    private Cl.Memory at(long offset) {
        return pieces[(int) (offset / piece)];
    }

    /** Copies values from one place of the layout to another. */
    void copy(long from, long to, long count) {
        at(from).copy(bytes * (from % piece), at(to), bytes * (to % piece), bytes * count);
    }

    @Override
    public void close() {
        for (Cl.Memory memory : pieces) {
            if (memory != null) {
                memory.close();
            }
        }
    }
}
