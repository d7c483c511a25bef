package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.image.PixelWriter;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.LevelDevice;
import io.github.upscale4j.testing.Networks;
import io.github.upscale4j.testing.RandomNets;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of 8 and 16 bits on a device that takes and gives levels: the same bits as through floats. */
class LevelsTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 21;

    private static BufferedImage deep() {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
        BufferedImage image = new BufferedImage(
                model, Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, WIDTH, HEIGHT, 3, null), false, null);
        Random random = new Random(5);
        image.getRaster()
                .setPixels(
                        0,
                        0,
                        WIDTH,
                        HEIGHT,
                        random.ints(3L * WIDTH * HEIGHT, 0, 65536).toArray());
        return image;
    }

    private static BufferedImage image(String kind) {
        return switch (kind) {
            case "deep" -> deep();
            case "gray" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY, 3);
            case "deep gray" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY, 3);
            case "packed" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, 3);
            case "alpha" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB, 3);
            case "565" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_565_RGB, 3);
            case "palette" -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, 3);
            default -> Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR, 3);
        };
    }

    private static Model model(int colours) throws IOException {
        if (colours == 1) {
            return Networks.nearest(2, 1);
        }
        return Model.of("random", RandomNets.srvgg(4, 16, 2, 2).weights(), Map.of());
    }

    private static BufferedImage upscaled(
            Backend backend, Model model, Settings settings, BufferedImage image, int size) throws IOException {
        try (Engine engine = new Engine(backend, model.net(), model.weights(), 100_000)) {
            return upscaled(engine, model, settings, image, size);
        }
    }

    private static BufferedImage upscaled(Engine engine, Model model, Settings settings, BufferedImage image, int size)
            throws IOException {
        PixelSource source = PixelSource.of(image);
        PixelWriter writer = PixelWriter.like(image, WIDTH * size, HEIGHT * size);
        Network network =
                new Network(engine, "test", model.convention(), settings, new Call(new CancelToken(), progress -> {}));
        try (Passes passes =
                new Passes(network, source, WIDTH * size, HEIGHT * size, new ImageSink(writer, source.channels()))) {
            passes.run();
        }
        return writer.image();
    }

    private static Backend cpu() {
        return new CpuBackend(new ScalarKernels(), 1);
    }

    /** What goes as levels, and what as floats. */
    @ParameterizedTest
    @CsvSource({
        "bytes, 3, 2, plain, 8 to 8",
        "packed, 3, 2, plain, 8 to 8",
        "deep, 3, 2, plain, 16 to 16",
        "gray, 1, 2, plain, 8 to 8",
        "deep gray, 1, 2, plain, 16 to 16",
        "gray, 3, 2, plain, 32 to 32",
        "bytes, 1, 2, plain, 32 to 32",
        "bytes, 3, 3, plain, 32 to 32 and 8 to 32", // two passes
        "bytes, 3, 1, plain, 8 to 32", // shrunk
        "bytes, 3, 2, match, 8 to 32",
        "bytes, 3, 2, seamless, 32 to 32",
        "bytes, 3, 2, ensemble, 32 to 32",
        "alpha, 3, 2, plain, 32 to 32",
        "565, 3, 2, plain, 32 to 8",
        "palette, 3, 2, plain, 32 to 8"
    })
    void sameBits(String kind, int colours, int size, String setting, String depths) throws IOException {
        Settings settings = switch (setting) {
            case "match" -> Settings.DEFAULT.withColourMatch(true);
            case "seamless" -> Settings.DEFAULT.withSeamless(true);
            case "ensemble" -> Settings.DEFAULT.withEnsemble(true);
            default -> Settings.DEFAULT;
        };
        LevelDevice device = new LevelDevice();
        BufferedImage result = upscaled(device, model(colours), settings, image(kind), size);
        Images.assertSame(result, upscaled(cpu(), model(colours), settings, image(kind), size), kind);
        assertThat(String.join(" and ", device.depths())).isEqualTo(depths);
    }

    /** Its rows are remembered as levels, and the other backend reads them as floats. */
    @ParameterizedTest
    @ValueSource(strings = {"bytes", "deep", "gray"})
    void goOnAfterADeviceIsLost(String kind) throws IOException {
        Model model = model(3);
        BufferedImage expected = upscaled(cpu(), model, Settings.DEFAULT, image(kind), 2);
        for (int rows : new int[] {0, 7, 30}) {
            LevelDevice device = new LevelDevice().failingAfter(rows);
            try (Engine engine = new Engine(device, model.net(), model.weights(), 100_000)) {
                engine.fallBackTo(LevelsTest::cpu);
                Images.assertSame(
                        upscaled(engine, model, Settings.DEFAULT, image(kind), 2), expected, kind + ", " + rows);
                assertThat(engine.backend().description()).startsWith("cpu");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aValueThatIsNoNumberFailsThePicture(float value) {
        Model model = Networks.shifted(2, value);
        assertThatThrownBy(() -> upscaled(new LevelDevice(), model, Settings.DEFAULT, image("bytes"), 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the model test gave " + value + " at row 0, column 0");
    }

    /** Readers give the levels that their values are made of, writers make the same of levels as of values. */
    @ParameterizedTest
    @ValueSource(strings = {"bytes", "packed", "deep", "gray", "deep gray"})
    void areWhatIsStored(String kind) {
        BufferedImage image = image(kind);
        PixelReader reader = PixelReader.of(image);
        PixelWriter byLevels = PixelWriter.like(image, WIDTH, HEIGHT);
        PixelWriter byValues = PixelWriter.like(image, WIDTH, HEIGHT);
        assertThat(reader.hasLevels()).isTrue();
        assertThat(byLevels.depth()).isEqualTo(reader.depth());
        int values = WIDTH * reader.channels();
        for (int y = 0; y < HEIGHT; y++) {
            float[] expected = new float[values];
            reader.colour(y, expected, 0);
            byte[] levels = new byte[values * reader.depth() / 8];
            reader.levels(y, levels, 0);
            float[] row = new float[values];
            Levels.toFloats(levels, reader.depth(), values, row, 0);
            assertThat(row).isEqualTo(expected);
            byLevels.levels(y, levels, 0);
            byValues.colour(y, expected, 0, reader.channels());
        }
        Images.assertSame(byLevels.image(), byValues.image(), kind);
        Images.assertSame(byLevels.image(), image, kind);
    }

    @Test
    void whoHasNoneSaysSo() {
        for (String kind : List.of("565", "palette")) {
            PixelReader reader = PixelReader.of(image(kind));
            assertThat(reader.hasLevels()).isFalse();
            assertThatThrownBy(() -> reader.levels(0, new byte[99], 0))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        PixelWriter alpha = PixelWriter.like(image("alpha"), 3, 3);
        assertThat(alpha.depth()).isEqualTo(Levels.FLOATS);
        assertThat(PixelSource.of(image("alpha")).depth()).isEqualTo(Levels.FLOATS);
    }
}
