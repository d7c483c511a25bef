package io.github.upscale4j.exec;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An image on a device that may fail in the middle: then it goes through the engine's other backend from its first row on.
 * What was read is kept for that, as levels if it has them, else 4 bytes a value; rows of the result that were given away already are not given again.
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
    private final List<Object> read = new ArrayList<>(); // arrays of levels, or of floats where the source has none
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
        run = opening.open(new Remembered(), new Once());
    }

    private void again(DeviceException e) {
        if (!engine.fallBack(backend, e)) {
            throw e;
        }
        close();
        open();
    }

    private final class Remembered implements RowSource {
        @Override
        public void read(int y, float[] target, int offset) {
            if (depth() == Levels.FLOATS) {
                System.arraycopy(row(y), 0, target, offset, values);
            } else {
                Levels.toFloats((byte[]) row(y), depth(), values, target, offset);
            }
        }

        @Override
        public int depth() {
            return source.depth();
        }

        @Override
        public void read(int y, byte[] target, int offset) {
            System.arraycopy(row(y), 0, target, offset, values * (depth() / 8));
        }
    }

    private Object row(int y) {
        if (y < read.size()) {
            return read.get(y);
        }
        if (source.depth() == Levels.FLOATS) {
            float[] row = new float[values];
            source.read(y, row, 0);
            read.add(row);
            return row;
        }
        byte[] row = new byte[values * (source.depth() / 8)];
        source.read(y, row, 0);
        read.add(row);
        return row;
    }

    /** Gives on what was not given before. */
    private final class Once implements RowSink {
        @Override
        public void write(int y, float[] row, int offset) {
            if (y == written) {
                sink.write(y, row, offset);
                written++;
            }
        }

        @Override
        public int depth() {
            return sink.depth();
        }

        @Override
        public void write(int y, byte[] levels, int offset) {
            if (y == written) {
                sink.write(y, levels, offset);
                written++;
            }
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
