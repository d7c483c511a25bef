package io.github.upscale4j.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.converter.JoinedFile;
import io.github.upscale4j.converter.onnx.Goldens;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConvertCommandTest {
    private static final Path FORMATS = Path.of("..", "core", "src", "test", "resources", "goldens", "formats");

    @TempDir
    Path folder;

    @Test
    void convertsAndVerifies() throws IOException {
        Path output = folder.resolve("out.safetensors");
        Run run = Run.of(Goldens.weights("srvgg-prelu-x2"), "-o", output, "--verify", "--license", "MIT");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("SRVGGNetCompact x2", Files.size(output) / 1000 + ",", "verified: bit-identical");
        assertThat(Weights.read(output).metadata()).containsEntry("license", "MIT");

        Run half = Run.of(output, "-o", folder.resolve("half.safetensors"), "--verify", "--type", "f16");
        assertThat(half.out()).containsPattern("verified: at most [01] levels? of 255, 0\\.\\d{4} on average");
    }

    @Test
    void verifiesOnnxBothWays() {
        Path onnx = folder.resolve("out.onnx");
        assertThat(Run.of(Goldens.weights("esrgan-old-x4"), "-o", onnx, "--verify")
                        .out())
                .contains("RRDBNet x4", "verified: bit-identical");
        Path back = folder.resolve("back.safetensors");
        assertThat(Run.of(onnx, "-o", back, "--verify").out()).contains("RRDBNet x4", "verified: bit-identical");
    }

    /** The nearest entries of a codebook have no rule by which they would be found in a graph. */
    @Test
    void whatIsNotReadBackIsNotCalledVerified() throws IOException {
        Path onnx = folder.resolve("out.onnx");
        Path both = JoinedFile.write(folder.resolve("both.safetensors"));
        Run run = Run.of(
                both,
                "-o",
                onnx,
                "--option",
                "sampler=sinsr",
                "--option",
                "steps=3",
                "--option",
                "norm_groups=4",
                "--verify");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("ResShift x4").doesNotContain("verified");
        assertThat(run.err()).contains("convert: --verify: the file is written, but not compared", "out.onnx: node '");
        assertThat(onnx).isNotEmptyFile();
    }

    @Test
    void aGraphOfItsOwnStaysOneAsOnnxOnly() {
        Path onnx = folder.resolve("own.onnx");
        assertThat(Run.of(Goldens.weights("srgan-leftthomas-x4"), "-o", onnx).code())
                .isZero();
        Run kept = Run.of(onnx, "-o", folder.resolve("again.onnx"), "--verify");
        assertThat(kept.out()).contains("ONNX graph x4", "verified: bit-identical");
        Run lost = Run.of(onnx, "-o", folder.resolve("tensors.safetensors"));
        assertThat(lost.out()).contains("tensors of an unknown network");
        assertThat(lost.err()).contains("own.onnx", "convert it to .onnx");
        assertThat(Run.of("--inspect", onnx).out()).contains("ONNX graph x4, 3 to 3 channels", "to .safetensors");
    }

    @Test
    void theOutputHoldsTheOption() throws IOException {
        Path output = folder.resolve("out.safetensors");
        Path input = Goldens.weights("srvgg-leakyrelu-x2");
        assertThat(Run.of(input, "-o", output, "--option", "act_type=leakyrelu", "--verify")
                        .out())
                .contains("bit-identical");
        assertThat(Weights.read(output).metadata()).containsEntry("act_type", "leakyrelu");
    }

    @Test
    void blendsAndRenames() {
        Path a = Goldens.weights("esrgan-old-x4");
        Path output = folder.resolve("out.safetensors");
        Run run = Run.of("--blend", a, a, "0.5", "-o", output, "--rename-to", "official", "--verify");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("verified: bit-identical");
        assertThat(Run.of("--inspect", output).out())
                .contains("layout   official", "tensor   body.0.rdb1.conv1.weight F32 [", "RRDBNet x4")
                .doesNotContain("refused");
    }

    @Test
    void inspectsWhatWouldBeRefused() throws IOException {
        String out = Run.of("--inspect", Goldens.weights("swinir-jpeg-gray-w7")).out();
        assertThat(out)
                .contains("network  weights.pth: SwinIR x1", "type     F32: ", "type     I64: ")
                .contains("refused  to rename: ");
    }

    static Stream<Arguments> formats() throws IOException {
        Matcher files = Pattern.compile("\"file\": \"([^\"]+)\", \"expect\": \"(\\w+)\"")
                .matcher(Files.readString(FORMATS.resolve("index.json")).replaceAll("\\s+", " "));
        List<Arguments> all = new ArrayList<>();
        while (files.find()) {
            all.add(Arguments.of(files.group(1), files.group(2)));
        }
        assertThat(all).hasSizeGreaterThan(130);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void inspectsOrRefusesEveryFormat(String file, String expect) {
        Run run = Run.of("--inspect", FORMATS.resolve(file));
        assertThat(run.code())
                .isIn(expect.equals("either") ? List.of(0, 1) : expect.equals("accept") ? List.of(0) : List.of(1));
        if (run.code() == 0) {
            assertThat(run.out()).contains("network  " + file + ": SRVGGNetCompact x2");
        } else {
            assertThat(run.out()).isEmpty();
            assertThat(run.err().strip()).startsWith("convert: ").contains(file).doesNotContain("\n");
        }
    }

    @Test
    void aWrongCommandLineIsOneLine() {
        Path input = Goldens.weights("srvgg-prelu-x2");
        assertWrong("no INPUT");
        assertWrong("no OUTPUT", input);
        assertWrong("--inspect goes without", input, "--inspect", "-o", folder.resolve("a.onnx"));
        assertWrong("from 0 to 1, not 'half'", "--blend", input, input, "half", "-o", folder.resolve("a.onnx"));
        assertThat(Run.of("missing.pth", "-o", folder.resolve("a.onnx")).err())
                .isEqualToIgnoringNewLines("convert: missing.pth: no such file or folder");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertWrong(String reason, Object... args) {
        Run run = Run.of(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip()).startsWith("convert: ").contains(reason).doesNotContain("\n");
    }
}
