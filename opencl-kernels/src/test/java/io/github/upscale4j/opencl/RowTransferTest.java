package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows on their way to a device and back: the same bits whatever they travel as. */
class RowTransferTest {
    private long sent;
    private long fetched;

    /** An image of one row after the other, as values or as levels. */
    private static final class Picture implements RowSource, RowSink {
        private final int row; // values
        private final int depth;
        private final float[] values;
        private final byte[] levels;
        private int next;
        private int asFloats;

        Picture(int row, int depth, int rows) {
            this.row = row;
            this.depth = depth;
            values = new float[row * rows];
            levels = new byte[depth == Levels.FLOATS ? 0 : row * rows * depth / 8];
        }

        int level(int i) {
            return Levels.get(levels, 0, i, depth);
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public void read(int y, float[] target, int offset) {
            assertThat(depth).isEqualTo(Levels.FLOATS);
            System.arraycopy(values, y * row, target, offset, row);
        }

        @Override
        public void read(int y, byte[] target, int offset) {
            System.arraycopy(levels, y * row * depth / 8, target, offset, row * depth / 8);
        }

        @Override
        public void write(int y, float[] source, int offset) {
            assertThat(y).isEqualTo(next++);
            asFloats++;
            System.arraycopy(source, offset, values, y * row, row);
        }

        @Override
        public void write(int y, byte[] source, int offset) {
            assertThat(y).isEqualTo(next++);
            System.arraycopy(source, offset, levels, y * row * depth / 8, row * depth / 8);
        }
    }

    /** A network that gives what it gets, to the bit. */
    private static Net identity(int channels) {
        NetBuilder builder = new NetBuilder(WeightShapes.of(Map.of()));
        return builder.output(builder.slice(builder.input(channels), 0, channels));
    }

    private Picture upscaled(Net net, Weights weights, Picture image, int width, int height, int depth, long memory) {
        Picture result = new Picture(width * net.scale() * net.outputChannels(), depth, height * net.scale());
        OpenClBackend backend = TestDevice.open();
        try (Engine engine = new Engine(backend, net, weights, memory)) {
            long before = backend.sent();
            try (Run run = engine.open(width, height, image, result, memory, () -> {})) {
                while (run.next()) {}
            }
            sent = backend.sent() - before;
            fetched = backend.fetched();
        }
        assertThat(backend.live()).isZero();
        return result;
    }

    private Picture copied(Picture image, int width, int channels, int depth) {
        int height = image.values.length / (width * channels);
        Weights none = Weights.of(Map.of(), Map.of());
        return upscaled(identity(channels), none, image, width, height, depth, 1 << 27);
    }

    /** Each level there is becomes the value that the CPU makes of it. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void levelsBecomeValues(int depth) {
        int width = 257;
        Picture image = new Picture(width, depth, Levels.max(depth) / width + 1);
        for (int i = 0; i < image.values.length; i++) {
            Levels.put(image.levels, 0, i, depth, Math.min(i, Levels.max(depth)));
        }
        float[] expected = new float[image.values.length];
        Levels.toFloats(image.levels, depth, expected.length, expected, 0);
        assertThat(copied(image, width, 1, Levels.FLOATS).values).isEqualTo(expected);
        assertThat(copied(image, width, 1, depth).levels).isEqualTo(image.levels);
    }

    /** Every half-way value and its neighbours, what lies outside of 0 to 1, and the smallest numbers. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void valuesBecomeLevels(int depth) {
        int max = Levels.max(depth);
        float[] special = {-0f, -1, -Float.MIN_VALUE, Float.MIN_VALUE, 1, 2, 1e30f, -Float.MAX_VALUE, Float.MAX_VALUE};
        int width = 101;
        Picture image = new Picture(width, Levels.FLOATS, (3 * max + special.length) / width + 1);
        for (int level = 0; level < max; level++) {
            float half = (level + 0.5f) / max;
            image.values[3 * level] = Math.nextDown(half);
            image.values[3 * level + 1] = half;
            image.values[3 * level + 2] = Math.nextUp(half);
        }
        System.arraycopy(special, 0, image.values, 3 * max, special.length);
        Picture result = copied(image, width, 1, depth);
        for (int i = 0; i < image.values.length; i++) {
            float value = image.values[i];
            assertThat(result.level(i)).as("%s at %d bits", value, depth).isEqualTo((int)
                    (Math.max(0, Math.min(1, value)) * max + 0.5f));
        }
        assertThat(result.asFloats).isZero();
    }

    /** A row in which a value is none comes as floats, up to the first such value. */
    @ParameterizedTest
    @CsvSource({"8, NaN", "8, Infinity", "16, -Infinity", "16, NaN"})
    void whatIsNoNumberIsTold(int depth, Float value) {
        int width = 37;
        Picture image = new Picture(3 * width, Levels.FLOATS, 5);
        Arrays.fill(image.values, 0.25f);
        int at = 3 * 3 * width + 50;
        image.values[at] = value;
        Arrays.fill(image.values, at + 1, at + 9, value == Float.NEGATIVE_INFINITY ? Float.NaN : -1 / 0f);
        Picture result = copied(image, width, 3, depth);
        assertThat(result.asFloats).isOne();
        assertThat(result.values[at]).isEqualTo(value);
        float rounded = (int) (0.25f * Levels.max(depth) + 0.5f) / (float) Levels.max(depth);
        assertThat(Arrays.copyOfRange(result.values, 3 * 3 * width, at)).containsOnly(rounded);
        assertThat(Arrays.copyOfRange(result.levels, 0, 3 * 3 * width * depth / 8))
                .isNotEqualTo(new byte[3 * 3 * width * depth / 8]);
    }

