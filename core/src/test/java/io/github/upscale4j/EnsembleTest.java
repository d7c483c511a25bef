package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.metrics.Psnr;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.SafetensorsFile;
import io.github.upscale4j.testing.Shared;
import io.github.upscale4j.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 9;

    /** By the definition: each orientation through the network, turned back, averaged. */
    @ParameterizedTest
    @ValueSource(strings = {"srvgg-prelu-x4", "srvgg-prelu-x1", "esrgan-new-x2-unshuffle"})
    void isTheMeanOfEightOrientations(String golden) throws IOException {
        BufferedImage image = Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, 3);
        Tensor input = Tensor.zeros(3, HEIGHT, WIDTH);
        for (int i = 0; i < 3 * WIDTH * HEIGHT; i++) {
            int pixel = i % (WIDTH * HEIGHT);
            input.data()[i] = image.getRaster().getSample(pixel % WIDTH, pixel / WIDTH, i / (WIDTH * HEIGHT)) / 255f;
        }
        Model model = Model.load(GoldenNetwork.of(golden).weights());
        int scale = model.scale();
        double[] mean = new double[3 * WIDTH * HEIGHT * scale * scale];
        try (Upscaler plain = Upscaler.builder().model(model).build();
                Upscaler careful =
                        Upscaler.builder().model(model).selfEnsemble(true).build()) {
            for (int variant = 0; variant < 8; variant++) {
                // the inverse: the same steps the other way round
                Tensor result = plain.upscale(turned(input, variant, false));
                Tensor back = turned(result, variant, true);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += back.data()[i] / 8.0;
                }
            }
            careful.upscale(PixelSource.of(image), (y, colour, alpha) -> {
                for (int i = 0; i < colour.length; i++) {
                    int plane = i % 3 * HEIGHT * scale * WIDTH * scale;
                    double expected = Math.max(0, Math.min(1, mean[plane + y * WIDTH * scale + i / 3]));
                    assertThat(Math.abs(colour[i] - expected))
                            .as("%d, %d", i, y)
                            .isLessThan(2e-5);
                }
            });
        }
    }

    private static Tensor turned(Tensor image, int variant, boolean back) {
        boolean transpose = (variant & 1) != 0;
        if (!back) {
            Tensor flipped = flipped(image, (variant & 2) != 0, (variant & 4) != 0);
            return transpose ? transposed(flipped) : flipped;
        }
        return flipped(transpose ? transposed(image) : image, (variant & 2) != 0, (variant & 4) != 0);
    }

    private static Tensor flipped(Tensor image, boolean x, boolean y) {
        Tensor result = Tensor.zeros(image.channels(), image.height(), image.width());
        for (int i = 0; i < result.data().length; i++) {
            int column = i % image.width();
            int row = i / image.width() % image.height();
            result.data()[i] = image.get(
                    i / image.width() / image.height(),
                    y ? image.height() - 1 - row : row,
                    x ? image.width() - 1 - column : column);
        }
        return result;
    }

    private static Tensor transposed(Tensor image) {
        Tensor result = Tensor.zeros(image.channels(), image.width(), image.height());
        for (int i = 0; i < result.data().length; i++) {
            int row = i / result.width() % result.height();
            result.data()[i] = image.get(i / result.width() / result.height(), i % result.width(), row);
        }
        return result;
    }

    @Test
    void threadsAndMemoryChangeNoBit() {
        BufferedImage image = Images.soft(46, 60, BufferedImage.TYPE_INT_ARGB, 4);
        long low = Math.max(
                LowMemory.bytes(Model.natural(), "cpu", 3, 46, 60), LowMemory.bytes(Model.natural(), "cpu", 3, 60, 46));
        BufferedImage first = null;
        for (int threads = 1; threads <= 3; threads += 2) {
            for (long memory : new long[] {low, 1L << 30}) {
                try (Upscaler upscaler = Upscaler.builder()
                        .backend("cpu")
                        .threads(threads)
                        .memoryLimit(memory)
                        .selfEnsemble(true)
                        .build()) {
                    BufferedImage result = upscaler.upscale(image, 90, 150);
                    first = first == null ? result : first;
                    Images.assertSame(result, first, threads + " threads, " + memory + " bytes");
                }
            }
        }
    }

    @Test
    void isCloserToTheTruth() throws IOException {
        BufferedImage small = ImageIO.read(
                Shared.require("images/quality/Set5/LRx4/butterflyx4.png").toFile());
        BufferedImage truth = ImageIO.read(
                Shared.require("images/quality/Set5/HR/butterfly.png").toFile());
        try (Upscaler plain = Upscaler.builder().model(Model.faithful()).build();
                Upscaler careful = Upscaler.builder()
                        .model(Model.faithful())
                        .selfEnsemble(true)
                        .build()) {
            double before = Psnr.y(truth, plain.upscale(small), 4);
            double after = Psnr.y(truth, careful.upscale(small), 4);
            assertThat(after - before).isBetween(0.05, 0.6);
        }
    }

    @TempDir
    Path folder;

    @Test
    void aValueThatIsNoNumberFailsThePictureAndNamesThePlace() throws IOException {
        Path file = SafetensorsFile.of(
                        Weights.read(GoldenNetwork.of("srvgg-prelu-x4").weights()))
                .set("body.10.bias", 5, Float.NaN)
                .write(folder.resolve("biased.safetensors"));
        for (boolean ensemble : new boolean[] {false, true}) {
            try (Upscaler upscaler =
                    Upscaler.builder().model(file).selfEnsemble(ensemble).build()) {
                PixelSource source = PixelSource.of(Images.soft(6, 5, BufferedImage.TYPE_INT_RGB, 1));
                assertThatThrownBy(() -> upscaler.upscale(source, (y, colour, alpha) -> {}))
                        .as("ensemble %s", ensemble)
                        .isInstanceOf(ArithmeticException.class)
                        .hasMessageStartingWith(
                                "the model biased.safetensors gave NaN at row 1, column 1 of its output");
            }
        }
    }
}
