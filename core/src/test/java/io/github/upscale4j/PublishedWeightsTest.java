package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole pictures through published and embedded weights against what PyTorch gives: clamped, rounded, 8 bit. */
class PublishedWeightsTest {
    private static final List<String> MODELS =
            List.of("realesr-animevideov3.pth", "realesr-general-x4v3.pth", "natural", "faithful");

    /**
     * On the fastest path of this JVM: the build runs the tests with the vector module and without. Plain loops take a
     * minute for the larger pictures, so every model runs on them with the smallest.
     */
    static Stream<Arguments> cases() {
        String path = CpuKernels.all().get(CpuKernels.all().size() - 1).name();
        List<Arguments> cases = new ArrayList<>();
        for (String picture : path.equals("cpu-vector") ? List.of("0014", "comic", "ost") : List.of("comic")) {
            MODELS.forEach(model -> cases.add(Arguments.of(picture, model, path)));
        }
        cases.add(Arguments.of("comic", "realesr-animevideov3.safetensors", path));
        cases.add(Arguments.of("comic", "srgan-leftthomas-x4-legacy.pth", path));
        if (path.equals("cpu-vector")) {
            cases.add(Arguments.of("ost", "srgan-leftthomas-x4-legacy.pth", path));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} on {2}")
    @MethodSource("cases")
    void givesPyTorchsPicture(String picture, String modelName, String backend) throws IOException {
        BufferedImage input = ImageIO.read(
                Shared.require("weights/expected/" + picture + ".in.png").toFile());
        boolean embedded = !modelName.contains(".");
        String stem = embedded ? modelName : modelName.replaceFirst("(-legacy)?\\.\\w+$", "");
        BufferedImage expected = ImageIO.read(
                Shared.require((embedded ? "models" : "weights") + "/expected/" + picture + "." + stem + ".png")
                        .toFile());
        Model model = embedded
                ? modelName.equals("natural") ? Model.natural() : Model.faithful()
                : Model.load(Shared.require("weights/" + modelName));
        try (Upscaler upscaler =
                Upscaler.builder().model(model).backend(backend).build()) {
            assertClose(upscaler.upscale(input), expected);
        }
    }

    /** At most one level off, and in fewer than 1 of 1,000 samples: rounding ties. */
    private static void assertClose(BufferedImage actual, BufferedImage expected) {
        assertThat(actual.getWidth()).isEqualTo(expected.getWidth());
        assertThat(actual.getHeight()).isEqualTo(expected.getHeight());
        Raster a = actual.getRaster();
        Raster b = expected.getRaster();
        int differing = 0;
        int most = 0;
        int samples = 0;
        int[] rowA = new int[a.getWidth() * a.getNumBands()];
        int[] rowB = new int[b.getWidth() * b.getNumBands()];
        for (int y = 0; y < a.getHeight(); y++) {
            a.getPixels(0, y, a.getWidth(), 1, rowA);
            b.getPixels(0, y, b.getWidth(), 1, rowB);
            assertThat(rowA).hasSameSizeAs(rowB);
            for (int i = 0; i < rowA.length; i++) {
                int difference = Math.abs(rowA[i] - rowB[i]);
                differing += difference > 0 ? 1 : 0;
                most = Math.max(most, difference);
                samples++;
            }
        }
        assertThat(most).isLessThanOrEqualTo(1);
        assertThat((double) differing / samples).isLessThan(0.001);
    }
}
