package io.github.upscale4j.benchmarks;

import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;

/**
 * A network in bands of a given height, over memory that is taken once for all: {@link Ours} without what the engine
 * chooses and does around the steps.
 */
final class Held implements Contestant {
    private final Backend backend;
    private final Program program;
    private final Layout layout;
    private final Execution execution;
    private final Image image;
    private final boolean copying;
    private final float[] input;
    private final float[] output;
    private final int outputChannels;

    /**
     * @param band rows of the input at a time
     * @param copying whether runs that are timed copy rows in and out; if not, they compute on what lies there from the
     *     result that was asked for before
     */
    Held(Network network, Image image, String backend, int threads, int band, boolean copying) {
        this(network, image, backend, threads, band, copying, Precision.FLOAT32);
    }

    Held(Network network, Image image, String backend, int threads, int band, boolean copying, Precision allowed) {
        this.backend = MeasuredBackend.open(backend, threads);
        this.image = image;
        this.copying = copying;
        Plan plan = Plan.of(network.net(), this.backend::tiling);
        program = this.backend.compile(plan, network.weights(), allowed);
        layout =
                new Layout(plan, image.width(), image.height(), band, image.width(), image.height(), program.storage());
        execution = program.open(layout);
        input = image.interleaved();
        int scale = network.net().scale();
        outputChannels = network.net().outputChannels();
        output = new float[image.width() * scale * image.height() * scale * outputChannels];
    }

    @Override
    public String description() {
        boolean whole = layout.band() == layout.height();
        return backend.description() + (whole ? ", whole" : ", bands of " + layout.band() + " rows");
    }

    @Override
    public void run() {
        if (copying) {
            copy();
        } else {
            BandRunner.run(
                    execution, layout, image.width(), image.height(), new Nothing(), new Nothing(), (rows, of) -> {});
        }
    }

    /** Rows as a picture of 8 bits has them, which nobody fills or reads. */
    private static final class Nothing implements RowSource, RowSink {
        @Override
        public int depth() {
            return 8;
        }

        @Override
        public void read(int y, float[] target, int offset) {}

        @Override
        public void read(int y, byte[] target, int offset) {}

        @Override
        public void write(int y, float[] values, int offset) {}

        @Override
        public void write(int y, byte[] levels, int offset) {}
    }

    private void copy() {
        int inputRow = image.width() * image.channels();
        int outputRow = image.width() * layout.plan().net().scale() * outputChannels;
        BandRunner.run(
                execution,
                layout,
                image.width(),
                image.height(),
                (y, to, at) -> System.arraycopy(input, y * inputRow, to, at, inputRow),
                (y, row, at) -> System.arraycopy(row, at, output, y * outputRow, outputRow),
                (rows, of) -> {});
    }

    @Override
    public float[] result() {
        copy();
        return Image.planar(output, outputChannels);
    }

    @Override
    public void close() {
        execution.close();
        program.close();
        backend.close();
    }
}
