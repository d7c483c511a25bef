package io.github.upscale4j.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.metrics.Psnr;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark set that every paper uses; skipped where it is not beside the repository. */
class Set5Test {
    private static final String[] NAMES = {"baby", "bird", "butterfly", "head", "woman"};

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void makesThePublishedLowResolution(int scale) throws IOException {
        for (String name : NAMES) {
            BufferedImage high = high(name, scale);
            BufferedImage low = low(name, scale);
            BufferedImage got = ExactResize.matlab(high, high.getWidth() / scale, high.getHeight() / scale);
            assertThat(samples(got)).as("%s x%d", name, scale).isEqualTo(samples(low));
        }
    }

    /** The figures of the papers' tables: Y, border of the scale cropped. */
    @ParameterizedTest
    @CsvSource({"2, 33.67", "4, 28.43"})
    void bicubicAsInThePapers(int scale, double decibels) throws IOException {
        double sum = 0;
        for (String name : NAMES) {
            BufferedImage high = high(name, scale);
            BufferedImage got = ExactResize.matlab(low(name, scale), high.getWidth(), high.getHeight());
            sum += Psnr.y(high, got, scale);
        }
        assertThat(sum / NAMES.length).isCloseTo(decibels, within(0.006));
    }

    /** Cropped to a multiple of the scale, as the low-resolution images were made. */
    private static BufferedImage high(String name, int scale) throws IOException {
        BufferedImage image = read("images/quality/Set5/HR/" + name + ".png");
        return image.getSubimage(0, 0, image.getWidth() / scale * scale, image.getHeight() / scale * scale);
    }

    private static BufferedImage low(String name, int scale) throws IOException {
        return read("images/quality/Set5/LRx" + scale + "/" + name + "x" + scale + ".png");
    }

    private static BufferedImage read(String path) throws IOException {
        Path file = Shared.require(path);
        return ImageIO.read(file.toFile());
    }

    private static int[] samples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }
}
