package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Backends;
import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through the door that everybody uses. */
class OpenClUpscalerTest {
    private Device device;

    @BeforeEach
    void require() {
        device = TestDevice.require();
    }

    @Test
    void isTakenUnaskedOnlyWhereItIsAGpu() {
        try (Upscaler upscaler = Upscaler.builder().build()) {
            assertThat(upscaler.backend()).startsWith(device.kind().beatsCpu() ? "opencl" : "cpu-");
        }
    }

    @ParameterizedTest
    @CsvSource({"opencl", "opencl:"})
    void isTakenWhenAskedFor(String name) {
        try (Upscaler upscaler = Upscaler.builder().backend(name).build()) {
            assertThat(upscaler.backend()).isEqualTo("opencl (" + device.name() + ", " + device.platform() + ")");
        }
        Upscaler.builder().backend("opencl:" + device.index()).build().close();
        Upscaler.builder().backend("opencl:" + device.name()).build().close();
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Upscaler.builder().backend("opencl:abacus").build())
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("no OpenCL device answers to 'abacus'; there are: ")
                .hasMessageContaining(device.toString());
    }

    @Test
    void isListed() {
        assertThat(Backends.list().get(0).name()).isEqualTo("opencl");
        assertThat(Backends.list().get(0).usable()).isTrue();
        assertThat(Backends.devices()).contains("opencl:" + device);
    }

    @ParameterizedTest
    @CsvSource({
        "comic, realesr-animevideov3.pth",
        "comic, realesr-general-x4v3.pth",
        "comic, srgan-leftthomas-x4-legacy.pth",
        "comic, faithful",
        "0014, realesr-animevideov3.pth",
        "ost, natural"
    })
    void givesPyTorchsPicture(String picture, String name) throws IOException {
        assertThat(difference(picture, name, Precision.FLOAT32)[0]).isLessThanOrEqualTo(1);
    }

    /** Measured: at most 3 levels, 0.02 to 0.04 in the mean. */
    @ParameterizedTest
    @CsvSource({"comic, realesr-animevideov3.pth", "0014, realesr-general-x4v3.pth", "ost, natural"})
    void givesNearlyPyTorchsPictureInFloat16(String picture, String name) throws IOException {
        double[] difference = difference(picture, name, Precision.FLOAT16);
        assertThat(difference[0]).as("most").isLessThanOrEqualTo(4);
        assertThat(difference[1]).as("mean").isLessThan(0.1);
    }

    /** In levels: the largest, the mean. */
    private static double[] difference(String picture, String name, Precision precision) throws IOException {
        boolean embedded = !name.contains(".");
        Model model = embedded
                ? name.equals("natural") ? Model.natural() : Model.faithful()
                : Model.load(Shared.require("weights/" + name));
        String folder = embedded ? "models" : "weights";
        BufferedImage input = ImageIO.read(
                Shared.require("weights/expected/" + picture + ".in.png").toFile());
        BufferedImage expected = ImageIO.read(Shared.require(
                        folder + "/expected/" + picture + "." + name.replaceFirst("(-legacy)?\\.pth$", "") + ".png")
                .toFile());
        try (Upscaler upscaler = Upscaler.builder()
                .model(model)
                .backend("opencl")
                .precision(precision)
                .build()) {
            return difference(upscaler.upscale(input).getRaster(), expected.getRaster());
        }
    }

    private static double[] difference(Raster a, Raster b) {
        assertThat(a.getBounds()).isEqualTo(b.getBounds());
        int[] left = a.getPixels(0, 0, a.getWidth(), a.getHeight(), (int[]) null);
        int[] right = b.getPixels(0, 0, b.getWidth(), b.getHeight(), (int[]) null);
        int most = 0;
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            most = Math.max(most, Math.abs(left[i] - right[i]));
            sum += Math.abs(left[i] - right[i]);
        }
        return new double[] {most, sum / left.length};
    }
}
