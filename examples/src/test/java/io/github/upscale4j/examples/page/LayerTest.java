package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 3, false, 8",
        "512, 512, 3, false, 8",
        "513, 7, 3, false, 8",
        "1030, 1029, 1, false, 8",
        "700, 1100, 3, true, 8",
        "1025, 600, 3, false, 16",
        "600, 513, 1, true, 16"
    })
    void tilesAndRowsAreThoseThatWereWritten(int width, int height, int channels, boolean alpha, int bits)
            throws IOException {
        int samples = channels + (alpha ? 1 : 0);
        int max = (1 << bits) - 1;
        int[][] levels = new int[height][width * samples];
        Random random = new Random(width);
        try (Layer layer = new Layer(folder.resolve("layer"), width, height, channels, alpha, bits)) {
            for (int y = 0; y < height; y++) {
                assertThat(layer.isComplete()).isFalse();
                float[] colour = new float[width * channels];
                float[] transparency = new float[width];
                for (int i = 0; i < levels[y].length; i++) {
                    levels[y][i] = random.nextInt(max + 1);
                    float value = levels[y][i] / (float) max;
                    if (i % samples < channels) {
                        colour[i / samples * channels + i % samples] = value;
                    } else {
                        transparency[i / samples] = value;
                    }
                }
                layer.write(y, colour, alpha ? transparency : null);
            }
            assertThat(layer.isComplete()).isTrue();
            for (int y = 0; y < height; y += 97) {
                for (int x = 0; x < width; x += 89) {
                    BufferedImage tile = layer.tile(0, x / Layer.TILE, y / Layer.TILE);
                    for (int s = 0; s < samples; s++) {
                        int shown = tile.getRaster().getSample(x % Layer.TILE, y % Layer.TILE, s);
                        assertThat(shown).isEqualTo(Math.round(levels[y][x * samples + s] * 255f / max));
                    }
                }
            }
            int[] rows = {0};
            layer.replay((y, colour, transparency) -> {
                assertThat(y).isEqualTo(rows[0]++);
                for (int i = 0; i < levels[y].length; i++) {
                    float value = i % samples < channels
                            ? colour[i / samples * channels + i % samples]
                            : transparency[i / samples];
                    assertThat(Math.round(value * max)).isEqualTo(levels[y][i]);
                }
            });
            assertThat(rows[0]).isEqualTo(height);
            assertThat(layer.tile(0, (width - 1) / Layer.TILE + 1, 0)).isNull();
            assertThat(layer.tile(0, 0, (height - 1) / Layer.TILE + 1)).isNull();
            assertThat(layer.tile(20, 0, 0)).isNull();
            assertThat(layer.tile(-1, 0, 0)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"600, 520", "1031, 1030", "2050, 3"})
    void coarserLevelsAreMeansOfFourPixels(int width, int height) throws IOException {
        Random random = new Random(height);
        int[][] fine = new int[height][width];
        try (Layer layer = new Layer(folder.resolve("layer"), width, height, 1, false, 8)) {
            for (int y = 0; y < height; y++) {
                float[] row = new float[width];
                for (int x = 0; x < width; x++) {
                    fine[y][x] = random.nextInt(256);
                    row[x] = fine[y][x] / 255f;
                }
                layer.write(y, row, null);
            }
            int level = 0;
            while (Math.max(fine.length, fine[0].length) > Layer.TILE) {
                fine = halved(fine);
                level++;
                for (int y = 0; y < fine.length; y++) {
                    for (int x = 0; x < fine[0].length; x += 61) {
                        BufferedImage tile = layer.tile(level, x / Layer.TILE, y / Layer.TILE);
                        assertThat(tile.getRaster().getSample(x % Layer.TILE, y % Layer.TILE, 0))
                                .as("level %d, %d, %d", level, x, y)
                                .isEqualTo(fine[y][x]);
                    }
                }
            }
            assertThat(layer.tile(level + 1, 0, 0)).isNull();
        }
    }

    private static int[][] halved(int[][] fine) {
        int height = fine.length;
        int width = fine[0].length;
        int[][] half = new int[(height + 1) / 2][(width + 1) / 2];
        for (int y = 0; y < half.length; y++) {
            for (int x = 0; x < half[0].length; x++) {
                int right = Math.min(2 * x + 1, width - 1);
                int below = Math.min(2 * y + 1, height - 1);
                half[y][x] =
                        (fine[2 * y][2 * x] + fine[2 * y][right] + fine[below][2 * x] + fine[below][right] + 2) / 4;
            }
        }
        return half;
    }

    /** Under alpha 0 there may be any colour. */
    @ParameterizedTest
    @CsvSource({"0, 200", "255, 128"})
    void hiddenColourDoesNotShowInCoarserLevels(int hidden, int opaque) throws IOException {
        try (Layer layer = new Layer(folder.resolve("layer"), 1024, 1024, 1, true, 8)) {
            float[] colour = new float[1024];
            float[] alpha = new float[1024];
            for (int x = 0; x < 1024; x++) {
                alpha[x] = x % 2;
                colour[x] = (x % 2 == 1 ? opaque : hidden) / 255f;
            }
            for (int y = 0; y < 1024; y++) {
                layer.write(y, colour, alpha);
            }
            BufferedImage tile = layer.tile(1, 0, 0);
            assertThat(tile.getRaster().getSample(5, 5, 0)).isEqualTo(opaque);
            assertThat(tile.getRaster().getSample(5, 5, 1)).isEqualTo(128);
        }
    }
}
