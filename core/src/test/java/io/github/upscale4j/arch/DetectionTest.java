package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Shared;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One architecture for each file that we know, none for any other. */
class DetectionTest {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("esrgan", "RRDBNet"),
            Map.entry("srvgg", "SRVGGNetCompact"),
            Map.entry("swinir", "SwinIR"),
            Map.entry("swin2sr", "Swin2SR"),
            Map.entry("srformer", "SRFormer"),
            Map.entry("drct", "DRCT"),
            Map.entry("hat", "HAT"),
            Map.entry("omnisr", "OmniSR"),
            Map.entry("atd", "ATD"),
            Map.entry("dat", "DAT"),
            Map.entry("rgt", "RGT"),
            Map.entry("craft", "CRAFT"),
            Map.entry("grl", "GRL"),
            Map.entry("srcnn", "SRCNN"),
            Map.entry("fsrcnn", "FSRCNN"),
            Map.entry("espcn", "ESPCN"),
            Map.entry("vdsr", "VDSR"),
            Map.entry("srgan", "SRGAN"),
            Map.entry("msrresnet", "MSRResNet"),
            Map.entry("edsr", "EDSR"),
            Map.entry("span", "SPAN"),
            Map.entry("plksr", "PLKSR"),
            Map.entry("imdn-rtc", "IMDN-RTC"),
            Map.entry("rcan", "RCAN"),
            Map.entry("imdn", "IMDN"),
            Map.entry("rfdn", "RFDN"),
            Map.entry("srresnet", "SRResNet"),
            Map.entry("realcugan", "Real-CUGAN"),
            Map.entry("safmn", "SAFMN"),
            Map.entry("realplksr", "RealPLKSR"),
            Map.entry("mosr", "MoSR"));

    static List<GoldenNetwork> ours() throws IOException {
        return GoldenNetwork.all();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void exactlyOneArchitectureMatches(GoldenNetwork golden) throws IOException {
        WeightShapes shapes = shapes(golden.weights());
        assertThat(Architectures.all().stream()
                        .filter(architecture -> architecture.match(shapes).matches())
                        .map(Architecture::name))
                .containsExactly(NAMES.get(golden.name().replaceFirst("-(?!rtc).*", "")));
        Model model = Model.load(golden.weights(), golden.options());
        int scale = golden.output().height() / golden.input().height();
        assertThat(model.scale()).isEqualTo(scale);
        assertThat(model.inputChannels()).isEqualTo(golden.input().channels());
        assertThat(model.outputChannels()).isEqualTo(golden.output().channels());
        assertThat(model.parameters()).isPositive();
        assertThat(model.toString()).contains(model.architecture(), "x" + scale);
    }

    /**
     * Every architecture refuses every family that is not its own. Found and counted here, so that an empty folder is no
     * pass; which networks it holds may change.
     */
    @Test
    void otherFamiliesAreRefusedWithAReport() throws IOException {
        List<Path> others;
        try (Stream<Path> folders = Files.list(Shared.require("goldens"))) {
            others = folders.filter(folder -> Files.exists(folder.resolve("weights.pth")))
                    .filter(folder ->
                            !folder.getFileName().toString().matches("(" + String.join("|", NAMES.keySet()) + ")-.*"))
                    .sorted()
                    .toList();
        }
        assertThat(others).isNotEmpty();
        for (Path folder : others) {
            Path file = folder.resolve("weights.pth");
            WeightShapes shapes = shapes(file);
            if (Architectures.all().stream()
                    .anyMatch(architecture -> NAMES.containsValue(architecture.name())
                            && architecture.match(shapes).matches())) {
                throw new AssertionError(folder + " was taken for another network");
            }
            if (Architectures.all().stream()
                    .noneMatch(architecture -> architecture.match(shapes).matches())) {
                assertThatThrownBy(() -> Model.load(file))
                        .as(folder.toString())
                        .isInstanceOf(UnknownArchitectureException.class)
                        .hasMessageMatching("no known architecture has these \\d+ tensors \\('.*\\.\\.\\.\\)\\."
                                + "( Not [\\w-]+: (there is (no|a) '.*?'|'.*?' (should|takes|gives|has|of) .*?)\\.)+");
            }
        }
    }

    /** What is closest comes first. */
    @ParameterizedTest
    @CsvSource({
        "body.0.rdb2.conv3.weight, srvgg-prelu-x4, SRVGGNetCompact",
        "conv_hr.weight, esrgan-new-x4, RRDBNet",
        "model.1.sub.0.RDB3.conv5.0.weight, esrgan-old-x4, RRDBNet",
        "HRconv.weight, esrgan-rrdbtrunk-x4, RRDBNet",
        "body.4.bias, srvgg-prelu-x4, SRVGGNetCompact",
        "norm.weight, swinir-real-x2, SwinIR",
        "layers.0.patch_embed.proj.weight, swin2sr-aux-x4-exact, Swin2SR",
    })
    void namesTheClosestArchitectureAndWhatIsMissing(String removed, String golden, String closest) throws IOException {
        Map<String, Shape> shapes = map(GoldenNetwork.of(golden).weights());
        boolean there = shapes.remove(removed) != null;
        WeightShapes rest = WeightShapes.of(shapes);
        if (!there) {
            assertThat(Architectures.detect(rest).name()).isEqualTo(closest);
            return;
        }
        assertThatThrownBy(() -> Architectures.detect(rest))
                .isInstanceOf(UnknownArchitectureException.class)
                .message()
                .containsPattern("\\)\\. Not " + closest + ": there is no '" + removed + "'\\.");
    }

    @Test
    void anEmptyFileHasNoArchitecture() {
        assertThatThrownBy(() -> Architectures.detect(WeightShapes.of(Map.of())))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessageStartingWith("no known architecture has these 0 tensors (none). Not RRDBNet: there is no '");
    }

    private static WeightShapes shapes(Path file) throws IOException {
        return WeightShapes.of(map(file));
    }

    private static Map<String, Shape> map(Path file) throws IOException {
        Weights weights = Weights.read(file);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        weights.names().forEach(name -> shapes.put(name, weights.shape(name)));
        return shapes;
    }
}
