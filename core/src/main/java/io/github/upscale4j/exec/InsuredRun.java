package io.github.upscale4j.exec;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An image on a device that may fail in the middle: then it goes through the engine's other backend from its first row on.
 * What was read is kept for that, 4 bytes a value; rows of the result that were given away already are not given again.
 */
final class InsuredRun implements Run {
    /** Opens the image on the backend that the engine has at the time. */
    @FunctionalInterface
    interface Opening {
        Run open(RowSource source, RowSink sink);
    }

    private final Engine engine;
    private final int values;
    private final RowSource source;
    private final RowSink sink;
    private final Opening opening;
    private final List<float[]> read = new ArrayList<>();
    private int written;
    private Backend backend;
    private Run run;

    /** @param width columns of the image */
    InsuredRun(Engine engine, int width, RowSource source, RowSink sink, Opening opening) {
        this.engine = engine;
        this.values = width * engine.plan().net().inputChannels();
        this.source = source;
        this.sink = sink;
        this.opening = opening;
        try {
            open();
        } catch (DeviceException e) {
            again(e);
        }
    }

    private void open() {
        backend = engine.backend();
        run = opening.open(this::row, this::give);
    }

    private void again(DeviceException e) {
        if (!engine.fallBack(backend, e)) {
            throw e;
        }
        close();
        open();
    }

    private void row(int y, float[] target, int offset) {
        if (y == read.size()) {
            source.read(y, target, offset);
            read.add(Arrays.copyOfRange(target, offset, offset + values));
        } else {
            System.arraycopy(read.get(y), 0, target, offset, values);
        }
    }

    private void give(int y, float[] row, int offset) {
        if (y == written) {
            sink.write(y, row, offset);
            written++;
        }
    }

    @Override
    public boolean next() {
        try {
            return run.next();
        } catch (DeviceException e) {
            again(e);
            return run.next();
        }
    }

    @Override
    public double fraction() {
        return run.fraction();
    }

    @Override
    public void close() {
        if (run != null) {
            Run last = run;
            run = null;
            try {
                last.close();
            } catch (DeviceException e) {
                // its memory went with the device
                System.getLogger(InsuredRun.class.getName())
                        .log(System.Logger.Level.DEBUG, "a device that failed was not closed", e);
            }
        }
    }
}
