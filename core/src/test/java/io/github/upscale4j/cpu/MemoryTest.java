package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomNets;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The memory that the plan names is the memory that is taken: once, when an execution is opened, and none after it. Beside
 * it a thread lends the kernels some of its own, whatever the size of the picture.
 */
class MemoryTest {
    private static final int HEIGHT = 80;

    static Stream<Arguments> cases() {
        return CpuKernels.all().stream()
                .flatMap(kernels -> Stream.of(
                        Arguments.of(kernels, RandomNets.srvgg(1, 16, 2, 4)),
                        Arguments.of(kernels, RandomNets.rrdb(2, 8, 4, 1, 1)),
                        Arguments.of(kernels, RandomNets.swinIr(3, 36, 2, 8, 1))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void takesWhatThePlanSaysAndNoMore(Kernels kernels, RandomNets.Sample sample) {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                        && bean.isThreadAllocatedMemorySupported(),
                "this JVM does not count what threads allocate");
        try (CpuBackend backend = CpuKernels.backend(kernels, 1)) {
            Plan plan = Plan.of(sample.net(), backend::tiling);
            try (Program program = backend.compile(plan, sample.weights())) {
                for (int band : List.of(8, HEIGHT)) {
                    long narrow = besideTheArena(program, new Layout(plan, 64, HEIGHT, band));
                    long wide = besideTheArena(program, new Layout(plan, 512, HEIGHT, band));
                    assertThat(narrow).isBetween(0L, program.workspace() * 11 / 10 + 200_000);
                    assertThat(wide).isBetween(0L, narrow + 50_000);
                    assertRunsAllocateNothing(program, new Layout(plan, 32, HEIGHT / 2, band));
                }
            }
        }
    }

    /** What opening allocates more than the layout says. */
    private static long besideTheArena(Program program, Layout layout) {
        program.open(layout).close(); // classes are loaded, lambdas linked
        long before = allocated();
        program.open(layout).close();
        return allocated() - before - layout.bytes();
    }

    /**
     * A run allocates a lambda and a list a step, not rows: one of the smallest buffer is more than that. Vectors live on
     * the heap until their loops are compiled, so the first runs may allocate more.
     */
    private static void assertRunsAllocateNothing(Program program, Layout layout) {
        int bands = (layout.height() + layout.plan().halo() + layout.band() - 1) / layout.band() + 1;
        long limit = 20_000 + 600L * bands * layout.plan().steps().size();
        try (Execution execution = program.open(layout)) {
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 300 && least > limit; run++) {
                long before = allocated();
                run(execution, layout);
                least = Math.min(least, allocated() - before);
            }
            assertThat(least).isLessThanOrEqualTo(limit);
        }
    }

    private static void run(Execution execution, Layout layout) {
        Bands bands = new Bands(layout.plan(), layout.height());
        while (!bands.done()) {
            bands.next(layout.band());
            execution.run(
                    bands, (y, to, at) -> Arrays.fill(to, at, at + 3 * layout.width(), 0.5f), (y, values, at) -> {});
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
