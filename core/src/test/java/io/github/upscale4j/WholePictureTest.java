package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that sees the whole picture: exact where the memory allows it, else in tiles. */
class WholePictureTest {
    private static final int WIDTH = 301;
    private static final int HEIGHT = 263;
    private static final int SCALE = 2;
    private static final Model MODEL = model();
    /** Too little for all of the picture, enough for tiles on three threads. */
    private static final long LITTLE = least(WIDTH, HEIGHT);

    private static Model model() {
        try {
            return Model.of("rcan", RandomNets.rcan(3, 16, 2, SCALE).weights(), Map.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long least(int width, int height) {
        try (Engine engine = engine(Long.MAX_VALUE)) {
            return engine.least(width, height);
        }
    }

    private static Engine engine(long memory) {
        return new Engine(Backends.open("cpu", 3, opened -> opened), MODEL.net(), MODEL.weights(), memory);
    }

    private static Upscaler upscaler(long memory, int threads) {
        return builder(memory).threads(threads).build();
    }

    private static Upscaler.Builder builder(long memory) {
        return Upscaler.builder().model(MODEL).backend("cpu").threads(2).memoryLimit(memory);
    }

    /** Smooth, so that nothing but the network and its tiles makes edges. */
    private static Tensor picture(int width, int height) {
        Tensor image = Tensor.zeros(3, height, width);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) (0.5 + 0.4 * Math.sin(0.1 * (i % width) + 0.07 * (i / width % height)));
        }
        return image;
    }

    @Test
    void theModelSaysSo() {
        assertThat(MODEL.seesWholePicture()).isTrue();
        assertThat(MODEL)
                .asString()
                .endsWith("parameters, sees the whole picture: approximated in blended tiles where memory is short");
        assertThat(Model.natural().seesWholePicture()).isFalse();
        assertThat(Model.natural()).asString().endsWith(" parameters");
    }

    @Test
    void enoughMemoryIsExact() {
        Tensor image = RandomNets.image(1, 3, 31, 42);
        try (Upscaler upscaler = upscaler(1L << 30, 2)) {
            assertThat(Runs.difference(upscaler.upscale(image), Runs.reference(MODEL.net(), MODEL.weights(), image)))
                    .isLessThan(2e-5f);
        }
    }

    /**
     * Neighbours at the borders of tiles differ as much as elsewhere, in proportion to the result without tiles. With fades of
     * 4 pixels, an eighth of what they are, it is twice as much.
     */
    @Test
    void tilesComeNearToTheWholeAndShowNoSeam() {
        Tensor image = picture(WIDTH, HEIGHT);
        Tensor whole;
        Tensor tiled;
        try (Upscaler upscaler = upscaler(1L << 30, 2)) {
            whole = upscaler.upscale(image);
        }
        try (Upscaler upscaler = upscaler(LITTLE, 2)) {
            tiled = upscaler.upscale(image);
        }
        assertThat(relative(tiled, whole)).as("an approximation").isBetween(1e-5, 0.02);
        for (boolean across : new boolean[] {true, false}) {
            float[] expected = steps(whole, across);
            float[] steps = steps(tiled, across);
            for (int i = 0; i < steps.length; i++) {
                assertThat(steps[i] / expected[i])
                        .as("%s %d", across ? "column" : "row", i)
                        .isBetween(0.95f, 1.05f);
            }
        }
    }

    static List<GoldenNetwork> goldens() throws IOException {
        List<GoldenNetwork> whole = new ArrayList<>();
        for (GoldenNetwork golden : GoldenNetwork.all()) {
            if (Model.load(golden.weights(), golden.options()).seesWholePicture()) {
                whole.add(golden);
            }
        }
        return whole;
    }

    /**
     * A picture that differs much from tile to tile, of which there are four, of 64 pixels and less. Instance normalisation is the one that minds: each tile is stretched to
     * the same contrast.
     */
    @ParameterizedTest
    @MethodSource("goldens")
    void everyFamilyGoesThroughInTiles(GoldenNetwork golden) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        Tensor image = picture(100, 76);
        Tensor[] results = new Tensor[2];
        try (Engine engine =
                new Engine(new CpuBackend(new ScalarKernels(), 2), model.net(), model.weights(), Long.MAX_VALUE)) {
            long[] memory = {Long.MAX_VALUE, engine.least(100, 76)};
            for (int i = 0; i < 2; i++) {
                assertThat(engine.tiled(100, 76, memory[i])).isEqualTo(i == 1);
                results[i] = Tensor.zeros(3, 76 * model.scale(), 100 * model.scale());
                try (Run run =
                        engine.open(100, 76, TensorRows.of(image), TensorRows.into(results[i]), memory[i], () -> {})) {
                    while (run.next()) {
                        assertThat(run.fraction()).isPositive();
                    }
                }
            }
        }
        assertThat(relative(results[1], results[0])).isLessThan(golden.name().startsWith("srresnet") ? 0.4 : 0.1);
    }

