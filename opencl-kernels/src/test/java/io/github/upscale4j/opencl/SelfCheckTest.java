package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.LevelDevice;
import io.github.upscale4j.testing.PlayedDevice;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfCheckTest {
    @TempDir
    Path folder;

    @Test
    void theDeviceOfThisMachineComputesRightly() {
        try (OpenClBackend backend = TestDevice.open()) {
            assertThat(SelfCheck.fault(backend, Precision.FLOAT32)).isEmpty();
        }
    }

    /** Whatever kernel a driver gets wrong is named, be it a little or by making no numbers. */
    @ParameterizedTest
    @ValueSource(floats = {1e-3f, Float.NaN, Float.POSITIVE_INFINITY})
    void aWrongKernelIsFound(float error) {
        try (OpenClBackend backend = TestDevice.open()) {
            for (CheckedNet wrong : List.of(CheckedNet.CONV_3, CheckedNet.SHUFFLES, CheckedNet.COSINE_ATTENTION)) {
                assertThat(SelfCheck.fault(new Disturbed(backend, wrong.weights(), error), Precision.FLOAT32))
                        .hasValueSatisfying(
                                fault -> assertThat(fault).contains("computes " + wrong.kernel() + " wrongly"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 3"})
    void rowsThatAreRoundedWronglyAreFound(int depth, int levels) {
        float difference = LevelsCheck.difference(new LevelDevice(), Precision.FLOAT32, depth);
        assertThat(difference).isZero();
        difference = LevelsCheck.difference(new LevelDevice().tooBright(levels), Precision.FLOAT32, depth);
        assertThat(difference).isGreaterThan(SelfCheck.limit(Precision.FLOAT32));
    }

    @Test
    void isDoneOnceForADriverAndRemembered() throws Exception {
        Device device = TestDevice.require();
        Notes notes = new Notes(folder, device);
        OpenClProvider.open(device, notes).close();
        assertThat(notes.get("fault")).hasValue("");
        assertThat(new Notes(folder, device).get("fault")).hasValue("");
        new Notes(folder, device)
                .put("fault", "its driver computes means wrongly, by 1.0 where at most 4.0E-5 is right");
        assertThatThrownBy(() -> OpenClProvider.open(device, new Notes(folder, device)))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        device + " is refused, its driver computes means wrongly, by 1.0 where at most 4.0E-5 is right:"
                                + " update its driver");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    /** It has a note of its own; where a device gets it wrong, it computes in float32. */
    @Test
    void float16IsCheckedWhenItIsFirstAllowed() {
        Device device = TestDevice.require();
        Notes notes = new Notes(folder, device);
        try (OpenClBackend backend = OpenClProvider.open(device, notes)) {
            assertThat(precision(backend, Precision.FLOAT32)).isEqualTo(Precision.FLOAT32);
            assertThat(notes.get("fault.float16")).isEmpty();
            assertThat(precision(backend, Precision.FLOAT16)).isEqualTo(Precision.FLOAT16);
            assertThat(notes.get("fault.float16")).hasValue("");
        }
        notes.put("fault.float16", "its driver computes means wrongly, by 1.0 where at most 0.01 is right");
        try (OpenClBackend backend = OpenClProvider.open(device, notes)) {
            assertThat(precision(backend, Precision.FLOAT16)).isEqualTo(Precision.FLOAT32);
        }
    }

    private static Precision precision(Backend backend, Precision allowed) {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 1, 2);
        Plan plan = Plan.of(sample.net(), backend::tiling);
        try (Program program = backend.compile(plan, sample.weights(), allowed)) {
            return program.precision();
        }
    }

    @Test
    void aWrongKernelIsFoundInFloat16() {
        try (OpenClBackend backend = TestDevice.open()) {
            CheckedNet wrong = CheckedNet.SHUFFLES;
            assertThat(SelfCheck.fault(new Disturbed(backend, wrong.weights(), 0.05f), Precision.FLOAT16))
                    .hasValueSatisfying(fault -> assertThat(fault).contains("computes " + wrong.kernel() + " wrongly"));
        }
    }

    @Test
    void isDoneWhereNothingCanBeKept() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Device device = TestDevice.require();
        OpenClProvider.open(device, new Notes(file, device)).close();
    }

    /** A backend that gets one result a little wrong. */
    private record Disturbed(Backend own, Weights wrong, float error) implements Backend {
        @Override
        public String description() {
            return own.description();
        }

        @Override
        public Tiling tiling(Op op) {
            return own.tiling(op);
        }

        @Override
        public Program compile(Plan plan, Weights weights) {
            return compile(plan, weights, Precision.FLOAT32);
        }

        @Override
        public Program compile(Plan plan, Weights weights, Precision allowed) {
            Program program = own.compile(plan, weights, allowed);
            return weights != wrong
                    ? program
                    : new Program() {
                        @Override
                        public Storage storage() {
                            return program.storage();
                        }

                        @Override
                        public long workspace() {
                            return program.workspace();
                        }

                        @Override
                        public Execution open(Layout layout) {
                            return PlayedDevice.through(program.open(layout), sink -> (y, values, at) -> {
                                values[at + 1] += y == 3 ? error : 0;
                                sink.write(y, values, at);
                            });
                        }

                        @Override
                        public void close() {
                            program.close();
                        }
                    };
        }

        @Override
        public void close() {}
    }
}
