package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.image.PixelWriter;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Networks;
import io.github.upscale4j.testing.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows in, rows out. */
class StreamTest {
    private static final Upscaler UPSCALER = Upscaler.builder().threads(2).build();

    @AfterAll
    static void close() {
        UPSCALER.close();
    }

    /** A source that insists on how it is read, and counts. */
    static final class Strict implements PixelSource {
        private final PixelSource source;
        int read;

        Strict(BufferedImage image) {
            source = PixelSource.of(image);
        }

        @Override
        public int width() {
            return source.width();
        }

        @Override
        public int height() {
            return source.height();
        }

        @Override
        public int channels() {
            return source.channels();
        }

        @Override
        public boolean hasAlpha() {
            return source.hasAlpha();
        }

        @Override
        public void read(int y, float[] colour, float[] alpha) throws IOException {
            assertThat(y).isEqualTo(read++);
            assertThat(colour.length).isGreaterThanOrEqualTo(width() * channels());
            assertThat(alpha != null).isEqualTo(hasAlpha());
            source.read(y, colour, alpha);
        }
    }

    static Stream<Pictures.Named> kinds() {
        return Stream.concat(Pictures.kept(9, 8, 1).stream(), Pictures.widened(9, 8, 1).stream());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void streamedIsWhatMemoryGives(Pictures.Named picture) throws IOException {
        for (int[] size : new int[][] {{4, 4}, {3, 2}, {5, 1}}) {
            int width = size[0] * picture.image.getWidth();
            int height = size[1] * picture.image.getHeight();
            Images.assertSame(
                    streamed(UPSCALER, picture.image, width, height),
                    UPSCALER.upscale(picture.image, width, height),
                    picture.name);
        }
    }

    /** Rows are given in order, each once, clamped and not rounded. */
    private static BufferedImage streamed(Upscaler upscaler, BufferedImage image, int width, int height)
            throws IOException {
        Strict source = new Strict(image);
        PixelWriter writer = PixelWriter.like(image, width, height);
        int[] next = {0};
        upscaler.upscale(source, width, height, (y, colour, alpha) -> {
            assertThat(y).isEqualTo(next[0]++);
            for (int i = 0; i < width * source.channels(); i++) {
                assertThat(colour[i]).isBetween(0f, 1f);
            }
            writer.colour(y, colour, 0, source.channels());
            if (source.hasAlpha()) {
                writer.alpha(y, alpha, 0);
            }
        });
        assertThat(source.read).as("all rows are read").isEqualTo(source.height());
        assertThat(next[0]).isEqualTo(height);
        return writer.image();
    }

    @Test
    void valuesAreNotRounded() throws IOException {
        BufferedImage image = Images.soft(12, 12, BufferedImage.TYPE_BYTE_GRAY, 1);
        List<Float> values = new ArrayList<>();
        UPSCALER.upscale(PixelSource.of(image), (y, colour, alpha) -> {
            for (int x = 0; x < 48; x++) {
                values.add(colour[x] * 255);
            }
            assertThat(alpha).isNull();
        });
        assertThat(values).hasSize(48 * 48);
        assertThat(values.stream().filter(value -> Math.abs(value - Math.round(value)) > 0.1))
                .hasSizeGreaterThan(48 * 48 / 2);
    }

    /** A few rows ahead, so that a picture that is longer than memory can go through. */
    @ParameterizedTest
    @CsvSource({"4, 4", "16, 16", "1, 1"})
    void readsNoFurtherAheadThanItMust(int toWidth, int toHeight) throws IOException {
        BufferedImage image = Images.soft(7, 2_000, BufferedImage.TYPE_INT_ARGB, 1);
        int[] most = {0};
        Model model = Networks.nearest(4, 3);
        long low = Passes.plan(7, 2_000, 7 * toWidth, 2_000 * toHeight, 4).stream()
                .mapToLong(pass -> LowMemory.bytes(model, "cpu", 2, pass.width(), pass.height()))
                .sum();
        Strict source = new Strict(image);
        try (Upscaler upscaler =
                Upscaler.builder().model(model).threads(2).memoryLimit(low).build()) {
            upscaler.upscale(
                    source,
                    7 * toWidth,
                    2_000 * toHeight,
                    (y, colour, alpha) -> most[0] = Math.max(most[0], source.read - y / toHeight));
        }
        // two blocks of the colours under transparent pixels, the reach of the network, its tiles
        assertThat(most[0]).isLessThan(64 + 32 + 16);
    }

    @Test
    void whatTheSourceAndTheSinkThrowArrives() throws IOException {
        BufferedImage image = Images.soft(6, 40, BufferedImage.TYPE_INT_ARGB, 1);
        IOException broken = new IOException("broken");
        PixelSource source = new PixelSource() {
            private final PixelSource all = PixelSource.of(image);

            @Override
            public int width() {
                return all.width();
            }

            @Override
            public int height() {
                return all.height();
            }

            @Override
            public int channels() {
                return all.channels();
            }

            @Override
            public boolean hasAlpha() {
                return all.hasAlpha();
            }

            @Override
            public void read(int y, float[] colour, float[] alpha) throws IOException {
                if (y == 30) {
                    throw broken;
                }
                all.read(y, colour, alpha);
            }
        };
        assertThatThrownBy(() -> UPSCALER.upscale(source, (y, colour, alpha) -> {}))
                .isSameAs(broken);
        assertThatThrownBy(() -> UPSCALER.upscale(image, 60, 60, (y, colour, alpha) -> {
                    throw broken;
                }))
                .isSameAs(broken);
        Images.assertSame(streamed(UPSCALER, image, 24, 160), Upscaler.upscale(image, 4), "the next one");
    }

    /** Between two applications of the network nothing is rounded and nothing held. */
    @Test
    void severalPassesAreOne() throws IOException {
        BufferedImage image = Images.soft(5, 9, BufferedImage.TYPE_INT_ARGB, 1);
        try (Upscaler upscaler =
                Upscaler.builder().model(Networks.nearest(2, 3)).threads(2).build()) {
            BufferedImage large = streamed(upscaler, image, 40, 72);
            for (int y = 0; y < 72; y++) {
                for (int x = 0; x < 40; x++) {
                    int visible = image.getRGB(x / 8, y / 8) >>> 24 == 0 ? 0 : 0xffffff;
                    assertThat(large.getRGB(x, y) & visible).isEqualTo(image.getRGB(x / 8, y / 8) & visible);
                }
            }
        }
    }
}
