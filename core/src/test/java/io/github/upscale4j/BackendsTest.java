package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.BackendProvider;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
    private static final boolean VECTOR =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private static final String NAMES = "auto, cpu, cpu-vector, cpu-scalar, cpu-oracle";

    private static Upscaler open(String name) {
        return Upscaler.builder().backend(name).threads(2).build();
    }

    @Test
    void namesWhatRuns() {
        String vector = "cpu-vector \\(\\d+ bit, 2 threads\\)";
        String scalar = "cpu-scalar \\(2 threads\\)";
        for (String name : List.of("auto", "cpu")) {
            try (Upscaler upscaler = open(name)) {
                assertThat(upscaler.backend()).matches(VECTOR ? vector : scalar);
            }
        }
        try (Upscaler upscaler = open("cpu-scalar");
                Upscaler one =
                        Upscaler.builder().backend("cpu-scalar").threads(1).build()) {
            assertThat(upscaler.backend()).matches(scalar);
            assertThat(one.backend()).isEqualTo("cpu-scalar (1 thread)");
        }
    }

    @Test
    void theVectorPathRunsOrSaysWhatItNeeds() {
        if (VECTOR) {
            open("cpu-vector").close();
            assertThat(Backends.list()).allMatch(Backends.Status::usable);
        } else {
            assertThatThrownBy(() -> open("cpu-vector"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cpu-vector cannot be used: the module jdk.incubator.vector is not there;"
                            + " start java with --add-modules jdk.incubator.vector");
            assertThat(Backends.list().get(0).obstacle())
                    .hasValueSatisfying(
                            obstacle -> assertThat(obstacle).contains("--add-modules jdk.incubator.vector"));
        }
        assertThat(Backends.list())
                .extracting(Backends.Status::name)
                .containsExactly("cpu-vector", "cpu-scalar", "cpu-oracle");
        assertThat(Backends.list().get(1).usable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "", "CPU", "cpu ", "cpuvector", ":", "cuda:0"})
    void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
        assertThatThrownBy(() -> open(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no backend '" + name + "'; there are " + NAMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opencl", "opencl:0"})
    void openclIsInAnotherModule(String name) {
        assertThatThrownBy(() -> open(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no backend '" + name + "'; there are " + NAMES)
                .hasMessageEndingWith("opencl comes with the module upscale4j-opencl-kernels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu:0", "cpu-scalar:1", "auto:gpu", "cpu-scalar:"})
    void theCpuHasNoDevices(String name) {
        assertThatThrownBy(() -> open(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    // a provider as another module would bring it, seen only by these tests

    @TempDir
    Path folder;

    private ClassLoader before;
    private URLClassLoader loader;

    @BeforeEach
    void register() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(BackendProvider.class.getName()), FakeProvider.class.getName());
        before = Thread.currentThread().getContextClassLoader();
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        FakeProvider.obstacle = Optional.empty();
        FakeProvider.reluctance = Optional.empty();
        FakeProvider.failure = null;
        FakeProvider.memory = Long.MAX_VALUE;
        FakeProvider.refuses = false;
        FakeProvider.opened = null;
        FakeProvider.closed = false;
    }

    @AfterEach
    void unregister() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    @Test
    void aUsableProviderIsPreferredAndGetsItsDevice() {
        Thread.currentThread().setContextClassLoader(loader);
        BufferedImage image = Images.soft(5, 4, BufferedImage.TYPE_INT_RGB, 1);
        try (Upscaler upscaler = open("auto")) {
            assertThat(upscaler.backend()).isEqualTo("fake");
            assertThat(FakeProvider.opened).isEmpty();
            assertThat(upscaler.upscale(image).getWidth()).isEqualTo(20);
        }
        assertThat(FakeProvider.closed).isTrue();
        open("fake:any:thing").close();
        assertThat(FakeProvider.opened).isEqualTo("any:thing");
        assertThat(Backends.list())
                .extracting(Backends.Status::name)
                .containsExactly("fake", "cpu-vector", "cpu-scalar", "cpu-oracle");
        try (Upscaler cpu = open("cpu-scalar")) {
            assertThat(cpu.backend()).startsWith("cpu-scalar");
        }
    }

    @Test
    void anUnusableProviderIsPassedOverOrSaysWhy() {
        FakeProvider.obstacle = Optional.of("no device; plug one in");
        Thread.currentThread().setContextClassLoader(loader);
        try (Upscaler upscaler = open("auto")) {
            assertThat(upscaler.backend()).startsWith("cpu-");
        }
        assertThatThrownBy(() -> open("fake"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fake cannot be used: no device; plug one in");
        assertThat(Backends.list().get(0).obstacle()).hasValue("no device; plug one in");
        assertThatThrownBy(() -> open("fike")).hasMessage("no backend 'fike'; there are " + NAMES + ", fake");
    }

    @Test
    void aReluctantProviderIsTakenOnlyWhenAskedFor() {
        FakeProvider.reluctance = Optional.of("slower than the CPU");
        Thread.currentThread().setContextClassLoader(loader);
        try (Upscaler upscaler = open("auto")) {
            assertThat(upscaler.backend()).startsWith("cpu-");
        }
        try (Upscaler upscaler = open("fake")) {
            assertThat(upscaler.backend()).isEqualTo("fake");
        }
    }

    @Test
    void aDeviceThatFailsLeavesItToTheCpuOrSaysSo() {
        FakeProvider.failure = new DeviceException("fake 0.0 is lost: start the machine again");
        Thread.currentThread().setContextClassLoader(loader);
        try (Upscaler upscaler = open("auto")) {
            assertThat(upscaler.backend()).startsWith("cpu-");
        }
        assertThat(FakeProvider.closed).isTrue();
        assertThatThrownBy(() -> open("fake"))
                .isInstanceOf(DeviceException.class)
                .hasMessage("fake 0.0 is lost: start the machine again");
    }

    @Test
    void aDevicesMemoryLimitsTheBands() {
        FakeProvider.memory = 500_000;
        Thread.currentThread().setContextClassLoader(loader);
        try (Upscaler upscaler = open("fake")) {
            assertThatThrownBy(() -> upscaler.upscale(Images.soft(2_000, 4, BufferedImage.TYPE_INT_RGB, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs at least");
        }
    }

    /** Devices must not stay open behind an exception. */
    @Test
    void aBackendThatLacksAnOperationIsClosed() {
        FakeProvider.refuses = true;
        Thread.currentThread().setContextClassLoader(loader);
        assertThatThrownBy(() -> open("fake"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("fake lacks everything");
        assertThat(FakeProvider.closed).isTrue();
    }

    /** The scalar CPU under another name. */
    public static final class FakeProvider implements BackendProvider {
        static Optional<String> obstacle = Optional.empty();
        static Optional<String> reluctance = Optional.empty();
        static DeviceException failure;
        static long memory;
        static boolean refuses;
        static String opened;
        static boolean closed;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Optional<String> unavailable() {
            return obstacle;
        }

        @Override
        public Optional<String> reluctance() {
            return reluctance;
        }

        @Override
        public Backend open(String device, int threads) {
            opened = device;
            CpuBackend cpu = new CpuBackend(new ScalarKernels(), threads);
            return new Backend() {
                @Override
                public String description() {
                    return "fake";
                }

                @Override
                public Tiling tiling(Op op) {
                    return cpu.tiling(op);
                }

                @Override
                public OptionalLong memory() {
                    return OptionalLong.of(memory);
                }

                @Override
                public Program compile(Plan plan, Weights weights) {
                    if (failure != null) {
                        throw failure;
                    }
                    if (refuses) {
                        throw new UnsupportedOperationException("fake lacks everything");
                    }
                    return cpu.compile(plan, weights);
                }

                @Override
                public void close() {
                    closed = true;
                    cpu.close();
                }
            };
        }
    }
}
