package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfCheckTest {
    @TempDir
    Path folder;

    @Test
    void theDeviceOfThisMachineComputesRightly() {
        try (OpenClBackend backend = TestDevice.open()) {
            assertThat(SelfCheck.fault(backend)).isEmpty();
        }
    }

    /** Whatever kernel a driver gets wrong is named, be it a little or by making no numbers. */
    @ParameterizedTest
    @ValueSource(floats = {1e-3f, Float.NaN, Float.POSITIVE_INFINITY})
    void aWrongKernelIsFound(float error) {
        try (OpenClBackend backend = TestDevice.open()) {
            for (CheckedNet wrong : List.of(CheckedNet.CONV_3, CheckedNet.SHUFFLES, CheckedNet.COSINE_ATTENTION)) {
                assertThat(SelfCheck.fault(new Disturbed(backend, wrong.weights(), error)))
                        .hasValueSatisfying(
                                fault -> assertThat(fault).contains("computes " + wrong.kernel() + " wrongly"));
            }
        }
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
            Program program = own.compile(plan, weights);
            return weights != wrong
                    ? program
                    : new Program() {
                        @Override
                        public long workspace() {
                            return program.workspace();
                        }

                        @Override
                        public Execution open(Layout layout) {
                            Execution execution = program.open(layout);
                            return new Execution() {
                                @Override
                                public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
                                    execution.run(
                                            bands,
                                            source,
                                            (y, values, at) -> {
                                                values[at + 1] += y == 3 ? error : 0;
                                                sink.write(y, values, at);
                                            },
                                            check);
                                }

                                @Override
                                public void close() {
                                    execution.close();
                                }
                            };
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
