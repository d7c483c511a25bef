package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Photos of every kind through the embedded models: the same kind, the same colours, the same picture when shrunk. */
class RealPicturesTest {
    private static final int SIDE = 64;
    private static final Upscaler NATURAL = Upscaler.builder().build();
    private static final Upscaler FAITHFUL =
            Upscaler.builder().model(Model.faithful()).build();

    @AfterAll
    static void close() {
        NATURAL.close();
        FAITHFUL.close();
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (String picture : List.of(
                "0014.jpg",
                "0030.jpg",
                "comic.png",
                "00003.png",
                "OST_009.png",
                "ADE_val_00000114.jpg",
                "00017_gray.png",
                "wolf_gray.jpg",
                "children-alpha.png",
                "tree_alpha_16bit.png")) {
            cases.add(Arguments.of(picture, 2));
            cases.add(Arguments.of(picture, 4));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} x{1}")
    @MethodSource("cases")
    void staysThePictureItWas(String name, int scale) throws IOException {
        BufferedImage image =
                crop(ImageIO.read(Shared.require("images/real/" + name).toFile()));
        // the one that cleans darkens dark textures, all colours alike; the other one keeps the light
        double[] natural = shift(image, scale, NATURAL);
        double[] faithful = shift(image, scale, FAITHFUL);
        for (int band = 0; band < natural.length; band++) {
            assertThat(natural[band]).as("band %d", band).isCloseTo(0, within(10.0));
            assertThat(faithful[band]).as("band %d", band).isCloseTo(0, within(3.0));
        }
        if (image.getColorModel().getNumColorComponents() == 3) {
            double spread = Math.max(Math.max(natural[0], natural[1]), natural[2])
                    - Math.min(Math.min(natural[0], natural[1]), natural[2]);
            assertThat(spread).as("colour cast").isLessThan(3);
        }
    }

    /** How many levels brighter each band has become, seen at the size that it had. */
    private static double[] shift(BufferedImage image, int scale, Upscaler upscaler) {
        BufferedImage large = upscaler.upscale(image, scale * image.getWidth(), scale * image.getHeight());
        assertThat(large.getWidth()).isEqualTo(scale * image.getWidth());
        assertThat(large.getHeight()).isEqualTo(scale * image.getHeight());
        assertThat(large.getType()).isEqualTo(image.getType());
        assertThat(large.getColorModel()).isEqualTo(image.getColorModel());
        BufferedImage back = Resampler.BICUBIC.resize(large, image.getWidth(), image.getHeight());
        double level = image.getColorModel().getComponentSize(0) == 16 ? 257 : 1;
        double[] before = visible(image);
        double[] after = visible(back);
        for (int band = 0; band < before.length; band++) {
            after[band] = (after[band] - before[band]) / level;
        }
        assertThat(meanDifference(image, back) / level)
                .as("difference once shrunk")
                .isLessThan(12);
        return after;
    }

    /** The middle: a photo whole takes too long. */
    private static BufferedImage crop(BufferedImage image) {
        int width = Math.min(SIDE, image.getWidth());
        int height = Math.min(SIDE, image.getHeight());
        return image.getSubimage((image.getWidth() - width) / 2, (image.getHeight() - height) / 2, width, height);
    }

    /** Means of the bands, colours weighted by alpha: what is hidden may change. */
    private static double[] visible(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return Images.means(image);
        }
        int[] samples = Images.samples(image);
        int bands = image.getRaster().getNumBands();
        double[] sums = new double[bands];
        for (int i = 0; i < samples.length; i += bands) {
            for (int b = 0; b < bands - 1; b++) {
                sums[b] += (double) samples[i + b] * samples[i + bands - 1];
            }
            sums[bands - 1] += samples[i + bands - 1];
        }
        for (int b = 0; b < bands - 1; b++) {
            sums[b] /= sums[bands - 1];
        }
        sums[bands - 1] /= samples.length / bands;
        return sums;
    }

    private static double meanDifference(BufferedImage a, BufferedImage b) {
        int[] left = Images.samples(a);
        int[] right = Images.samples(b);
        assertThat(left).hasSameSizeAs(right);
        boolean alpha = a.getColorModel().hasAlpha();
        int bands = a.getRaster().getNumBands();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < left.length; i++) {
            if (!alpha || left[i / bands * bands + bands - 1] > 0) {
                sum += Math.abs(left[i] - right[i]);
                count++;
            }
        }
        return sum / count;
    }
}
