package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SafetensorsFile;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads, memory limits and bands change no bit of a picture. */
@SameOnBothPaths
class SameBitsTest {
    @TempDir
    static Path folder;

    static Stream<Arguments> models() throws IOException {
        List<RandomNets.Sample> random = List.of(
                RandomNets.srvgg(1, 12, 2, 4),
                RandomNets.rrdb(2, 10, 5, 1, 1),
                RandomNets.rrdb(3, 6, 4, 1, 2),
                RandomNets.swinIr(4, 12, 3, 4, 2),
                RandomNets.swin2Sr(5, 12, 3, 7));
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            cases.add(Arguments.of(Model.natural(), kernels));
            for (RandomNets.Sample sample : random) {
                Path file = SafetensorsFile.of(sample.weights())
                        .write(folder.resolve(sample.name().replaceAll("\\W+", "-") + ".safetensors"));
                cases.add(Arguments.of(Model.load(file), kernels));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("models")
    void threadsAndMemoryChangeNoBit(Model model, Kernels kernels) {
        // tall enough for several bands; plain loops take their time over the embedded model
        boolean large = model == Model.natural();
        BufferedImage image = Images.soft(large ? 7 : 9, large ? 60 : 120, BufferedImage.TYPE_INT_ARGB, 1);
        BufferedImage first = null;
        for (int threads = 1; threads <= 3; threads++) {
            long low = LowMemory.bytes(model, kernels.name(), threads, image.getWidth(), image.getHeight());
            for (long memory : new long[] {1L << 30, low}) {
                try (Upscaler upscaler = Upscaler.builder()
                        .model(model)
                        .backend(kernels.name())
                        .threads(threads)
                        .memoryLimit(memory)
                        .build()) {
                    String name = threads + " threads, " + memory + " bytes";
                    BufferedImage result = upscaler.upscale(image);
                    first = first == null ? result : first;
                    Images.assertSame(result, first, name);
                    if (threads == 3) { // the next picture lies where the last one lay
                        Images.assertSame(upscaler.upscale(image), first, name + ", again");
                    }
                }
            }
        }
    }

    static Stream<Kernels> kernels() {
        return CpuKernels.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void bandsChangeNoBitOfTheEmbeddedModel(Kernels kernels) {
        Model model = Model.natural();
        Tensor image = RandomNets.image(1, 3, 29, 11);
        Tensor whole = null;
        for (int band : new int[] {Integer.MAX_VALUE, 1, 3, 8, 16}) {
            for (int threads = 1; threads <= (band == 3 ? 3 : 1); threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    Tensor result = Runs.run(backend, model.net(), model.weights(), image, band);
                    whole = whole == null ? result : whole;
                    assertThat(result.data())
                            .as("bands of %d, %d threads", band, threads)
                            .isEqualTo(whole.data());
                }
            }
        }
    }
}
