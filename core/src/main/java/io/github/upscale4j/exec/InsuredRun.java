package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An image on a device that may fail in the middle, or whose float16 may not hold all values: then it goes through what the
 * engine has instead from its first row on. What was read is kept for that, as levels if the source has them, else 4 bytes a
 * value; rows of the result that were given away already are not given again.
 */
final class InsuredRun implements Run {
    /** Opens the image on the backend that the engine has at the time. */
    @FunctionalInterface
    interface Opening {
        Run open(RowSource source, RowSink sink);
    }

    private final Engine engine;
    private final int values; // of a row of the image
    private final int results; // of a row of the result
    private final RowSource source;
    private final RowSink sink;
    private final Opening opening;
    private final List<Object> read = new ArrayList<>(); // arrays of levels, or of floats where the source has none
    private int written;
    private Program program;
    private Run run;

    /** @param width columns of the image */
    InsuredRun(Engine engine, int width, RowSource source, RowSink sink, Opening opening) {
        this.engine = engine;
        Net net = engine.plan().net();
        values = width * net.inputChannels();
        results = Math.multiplyExact(width * net.scale(), net.outputChannels());
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
        program = engine.program();
        run = opening.open(new Remembered(), new Once());
    }

    private void again(DeviceException e) {
        if (!engine.goOn(program, e)) {
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
            if (program.precision() != Precision.FLOAT32 && !finite(row, offset)) {
                throw new NotFiniteException(y);
            }
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

    private boolean finite(float[] row, int offset) {
        float sum = 0; // what is not finite stays so
        for (int i = 0; i < results; i++) {
            sum += 0 * row[offset + i];
        }
        return sum == 0;
    }

    @Override
    public boolean next() {
        while (true) {
            try {
                return run.next();
            } catch (DeviceException e) {
                again(e);
            }
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
