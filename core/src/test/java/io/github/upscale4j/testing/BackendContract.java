package io.github.upscale4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend must do, whatever it computes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {
    protected Backend backend;

    /** The backend under test; aborts the test where the machine has none. */
    protected abstract Backend open();

    @BeforeAll
    void openBackend() {
        backend = open();
    }

    @AfterAll
    void closeBackend() {
        if (backend != null) {
            backend.close();
        }
    }

    static LongStream seeds() {
        return LongStream.range(101, 109);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void runsEveryGraph(long seed) {
        RandomNets.Sample sample = RandomGraphs.of(seed);
        Random random = new Random(seed);
        int multiple = sample.net().multiple();
        int height = multiple * (1 + random.nextInt(20 / multiple));
        int width = multiple * (1 + random.nextInt(30 / multiple));
        Tensor image = RandomNets.image(seed, 3, height, width);
        Tensor expected = ReferenceRunner.run(sample.net(), sample.weights(), image);
        String name = sample.name() + ", " + height + " x " + width + "\n" + sample.net();
        Tensor whole = Runs.run(backend, sample.net(), sample.weights(), image, Integer.MAX_VALUE);
        assertThat(Runs.difference(whole, expected)).as(name).isLessThan(2e-5f);
        for (int band : new int[] {1, 3}) {
            Tensor banded = Runs.run(backend, sample.net(), sample.weights(), image, band * multiple);
            assertThat(banded.data()).as("bands of %d: %s", band, name).isEqualTo(whole.data());
        }
    }

    /** Values of one pixel among them, which sums and products read everywhere. */
    @ParameterizedTest
    @MethodSource("seeds")
    void runsEveryGraphThatSeesTheWholeImage(long seed) {
        RandomNets.Sample sample = RandomGraphs.ofWhole(seed);
        Random random = new Random(seed);
        Tensor image = RandomNets.image(seed, 3, 1 + random.nextInt(20), 1 + random.nextInt(40));
        Tensor expected = Runs.reference(sample.net(), sample.weights(), image);
        assertThat(Runs.difference(Runs.run(backend, sample.net(), sample.weights(), image, 1), expected))
                .as("%s, %s\n%s", sample.name(), image, sample.net())
                .isLessThan(2e-5f);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "7, 5", "16, 7", "17, 1", "33, 3", "12, 17"})
    void convolvesEachChannelOnItsOwn(int channels, int kernel) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(100L * channels + kernel);
        RandomNets.put(values, shapes, random, 0.3f, "in.weight", channels + 2, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1f / kernel, "d.weight", channels, 1, kernel, kernel);
        RandomNets.put(values, shapes, random, 1, "d.bias", channels);
        Weights all = Weights.of(values, shapes);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node part = net.slice(net.conv("in", net.input(3)), 2, channels + 2);
        Net built = net.output(net.add(net.gelu(net.depthwiseConv("d", part)), part));
        for (int[] size : new int[][] {{1, 1}, {2, 19}, {11, 8}}) {
            assertBandsGiveTheReference(built, all, RandomNets.image(channels, 3, size[0], size[1]));
        }
    }

    /** Within a part of the channels, so that pixels do not follow one another without a gap. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 17, 60, 181})
    void normalisesEachPixel(int channels) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(channels);
        RandomNets.put(values, shapes, random, 1, "in.weight", channels + 2, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1, "n.weight", channels);
        RandomNets.put(values, shapes, random, 1, "n.bias", channels);
        Weights all = Weights.of(values, shapes);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node part = net.slice(net.conv("in", net.input(3)), 2, channels + 2);
        Net built = net.output(net.add(net.layerNorm("n", 1e-3f, part), part));
        for (int[] size : new int[][] {{1, 1}, {2, 19}, {11, 8}}) {
            assertBandsGiveTheReference(built, all, RandomNets.image(channels, 3, size[0], size[1]));
        }
    }

    /** Of few codes and of more than are compared at a time. */
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 40", "5, 1100"})
    void takesTheNearestCode(int channels, int codes) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(100L * channels + codes);
        RandomNets.put(values, shapes, random, 1, "in.weight", channels + 2, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1, "codes", codes, channels);
        Weights all = Weights.of(values, shapes);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node part = net.slice(net.conv("in", net.input(3)), 2, channels + 2);
        Net built = net.output(net.add(net.scale(0.5f, net.nearestCode("codes", part)), part));
        for (int[] size : new int[][] {{1, 1}, {2, 19}, {11, 8}}) {
            assertBandsGiveTheReference(built, all, RandomNets.image(channels, 3, size[0], size[1]));
        }
    }

    @Test
    void whatIsNoNumberHasNoNearestCode() {
        Weights weights = Weights.of(Map.of("codes", new float[] {1, 2, 3}), Map.of("codes", Shape.of(3, 1)));
        NetBuilder net = new NetBuilder(WeightShapes.of(weights));
        Net built = net.output(net.nearestCode("codes", net.input(1)));
        float[] image = {Float.NaN, 2.2f, Float.POSITIVE_INFINITY, -8};
        assertThat(Runs.run(backend, built, weights, Tensor.of(image, 1, 1, 4), 1)
                        .data())
                .containsExactly(Float.NaN, 2, Float.POSITIVE_INFINITY, 1);
    }

    private void assertBandsGiveTheReference(Net net, Weights weights, Tensor image) {
        Tensor whole = Runs.run(backend, net, weights, image, Integer.MAX_VALUE);
        assertThat(Runs.difference(whole, Runs.reference(net, weights, image)))
                .as("%s", image)
                .isLessThan(2e-5f);
        Tensor banded = Runs.run(backend, net, weights, image, 4);
        assertThat(banded.data()).as("%s", image).isEqualTo(whole.data());
    }

    /** At sizes around the edges of blocks, wide networks too. */
    @Test
    void bandsChangeNoBitAtAnySize() {
        List<RandomNets.Sample> samples = List.of(
                RandomNets.srvgg(1, 16, 3, 4),
                RandomNets.srvgg(2, 7, 2, 3),
                RandomNets.srvgg(3, 40, 1, 1),
                RandomNets.rrdb(6, 20, 17, 1, 2),
                RandomNets.swinIr(9, 15, 5, 7, 1),
                RandomNets.swin2Sr(12, 34, 2, 8));
        for (RandomNets.Sample sample : samples) {
            for (int[] size : new int[][] {{29, 23}, {8, 70}, {1, 5}, {5, 1}, {17, 13}}) {
                Tensor image = RandomNets.image(size[0] * 1000L + size[1], 3, size[0], size[1]);
                String name = sample.name() + ", " + size[0] + " x " + size[1];
                Tensor whole = Runs.run(backend, sample.net(), sample.weights(), image, Integer.MAX_VALUE);
                Tensor expected = Runs.reference(sample.net(), sample.weights(), image);
                assertThat(Runs.difference(whole, expected)).as(name).isLessThan(2e-5f);
                for (int band : new int[] {1, 3, 16}) {
                    Tensor result = Runs.run(backend, sample.net(), sample.weights(), image, band);
                    assertThat(result.data()).as("bands of %d, %s", band, name).isEqualTo(whole.data());
                }
            }
        }
    }

    /** What one picture leaves in memory must not reach the next: not even values that are no numbers. */
    @Test
    void anExecutionRunsManyPictures() {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 3, 4);
        Plan plan = Plan.of(sample.net(), backend::tiling);
        Layout layout = new Layout(plan, 9, 20, 4);
        Tensor image = RandomNets.image(1, 3, 20, 9);
        Tensor broken = RandomNets.image(2, 3, 20, 9);
        broken.data()[70] = Float.NaN;
        try (Program program = backend.compile(plan, sample.weights());
                Execution execution = program.open(layout)) {
            Tensor first = Runs.run(execution, layout, image);
            assertThat(Runs.difference(Runs.run(execution, layout, broken), first))
                    .isNaN();
            assertThat(Runs.run(execution, layout, image).data()).isEqualTo(first.data());
        }
    }

    @Test
    void refusesTheLayoutOfAnotherPlan() {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 3, 4);
        Plan plan = Plan.of(sample.net(), backend::tiling);
        try (Program program = backend.compile(plan, sample.weights())) {
            Layout other = new Layout(Plan.of(sample.net(), backend::tiling), 4, 4, 4);
            assertThatThrownBy(() -> program.open(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another plan");
        }
    }

    /** The check is asked before every step, on the caller's thread, and what it throws ends the run. */
    @Test
    void endsWhenTheCheckSaysSo() {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 3, 4);
        Plan plan = Plan.of(sample.net(), backend::tiling);
        Layout layout = new Layout(plan, 9, 20, 4);
        int steps = plan.steps().size();
        try (Program program = backend.compile(plan, sample.weights())) {
            for (int last = 0; last < 2 * steps; last++) {
                List<Thread> asked = new ArrayList<>();
                int most = last;
                Runnable check = () -> {
                    if (asked.size() == most) {
                        throw new CancellationException("enough");
                    }
                    asked.add(Thread.currentThread());
                };
                try (Execution execution = program.open(layout)) {
                    BandRunner runner =
                            new BandRunner(execution, layout, 9, 20, (y, to, at) -> {}, (y, values, at) -> {}, check);
                    assertThatThrownBy(() -> {
                                while (!runner.done()) {
                                    runner.next();
                                }
                            })
                            .isInstanceOf(CancellationException.class);
                }
                assertThat(asked).hasSize(last).allMatch(thread -> thread == Thread.currentThread());
            }
        }
    }

    /** A band in which no row is finished gives none away. */
    @Test
    void givesEveryRowOnce() {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 3, 4);
        Plan plan = Plan.of(sample.net(), backend::tiling);
        Layout layout = new Layout(plan, 5, 12, 2);
        List<Integer> rows = new ArrayList<>();
        try (Program program = backend.compile(plan, sample.weights());
                Execution execution = program.open(layout)) {
            Bands bands = new Bands(plan, 12);
            while (!bands.done()) {
                bands.next(2);
                execution.run(bands, (y, to, at) -> {}, (y, values, at) -> rows.add(y));
            }
            execution.flush();
        }
        assertThat(rows).hasSize(48).isSorted().doesNotHaveDuplicates();
    }
}