    /** The mean difference in proportion to the mean value. */
    private static double relative(Tensor image, Tensor expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.data().length; i++) {
            difference += Math.abs(expected.data()[i] - image.data()[i]);
            size += Math.abs(expected.data()[i]);
        }
        return difference / size;
    }

    /** The difference of input pixels' neighbours, added up place by place along one side. */
    private static float[] steps(Tensor image, boolean across) {
        float[] steps = new float[(across ? image.width() : image.height()) - SCALE];
        for (int c = 0; c < image.channels(); c++) {
            for (int y = across ? 0 : SCALE; y < image.height(); y++) {
                for (int x = across ? SCALE : 0; x < image.width(); x++) {
                    float before = across ? image.get(c, y, x - SCALE) : image.get(c, y - SCALE, x);
                    steps[(across ? x : y) - SCALE] += Math.abs(image.get(c, y, x) - before);
                }
            }
        }
        return steps;
    }

    @Test
    void tilesGiveTheSameBitsOnAnyNumberOfThreads() {
        Tensor image = picture(WIDTH, HEIGHT);
        float[] first = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (Upscaler upscaler = upscaler(LITTLE, threads)) {
                float[] result = upscaler.upscale(image).data();
                first = first == null ? result : first;
                assertThat(Arrays.equals(result, first))
                        .as("%d threads", threads)
                        .isTrue();
            }
        }
    }

    @Test
    void keepsWithinItsMemory() {
        int values = WIDTH * HEIGHT * 3;
        for (long memory : new long[] {LITTLE, LITTLE + 1000, 1L << 30}) {
            try (Engine engine = engine(memory)) {
                assertThat(engine.tiled(WIDTH, HEIGHT, memory)).isEqualTo(memory < 1L << 30);
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                engine.open(WIDTH, HEIGHT, (y, to, at) -> {}, (y, row, at) -> {}, memory, () -> {})
                        .close();
                long taken =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
                // what is no floats: the plan's layout and arrays' headers
                assertThat(taken).as("of %d", memory).isBetween(4L * values, memory + (2 << 20));
            }
        }
        try (Upscaler upscaler = upscaler(LITTLE / 2, 2)) {
            assertThatThrownBy(() -> upscaler.upscale(picture(WIDTH, HEIGHT)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("even in tiles")
                    .hasMessageContaining("raise the memory limit");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 90", "130, 1", "3, 2", "64, 65", "300, 40"})
    void anySizeGoesThrough(int width, int height) {
        BufferedImage image = Images.soft(width, height, BufferedImage.TYPE_INT_ARGB, 1);
        try (Upscaler whole = upscaler(1L << 30, 2);
                Upscaler tiles = upscaler(least(width, height), 2)) {
            BufferedImage expected = whole.upscale(image);
            BufferedImage result = tiles.upscale(image);
            assertThat(result.getWidth()).isEqualTo(SCALE * width);
            assertThat(result.getHeight()).isEqualTo(SCALE * height);
            if (Math.max(width, height) <= 64) {
                Images.assertSame(result, expected, "too small for tiles");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void alphaStaysBesideIt(AlphaMode mode) {
        BufferedImage image = Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB, 1);
        BufferedImage opaque = Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, 1);
        try (Upscaler whole = builder(1L << 30).alpha(mode).build();
                Upscaler tiles = builder(2 * LITTLE).alpha(mode).build()) {
            BufferedImage expected = whole.upscale(image);
            BufferedImage result = tiles.upscale(image);
            if (mode == AlphaMode.CLASSICAL) {
                assertThat(result.getAlphaRaster().getPixels(0, 0, SCALE * WIDTH, SCALE * HEIGHT, (int[]) null))
                        .isEqualTo(
                                expected.getAlphaRaster().getPixels(0, 0, SCALE * WIDTH, SCALE * HEIGHT, (int[]) null));
            }
            assertThat(tiles.upscale(opaque).getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        }
    }

    @Test
    void progressGrowsTileByTileAndCallsEndBetweenTwo() {
        BufferedImage image = Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, 1);
        List<Double> told = new ArrayList<>();
        CancelToken[] token = {new CancelToken()};
        try (Upscaler upscaler = builder(LITTLE)
                .progress(progress -> {
                    told.add(progress.fraction());
                    if (told.size() == 2) {
                        token[0].cancel();
                    }
                })
                .build()) {
            assertThatThrownBy(() -> upscaler.with(token[0]).upscale(image)).isInstanceOf(CancellationException.class);
            assertThat(told).hasSize(2);
            BufferedImage expected = upscaler.upscale(image);
            told.clear();
            Images.assertSame(upscaler.upscale(image), expected, "after a call that was cancelled");
            assertThat(told).hasSizeGreaterThan(3).isSorted().endsWith(1.0);
            assertThat(told.stream().filter(fraction -> fraction == 1)).hasSize(1);
            assertThat(upscaler.estimate(WIDTH, HEIGHT)).isPositive();
        }
    }

    /** A source that takes its time, so that a step at least comes after the time between two words of progress. */
    @Test
    void progressIsToldWithinAWholePicture() throws IOException {
        BufferedImage image = Images.soft(20, 10, BufferedImage.TYPE_INT_RGB, 1);
        PixelSource soft = PixelSource.of(image);
        PixelSource slow = new PixelSource() {
            @Override
            public int width() {
                return soft.width();
            }

            @Override
            public int height() {
                return soft.height();
            }

            @Override
            public int channels() {
                return soft.channels();
            }

            @Override
            public boolean hasAlpha() {
                return false;
            }

            @Override
            public void read(int y, float[] colour, float[] alpha) throws IOException {
                soft.read(y, colour, alpha);
                if (y == 9) {
                    LockSupport.parkNanos(300_000_000);
                }
            }
        };
        List<Progress> told = new ArrayList<>();
        try (Upscaler upscaler = builder(1L << 30).progress(told::add).build()) {
            upscaler.upscale(slow, (y, colour, alpha) -> {});
        }
        assertThat(told).hasSizeGreaterThan(1);
        assertThat(told.get(0).fraction()).isBetween(1e-6, 0.5);
        assertThat(told).extracting(Progress::fraction).isSorted().endsWith(1.0);
        assertThat(told.stream().filter(progress -> progress.fraction() == 1)).hasSize(1);
    }

    @Test
    void severalPassesAndOrientationsShareTheMemory() {
        BufferedImage image = Images.soft(70, 40, BufferedImage.TYPE_INT_RGB, 1);
        try (Upscaler passes = upscaler(least(70, 40) + 2 * least(140, 80), 2);
                Upscaler ensemble = builder(2 * LITTLE).selfEnsemble(true).build()) {
            assertThat(passes.upscale(image, 250, 150).getWidth()).isEqualTo(250);
            assertThat(ensemble.upscale(image).getHeight()).isEqualTo(80);
        }
    }
}
