package io.github.upscale4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.ResampleGoldens;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    /** The numbers of index.json, by BasicSR's calculate_psnr and calculate_ssim. */
    @ParameterizedTest
    @CsvSource({
        "metric-a.npy, metric-b.npy, 0, true, 34.12915835131584, 0.9900825497273474",
        "metric-a.npy, metric-b.npy, 0, false, 29.259778381012538, 0.9790978425235983",
        "metric-a.npy, metric-b.npy, 2, true, 34.2893492625221, 0.9901807115584237",
        "metric-a.npy, metric-b.npy, 2, false, 29.31903432913241, 0.9795672168463808",
        "metric-a.npy, metric-b.npy, 3, true, 34.25698826761635, 0.9906183387762492",
        "metric-a.npy, metric-b.npy, 3, false, 29.301197478275306, 0.9806149587814049",
        "metric-a.npy, metric-b.npy, 4, true, 34.14509095496741, 0.9911313668433213",
        "metric-a.npy, metric-b.npy, 4, false, 29.221645428119906, 0.9816761618971842",
        "metric-a.npy, metric-c.npy, 0, true, 26.592573442696683, 0.93273421402313",
        "metric-a.npy, metric-c.npy, 0, false, 23.235257094935108, 0.9015031755139589",
        "metric-a.npy, metric-c.npy, 2, true, 26.871848647777874, 0.9320404733999845",
        "metric-a.npy, metric-c.npy, 2, false, 23.511200382221634, 0.9006000013863856",
        "metric-a.npy, metric-c.npy, 3, true, 26.920921131914564, 0.9346841517974408",
        "metric-a.npy, metric-c.npy, 3, false, 23.488614999285808, 0.9041954851918245",
        "metric-a.npy, metric-c.npy, 4, true, 26.77751189631479, 0.9388022342911242",
        "metric-a.npy, metric-c.npy, 4, false, 23.389509077138683, 0.9088913071131312",
    })
    void agreesWithBasicSr(String first, String second, int border, boolean luma, double psnr, double ssim) {
        BufferedImage a = ResampleGoldens.image(first);
        BufferedImage b = ResampleGoldens.image(second);
        assertThat(luma ? Psnr.y(a, b, border) : Psnr.rgb(a, b, border)).isCloseTo(psnr, within(1e-3));
        assertThat(luma ? Ssim.y(a, b, border) : Ssim.rgb(a, b, border)).isCloseTo(ssim, within(1e-5));
        Tensor planesA = tensor(a);
        Tensor planesB = tensor(b);
        assertThat(luma ? Psnr.y(planesA, planesB, border) : Psnr.rgb(planesA, planesB, border))
                .isCloseTo(psnr, within(1e-3));
        assertThat(luma ? Ssim.y(planesA, planesB, border) : Ssim.rgb(planesA, planesB, border))
                .isCloseTo(ssim, within(1e-5));
    }

    @Test
    void equalPictures() {
        BufferedImage a = ResampleGoldens.image("metric-a.npy");
        assertThat(Psnr.y(a, a, 0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Psnr.rgb(a, a, 4)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Ssim.y(a, a, 0)).isEqualTo(1);
        assertThat(Ssim.rgb(a, a, 4)).isEqualTo(1);
    }

    @Test
    void lumaIsThatOfBasicSr() {
        Tensor input = ResampleGoldens.tensor("input-f32.npy");
        float[] golden = ResampleGoldens.npy("y-bt601-f32.npy").floats();
        for (int i = 0; i < golden.length; i++) {
            double red = input.data()[i];
            double green = input.data()[golden.length + i];
            double blue = input.data()[2 * golden.length + i];
            assertThat(Rows.luma(red, green, blue) / 255).isCloseTo(golden[i], within(1e-6));
        }
    }

    /** One level of difference everywhere: 20 log10(255) = 48.13 dB; on Y it is 219 / 255 of a level. */
    @Test
    void aLevelEverywhere() {
        Tensor black = Tensor.zeros(3, 4, 5);
        Tensor next = Tensor.zeros(3, 4, 5);
        Arrays.fill(next.data(), 1 / 255f);
        assertThat(Psnr.rgb(black, next, 1)).isCloseTo(48.1308, within(1e-4));
        assertThat(Psnr.y(black, next, 1)).isCloseTo(48.1308 + 20 * Math.log10(255 / 219.0), within(1e-4));
        assertThat(Psnr.y(Tensor.zeros(1, 4, 5), next, 1)).isEqualTo(Psnr.y(black, next, 1));
        assertThat(Psnr.rgb(Tensor.zeros(1, 4, 5), next, 1)).isEqualTo(Psnr.rgb(black, next, 1));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        Tensor a = Tensor.zeros(3, 12, 14);
        assertThatThrownBy(() -> Psnr.y(a, Tensor.zeros(3, 12, 13), 0))
                .hasMessage("pictures of different size: 14 x 12 and 13 x 12; crop both to the same");
        assertThatThrownBy(() -> Psnr.rgb(a, Tensor.zeros(4, 12, 14), 0))
                .hasMessage("pictures of different channels: 3 and 4");
        assertThatThrownBy(() -> Psnr.y(a, a, 6))
                .hasMessage("a border of 6 pixels on each side leaves nothing of 14 x 12; use 0 or the scale");
        assertThatThrownBy(() -> Ssim.y(a, a, 1))
                .hasMessage(
                        "SSIM needs at least 11 x 11 pixels, got 12 x 10 after cropping 1 on each side; crop less or"
                                + " use PSNR");
    }

    private static Tensor tensor(BufferedImage image) {
        PixelReader reader = PixelReader.of(image);
        Tensor tensor = Tensor.zeros(3, image.getHeight(), image.getWidth());
        float[] row = new float[3 * image.getWidth()];
        int plane = image.getHeight() * image.getWidth();
        for (int y = 0; y < image.getHeight(); y++) {
            reader.colour(y, row, 0);
            for (int i = 0; i < row.length; i++) {
                tensor.data()[i % 3 * plane + y * image.getWidth() + i / 3] = row[i];
            }
        }
        return tensor;
    }
}
