package io.github.upscale4j.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowResamplerTest {
    /** Interleaved rows through the stream against planes through resize: the same bits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void streamingEqualsWhole(int channels) {
        Random random = new Random(channels);
        for (Resampler resampler : ResamplerTest.PRESETS) {
            for (int run = 0; run < 20; run++) {
                int height = 1 + random.nextInt(12);
                int width = 1 + random.nextInt(12);
                int toHeight = 1 + random.nextInt(30);
                int toWidth = 1 + random.nextInt(30);
                Tensor source = ResamplerTest.random(channels, height, width, run);
                Tensor whole = resampler.resize(source, toHeight, toWidth);
                Tensor streamed = Tensor.zeros(channels, toHeight, toWidth);
                stream(resampler, source, streamed);
                assertThat(streamed.data())
                        .as("%s %s to %s", resampler, source, streamed)
                        .isEqualTo(whole.data());
            }
        }
    }

    private static void stream(Resampler resampler, Tensor source, Tensor target) {
        int channels = source.channels();
        int width = target.width();
        List<Integer> order = new ArrayList<>();
        RowResampler rows =
                resampler.rows(channels, source.width(), source.height(), width, target.height(), (y, row) -> {
                    order.add(y);
                    for (int i = 0; i < channels * width; i++) {
                        target.data()[(i % channels * target.height() + y) * width + i / channels] = row[i];
                    }
                });
        int offset = 5;
        for (int y = 0; y < source.height(); y++) {
            float[] row = new float[offset + source.width() * channels];
            for (int i = 0; i < row.length - offset; i++) {
                row[offset + i] = source.get(i % channels, y, i / channels);
            }
            rows.push(row, offset);
            assertThat(rows.emitted()).isEqualTo(order.size());
        }
        assertThat(order).hasSize(target.height()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void emitsAsSoonAsTheTapsAreThere() {
        RowResampler rows = Resampler.BICUBIC.rows(1, 8, 8, 16, 16, (y, row) -> {});
        int[] emitted = new int[8];
        for (int y = 0; y < 8; y++) {
            rows.push(new float[8], 0);
            emitted[y] = rows.emitted();
        }
        // target row 4 lies at source row 1.75 and reads rows 0 to 3; the window of the first ones is moved inside
        assertThat(emitted).containsExactly(0, 0, 0, 5, 7, 9, 11, 16);
    }

    @Test
    void refusesARowTooMany() {
        RowResampler rows = Resampler.BICUBIC.rows(1, 4, 1, 2, 2, (y, row) -> {});
        rows.push(new float[4], 0);
        assertThatThrownBy(() -> rows.push(new float[4], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("all 1 source rows");
    }

    @Test
    void refusesAShortRow() {
        RowResampler rows = Resampler.BICUBIC.rows(3, 4, 1, 2, 2, (y, row) -> {});
        assertThatThrownBy(() -> rows.push(new float[12], 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
