package io.github.upscale4j.exec;

import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;

/**
 * Self-ensemble: the network over the image in its eight orientations, turned back and averaged as floats (Timofte et al.,
 * Seven ways to improve example-based single image super resolution, 2016). The order of the sum is fixed. Holds the image
 * and the sum whole, 4 bytes a value.
 */
public final class Ensemble implements Run {
    /** Runs of the network. */
    public static final int VARIANTS = 8;

    private static final int MIRRORED = 1;
    private static final int UPSIDE_DOWN = 2;
    private static final int TRANSPOSED = 4;

    private final Engine engine;
    private final int width;
    private final int height;
    private final RowSource source;
    private final RowSink sink;
    private final long memory;
    private final Runnable check;
    private final int inputs;
    private final int outputs;
    private final int scale;
    private float[][] image;
    private float[][] sum;
    private int variant = VARIANTS; // counts down, so that the image as it is comes last and its rows can leave at once
    private Run run;

    /** Parameters as {@link Engine#open}. */
    public Ensemble(Engine engine, int width, int height, RowSource source, RowSink sink, long memory, Runnable check) {
        this.engine = engine;
        this.width = width;
        this.height = height;
        this.source = source;
        this.sink = sink;
        this.memory = memory;
        this.check = check;
        inputs = engine.plan().net().inputChannels();
        outputs = engine.plan().net().outputChannels();
        scale = engine.plan().net().scale();
        // says now if the memory is too little
        engine.layout(width, height, memory);
        engine.layout(height, width, memory);
    }

    @Override
    public boolean next() {
        if (image == null) {
            read();
        }
        if (run != null && run.next()) {
            return true;
        }
        close();
        if (variant == 0) {
            return false;
        }
        variant--;
        boolean transposed = (variant & TRANSPOSED) != 0;
        run = engine.open(
                transposed ? height : width,
                transposed ? width : height,
                this::turned,
                variant == 0 ? this::finish : this::add,
                memory,
                check);
        return run.next();
    }

    private void read() {
        image = new float[height][width * inputs];
        for (int y = 0; y < height; y++) {
            source.read(y, image[y], 0);
        }
        sum = new float[height * scale][width * scale * outputs];
    }

    private void turned(int y, float[] target, int offset) {
        int columns = (variant & TRANSPOSED) != 0 ? height : width;
        for (int x = 0; x < columns; x++) {
            int from = column(x, y, width) * inputs;
            System.arraycopy(image[row(x, y, height)], from, target, offset + x * inputs, inputs);
        }
    }

    private void add(int y, float[] values, int offset) {
        int columns = ((variant & TRANSPOSED) != 0 ? height : width) * scale;
        for (int x = 0; x < columns; x++) {
            float[] line = sum[row(x, y, height * scale)];
            int to = column(x, y, width * scale) * outputs;
            for (int c = 0; c < outputs; c++) {
                line[to + c] += values[offset + x * outputs + c];
            }
        }
    }

    private void finish(int y, float[] values, int offset) {
        float[] line = sum[y];
        for (int i = 0; i < line.length; i++) {
            line[i] = (line[i] + values[offset + i]) / VARIANTS;
        }
        sink.write(y, line, 0);
        sum[y] = null;
    }

    /** Where the pixel at column {@code x} of row {@code y} of the turned image is in the image itself. */
    private int row(int x, int y, int rows) {
        int row = (variant & TRANSPOSED) != 0 ? x : y;
        return (variant & UPSIDE_DOWN) != 0 ? rows - 1 - row : row;
    }

    private int column(int x, int y, int columns) {
        int column = (variant & TRANSPOSED) != 0 ? y : x;
        return (variant & MIRRORED) != 0 ? columns - 1 - column : column;
    }

    @Override
    public double fraction() {
        return (VARIANTS - 1 - variant + (run == null ? 1 : run.fraction())) / VARIANTS;
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
            run = null;
        }
    }
}
