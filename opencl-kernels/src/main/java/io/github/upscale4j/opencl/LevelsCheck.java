package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Map;

/** Sends levels through a network that changes nothing: they must come back as they went. */
final class LevelsCheck {
    private static final int WIDTH = 67; // rows end within an int
    private static final int HEIGHT = 4;
    private static final int BAND = 3;

    private LevelsCheck() {}

    /** By how much a value is off at most. */
    static float difference(Backend backend, Precision precision, int depth) {
        NetBuilder builder = new NetBuilder(WeightShapes.of(Map.of()));
        Net net = builder.output(builder.slice(builder.input(1), 0, 1));
        Plan plan = Plan.of(net, backend::tiling);
        Rows sent = new Rows(depth);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            Levels.put(sent.levels, 0, i, depth, i * (Levels.max(depth) / 255));
        }
        Rows fetched = new Rows(depth);
        try (Program program = backend.compile(plan, Weights.of(Map.of(), Map.of()), precision)) {
            Layout layout = new Layout(plan, WIDTH, HEIGHT, BAND, WIDTH, HEIGHT, program.storage());
            try (Execution execution = program.open(layout)) {
                Bands bands = new Bands(plan, HEIGHT);
                while (!bands.done()) {
                    bands.next(BAND);
                    execution.run(bands, sent, fetched);
                }
                execution.flush();
            }
        }
        int most = 0;
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int off = Levels.get(fetched.levels, 0, i, depth) - Levels.get(sent.levels, 0, i, depth);
            most = Math.max(most, Math.abs(off));
        }
        return most / (float) Levels.max(depth);
    }

    private static final class Rows implements RowSource, RowSink {
        private final int depth;
        private final int row;
        private final byte[] levels;

        Rows(int depth) {
            this.depth = depth;
            row = WIDTH * (depth / 8);
            levels = new byte[HEIGHT * row];
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public void read(int y, byte[] target, int offset) {
            System.arraycopy(levels, y * row, target, offset, row);
        }

        @Override
        public void write(int y, byte[] source, int offset) {
            System.arraycopy(source, offset, levels, y * row, row);
        }

        @Override
        public void read(int y, float[] target, int offset) {
            throw new AssertionError("levels were offered");
        }

        /** As a row comes in which a value is no number; here it is lost, and so the difference is large. */
        @Override
        public void write(int y, float[] source, int offset) {}
    }
}
