package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BleedTest {
    private static final int SIZE = 40;

    /** Against the search of all pixels; the sweeps may miss the nearest by a fraction of a pixel. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void takesTheNearestVisibleColour(int seed) throws IOException {
        Random random = new Random(seed);
        BufferedImage image =
                new BufferedImage(1 + random.nextInt(30), 1 + random.nextInt(30), BufferedImage.TYPE_INT_ARGB);
        int every = 1 << seed;
        image.setRGB(0, 0, 0xff010203);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                boolean visible = random.nextInt(every) == 0;
                image.setRGB(x, y, visible ? 0x01000000 | y << 8 | x : random.nextInt() & 0xffffff);
            }
        }
        image.setRGB(image.getWidth() / 2, 0, 0xff000000 | image.getWidth() / 2);
        PixelSource bled = Bleed.of(PixelSource.of(image));
        float[] row = new float[3 * image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            bled.read(y, row, new float[image.getWidth()]);
            for (int x = 0; x < image.getWidth(); x++) {
                int toX = Math.round(row[3 * x + 2] * 255);
                int toY = Math.round(row[3 * x + 1] * 255);
                assertThat(image.getRGB(toX, toY) >>> 24)
                        .as("seed %d, %d, %d", seed, x, y)
                        .isPositive();
                assertThat(Math.hypot(toX - x, toY - y)).isLessThan(nearest(image, x, y) + 0.5);
            }
        }
    }

    private static double nearest(BufferedImage image, int x, int y) {
        double best = Double.MAX_VALUE;
        for (int j = 0; j < image.getHeight(); j++) {
            for (int i = 0; i < image.getWidth(); i++) {
                if (image.getRGB(i, j) >>> 24 != 0) {
                    best = Math.min(best, Math.hypot(i - x, j - y));
                }
            }
        }
        return best;
    }

    /** A red disc on garbage of alpha 0; colour and alpha resized apart, as around a network. */
    @ParameterizedTest
    @ValueSource(ints = {0x000000, 0xffffff, 0xff0000, 0x00ff00})
    void leavesNoFringe(int background) throws IOException {
        BufferedImage disc = disc(0xcc3311);
        Tensor truth = Resampler.BICUBIC.resize(composited(disc, background), 4 * SIZE, 4 * SIZE);
        assertThat(difference(truth, upscaled(Bleed.of(PixelSource.of(disc)), background)))
                .isLessThan(1 / 255.0);
        assertThat(difference(truth, upscaled(PixelSource.of(disc), background)))
                .as("without bleeding, or this test proves nothing")
                .isGreaterThan(10 / 255.0);
    }

    /** The resampler's own way, premultiplied. Bilinear, because alpha cannot keep a bicubic overshoot above 1. */
    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB_PRE})
    void resizedPicturesHaveNoFringe(int type) {
        BufferedImage disc = disc(0xcc3311);
        BufferedImage image = new BufferedImage(SIZE, SIZE, type);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                image.setRGB(x, y, disc.getRGB(x, y));
            }
        }
        BufferedImage large = Resampler.BILINEAR.resize(image, 4 * SIZE, 4 * SIZE);
        assertThat(large.getType()).isEqualTo(type);
        for (int background : new int[] {0x000000, 0xffffff, 0xff0000}) {
            Tensor truth = Resampler.BILINEAR.resize(composited(disc, background), 4 * SIZE, 4 * SIZE);
            // two roundings, of alpha and of colour
            assertThat(difference(truth, composited(large, background))).isLessThan(1.6 / 255);
        }
    }

    private static BufferedImage disc(int colour) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
        Random random = new Random(3);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double edge = SIZE / 3.0 - Math.hypot(x - SIZE / 2.0, y - SIZE / 2.0);
                int alpha = (int) (255 * Math.max(0, Math.min(1, edge)));
                image.setRGB(x, y, alpha == 0 ? random.nextInt() & 0xffffff : alpha << 24 | colour);
            }
        }
        return image;
    }

    private static Tensor upscaled(PixelSource source, int background) throws IOException {
        int size = 4 * SIZE;
        Tensor result = Tensor.zeros(3, size, size);
        float[] alphas = new float[size * size];
        RowResampler alpha = Resampler.BICUBIC.rows(
                1, SIZE, SIZE, size, size, (y, row) -> System.arraycopy(row, 0, alphas, y * size, size));
        RowResampler colour = Resampler.BICUBIC.rows(3, SIZE, SIZE, size, size, (y, row) -> {
            for (int x = 0; x < size; x++) {
                over(result, x, y, row, 3 * x, alphas[y * size + x], background);
            }
        });
        float[] row = new float[3 * SIZE];
        float[] alphaRow = new float[SIZE];
        for (int y = 0; y < SIZE; y++) {
            source.read(y, row, alphaRow);
            alpha.push(alphaRow, 0);
            colour.push(row, 0);
        }
        return result;
    }

    private static Tensor composited(BufferedImage image, int background) {
        PixelReader reader = PixelReader.of(image);
        Tensor result = Tensor.zeros(3, image.getHeight(), image.getWidth());
        float[] colour = new float[3 * image.getWidth()];
        float[] alpha = new float[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            reader.colour(y, colour, 0);
            reader.alpha(y, alpha, 0);
            for (int x = 0; x < image.getWidth(); x++) {
                over(result, x, y, colour, 3 * x, alpha[x], background);
            }
        }
        return result;
    }

    private static void over(Tensor result, int x, int y, float[] colour, int at, float alpha, int background) {
        int plane = result.width() * result.height();
        for (int c = 0; c < 3; c++) {
            float behind = (background >> (16 - 8 * c) & 0xff) / 255f;
            result.data()[c * plane + y * result.width() + x] = alpha * colour[at + c] + (1 - alpha) * behind;
        }
    }

    /** The largest, of values as they would be shown: clamped. */
    private static double difference(Tensor a, Tensor b) {
        double largest = 0;
        for (int i = 0; i < a.data().length; i++) {
            largest = Math.max(largest, Math.abs(clamped(a.data()[i]) - clamped(b.data()[i])));
        }
        return largest;
    }

    private static double clamped(float value) {
        return Math.max(0, Math.min(1, value));
    }

    /** Taller than what is read ahead: blocks of rows meet without a trace of where. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void goesOnFromBlockToBlock(int seed) throws IOException {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(5, 150 + random.nextInt(70), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < 5; x++) {
                boolean visible = random.nextInt(60) == 0;
                image.setRGB(x, y, visible ? 0x01000000 | y << 8 | 0x100000 | x : random.nextInt() & 0xffff);
            }
        }
        PixelSource bled = Bleed.of(PixelSource.of(image));
        float[] row = new float[15];
        float[] alpha = new float[5];
        boolean above = false;
        for (int y = 0; y < image.getHeight(); y++) {
            bled.read(y, row, alpha);
            for (int x = 0; x < 5; x++) {
                above |= alpha[x] > 0;
            }
            for (int x = 0; x < 5; x++) {
                boolean coloured = Math.round(row[3 * x] * 255) == 0x10;
                double nearest = nearest(image, x, y);
                String name = "seed " + seed + " at " + x + ", " + y;
                if (above || nearest <= 32) {
                    assertThat(coloured).as(name).isTrue();
                }
                if (coloured && nearest <= 32) {
                    int toY = Math.round(row[3 * x + 1] * 255);
                    int toX = Math.round(row[3 * x + 2] * 255);
                    assertThat(Math.hypot(toX - x, toY - y)).as(name).isLessThan(nearest + 0.5);
                }
            }
        }
    }

    @Test
    void whatNobodySeesAndWhatEverybodySeesStays() throws IOException {
        PixelSource opaque = PixelSource.of(new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB));
        assertThat(Bleed.of(opaque)).isSameAs(opaque);
        for (int alpha : new int[] {0, 1, 255}) {
            BufferedImage image = new BufferedImage(3, 90, BufferedImage.TYPE_INT_ARGB);
            for (int y = 0; y < 90; y++) {
                image.setRGB(y % 3, y, alpha << 24 | 0x102030 + y);
                image.setRGB((y + 1) % 3, y, alpha << 24 | 0x506070 + y);
                image.setRGB((y + 2) % 3, y, alpha << 24);
            }
            PixelSource plain = PixelSource.of(image);
            PixelSource bled = Bleed.of(PixelSource.of(image));
            float[][] rows = new float[4][9];
            for (int y = 0; y < 90; y++) {
                plain.read(y, rows[0], rows[1]);
                bled.read(y, rows[2], rows[3]);
                assertThat(rows[2]).as("alpha %d, row %d", alpha, y).isEqualTo(rows[0]);
                assertThat(rows[3]).isEqualTo(rows[1]);
            }
        }
    }
}