    /** In bands and in pieces, of odd widths, extended by reflection: the levels of what comes as floats. */
    @ParameterizedTest
    @CsvSource({"8, 23, 61, 150000", "16, 23, 61, 150000", "8, 509, 407, 400000000", "16, 509, 407, 400000000"})
    void networksGiveTheSameBits(int depth, int width, int height, long memory) {
        RandomNets.Sample net = RandomNets.rrdb(6, 8, 4, 1, 2); // wants even sides
        Picture image = new Picture(3 * width, depth, height);
        new Random(8).nextBytes(image.levels);
        Picture floats = new Picture(3 * width, Levels.FLOATS, height);
        Levels.toFloats(image.levels, depth, floats.values.length, floats.values, 0);
        Picture expected = upscaled(net.net(), net.weights(), floats, width, height, Levels.FLOATS, memory);
        Picture result = upscaled(net.net(), net.weights(), image, width, height, depth, memory);
        for (int i = 0; i < expected.values.length; i++) {
            int level = (int) (Math.max(0, Math.min(1, expected.values[i])) * Levels.max(depth) + 0.5f);
            if (level != result.level(i)) {
                assertThat(result.level(i)).as("value %d", i).isEqualTo(level);
            }
        }
    }

    /** More than are under way at a time. */
    @ParameterizedTest
    @ValueSource(ints = {8, Levels.FLOATS})
    void bandsOfManyPieces(int depth) {
        int width = 1201;
        Picture image = new Picture(3 * width, Levels.FLOATS, 1000);
        for (int i = 0; i < image.values.length; i++) {
            image.values[i] = i % 65521 % 256 / 255f;
        }
        Picture result = copied(image, width, 3, depth);
        if (depth != Levels.FLOATS) {
            Levels.toFloats(result.levels, depth, result.values.length, result.values, 0);
        }
        assertThat(Arrays.equals(result.values, image.values)).isTrue();
    }

    /** A plain picture of 8 bits costs three bytes a pixel each way, and a few at the end of a row. */
    @Test
    void aPlainPictureGoesAsBytes() {
        RandomNets.Sample net = RandomNets.srvgg(1, 16, 2, 4);
        int width = 63;
        int height = 50;
        upscaled(net.net(), net.weights(), new Picture(3 * width, 8, height), width, height, 8, 1 << 20);
        assertThat(sent).isBetween(3L * width * height, (3L * width + 3) * height);
        long most = (3L * 4 * width + 3 + 4) * 4 * height;
        assertThat(fetched).isBetween(3L * 4 * width * 4 * height, most);
        Picture floats = new Picture(3 * width, Levels.FLOATS, height);
        upscaled(net.net(), net.weights(), floats, width, height, Levels.FLOATS, 1 << 20);
        assertThat(sent).isEqualTo(4 * 3L * width * height);
        assertThat(fetched).isEqualTo(4 * 3L * 4 * width * 4 * height);
    }

    /** The rows of a band come while the next one is computed, those of the last when they are asked for. */
    @Test
    void rowsOfABandComeDuringTheNext() {
        RandomNets.Sample net = RandomNets.srvgg(1, 16, 2, 4);
        OpenClBackend backend = TestDevice.open();
        Plan plan = Plan.of(net.net(), backend::tiling);
        Layout layout = new Layout(plan, 9, 40, 10);
        List<Integer> rows = new ArrayList<>();
        try (Program program = backend.compile(plan, net.weights());
                Execution execution = program.open(layout)) {
            Bands bands = new Bands(plan, 40);
            int before = 0;
            while (!bands.done()) {
                bands.next(10);
                execution.run(bands, (y, to, at) -> {}, (y, row, at) -> rows.add(y));
                assertThat(rows).hasSize(before);
                before = bands.to(plan.last());
            }
            execution.flush();
            assertThat(rows).hasSize(160).isSorted().doesNotHaveDuplicates();
            execution.flush();
            assertThat(rows).hasSize(160);
        }
        backend.close();
    }

    /** With commands under way and rows held back: nothing stays, nothing hangs, and the device goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "sink", "check", "close"})
    void whateverEndsAPictureReleasesEverything(String what) {
        RandomNets.Sample net = RandomNets.srvgg(1, 16, 2, 4);
        OpenClBackend backend = TestDevice.open();
        try (Engine engine = new Engine(backend, net.net(), net.weights(), 200_000)) {
            try (Run run = engine.open(40, 60, (y, to, at) -> {}, (y, row, at) -> {}, 200_000, () -> {})) {
                while (run.next()) {}
            }
            int compiled = backend.live();
            for (int end = 0; end < 60; end += 7) {
                int[] left = {end};
                Consumer<String> count = where -> {
                    if (where.equals(what) && left[0]-- == 0) {
                        throw new IllegalStateException("enough");
                    }
                };
                try (Run run = engine.open(
                        40,
                        60,
                        (y, to, at) -> count.accept("source"),
                        (y, row, at) -> count.accept("sink"),
                        200_000,
                        () -> count.accept("check"))) {
                    for (int bands = 0; what.equals("close") ? bands < end / 7 : true; bands++) {
                        if (!run.next()) {
                            break;
                        }
                    }
                    assertThat(what).isEqualTo("close");
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("enough");
                }
                assertThat(backend.live()).as("%s %d", what, end).isEqualTo(compiled);
            }
        }
        assertThat(backend.live()).isZero();
    }
}
