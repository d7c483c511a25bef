package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.converter.onnx.Goldens;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsConverterTest {
    private static final WeightsConverter STANDARD = WeightsConverter.standard();

    @TempDir
    Path folder;

    static List<String> goldens() throws IOException {
        return Goldens.names();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aGoldenComesBackBitForBit(String golden) throws IOException {
        Path output = folder.resolve("out.safetensors");
        Map<String, String> options = Goldens.options(golden);
        STANDARD.options(options).convert(Goldens.weights(golden), output);

        Model before = Goldens.model(golden);
        Model after = Model.load(output); // the file holds the options
        assertThat(after.architecture()).isEqualTo(before.architecture());
        assertThat(after.net()).hasToString(before.net().toString());
        assertThat(after.weights().names())
                .containsExactlyInAnyOrderElementsOf(before.weights().names());
        for (String name : before.weights().names()) {
            assertThat(after.weights().isFloating(name))
                    .as(name)
                    .isEqualTo(before.weights().isFloating(name));
        }
        Tensor input = Goldens.input(golden);
        assertThat(run(after, input)).containsExactly(run(before, input));
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyTensorIsAlignedAndRounded(ElementType type) throws IOException {
        Path input = Goldens.weights("swinir-jpeg-gray-w7");
        Path output = folder.resolve("out.safetensors");
        STANDARD.type(type).convert(input, output);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(0) % 8).isZero();
        Weights before = Weights.read(input);
        Weights after = Weights.read(output);
        int integers = 0;
        for (String name : before.names()) {
            if (before.isFloating(name)) {
                ElementType kept = SafetensorsWriter.staysFloat32(before.shape(name)) ? ElementType.F32 : type;
                assertThat(after.type(name)).isEqualTo(kept.name());
                float[] expected = before.floats(name);
                ByteBuffer rounded =
                        ByteBuffer.allocate(expected.length * kept.size).order(ByteOrder.LITTLE_ENDIAN);
                for (float value : expected) {
                    kept.put(value, rounded);
                }
                assertThat(after.bytes(name).array()).as(name).isEqualTo(rounded.array());
            } else {
                integers++;
                assertThat(after.type(name)).isEqualTo(before.type(name));
                assertThat(after.bytes(name)).as(name).isEqualTo(before.bytes(name));
            }
        }
        assertThat(integers).isPositive();
        assertThat(after.type("conv_last.weight")).isEqualTo(type.name());
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        STANDARD.source("here \"and\" \u00e9\n").convert(Goldens.weights("esrgan-old-x4"), first);
        STANDARD.source("here \"and\" \u00e9\n").convert(Goldens.weights("esrgan-old-x4"), second);
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(Weights.read(first).metadata())
                .containsEntry("source", "here \"and\" \u00e9\n")
                .containsEntry("architecture", "RRDBNet")
                .containsEntry("scale", "4")
                .containsEntry("colours", "RGB to RGB, from 0 to 1")
                .containsEntry("source_sha256", Sha256.of(Goldens.weights("esrgan-old-x4")))
                .containsKey("converter");
        // what a file says of itself is kept
        STANDARD.licence("MIT").type(ElementType.BF16).convert(first, second);
        assertThat(Weights.read(second).metadata())
                .containsEntry("license", "MIT")
                .containsEntry("source", "here \"and\" \u00e9\n")
                .containsEntry("source_sha256", Sha256.of(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"esrgan-old-x1", "esrgan-old-x2", "esrgan-old-x4", "esrgan-old-x8", "esrgan-rrdbtrunk-x2"})
    void renamedIsTheSameNetwork(String golden) throws IOException {
        Path official = folder.resolve("official.safetensors");
        Path old = folder.resolve("old.safetensors");
        Tensor input = Goldens.input(golden);
        STANDARD.layout(RrdbLayout.OFFICIAL).convert(Goldens.weights(golden), official);
        STANDARD.layout(RrdbLayout.OLD).convert(official, old);

        assertThat(RrdbLayout.of(Weights.read(official))).contains(RrdbLayout.OFFICIAL);
        assertThat(RrdbLayout.of(Weights.read(old))).contains(RrdbLayout.OLD);
        assertThat(Weights.read(official).names()).contains("conv_first.weight", "body.0.rdb1.conv1.bias");
        float[] expected = run(Goldens.model(golden), input);
        assertThat(run(Model.load(official), input)).containsExactly(expected);
        assertThat(run(Model.load(old), input)).containsExactly(expected);
        if (golden.startsWith("esrgan-old")) {
            assertThat(Weights.read(old).names())
                    .containsExactlyInAnyOrderElementsOf(
                            Weights.read(Goldens.weights(golden)).names());
        }
    }

    @Test
    void blendsAsModelDoes() throws IOException {
        Path a = Goldens.weights("esrgan-old-x4");
        Path output = folder.resolve("out.safetensors");
        STANDARD.blend(a, a, 0.25, output);
        assertThat(Weights.read(output).metadata())
                .containsEntry("blend", "0.25")
                .containsEntry("second_sha256", Sha256.of(a));
        Tensor input = Goldens.input("esrgan-old-x4");
        Model expected = Model.blend(Model.load(a), Model.load(a), 0.25);
        assertThat(run(Model.load(output), input)).containsExactly(run(expected, input));
    }

    @Test
    void writesOnnxWithMetadata() throws IOException {
        Path output = folder.resolve("out.onnx");
        STANDARD.source("somewhere").convert(Goldens.weights("srvgg-prelu-x2"), output);
        assertThat(new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1))
                .contains("source_sha256", "somewhere", "SRVGGNetCompact", "body.0.weight");
    }

    @Test
    void refusesWhatDoesNotFitAndLeavesNothing() throws IOException {
        Path input = Goldens.weights("srvgg-prelu-x2");
        Path output = folder.resolve("out.safetensors");
        assertThatThrownBy(() -> STANDARD.layout(RrdbLayout.OLD).convert(input, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RRDBNet");
        assertThatThrownBy(
                        () -> STANDARD.layout(RrdbLayout.OFFICIAL).convert(Goldens.weights("esrgan-plus-x4"), output))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> STANDARD.convert(input, folder.resolve("out.bin")))
                .hasMessageContaining(".safetensors or .onnx");
        assertThatThrownBy(() -> STANDARD.type(ElementType.F16).convert(input, folder.resolve("out.onnx")))
                .hasMessageContaining("F32 only");
        assertThatThrownBy(() -> STANDARD.options(Map.of("nonsense", "1")).convert(input, output))
                .hasMessageContaining("'nonsense'");
        assertThat(list(folder)).isEmpty();

        STANDARD.convert(input, output);
        assertThatThrownBy(() -> STANDARD.convert(output, output)).hasMessageContaining("the output is the input");
        byte[] large = Files.readAllBytes(output);
        ByteBuffer data = ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN);
        // in float32 tensors stay in file order, and the sizes of those up to body.2.weight are known
        Weights weights = Weights.read(output);
        long before = weights.shape("body.0.weight").elements()
                + weights.shape("body.0.bias").elements()
                + weights.shape("body.1.weight").elements();
        data.putFloat(8 + (int) data.getLong(0) + 4 * (int) before, 70000);
        Path tooLarge = folder.resolve("large.safetensors");
        Files.write(tooLarge, large);
        assertThatThrownBy(() -> STANDARD.type(ElementType.F16).convert(tooLarge, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'body.2.weight' holds 70000.0, F16 at most 65504.0; write it as F32");
        Files.write(tooLarge, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> STANDARD.convert(tooLarge, output)).isInstanceOf(MalformedWeightsException.class);
        assertThat(list(folder)).containsExactlyInAnyOrder("large.safetensors", "out.safetensors");
        assertThat(Verification.of(Model.load(input), Model.load(output)).identical())
                .isTrue();
    }

    /** No network of ours, but safe and small all the same. */
    @Test
    void tensorsOfAnUnknownNetworkAreConverted() throws IOException {
        Weights before = new WeightsBuilder()
                .tensor("odd\t\"name\"", "F64", ByteBuffer.allocate(48).put(7, (byte) 64), Shape.of(3, 2))
                .tensor("count", "U8", ByteBuffer.allocate(1).put(0, (byte) 200), Shape.of())
                .tensor("empty", "F32", ByteBuffer.allocate(0), Shape.of(0, 2))
                .build();
        Path input = folder.resolve("in.safetensors");
        Path output = folder.resolve("out.safetensors");
        WholeFile.write(input, out -> SafetensorsWriter.write(before, ElementType.F32, Map.of(), out));
        Conversion conversion = STANDARD.type(ElementType.BF16).convert(input, output);
        assertThat(conversion.model()).isEmpty();
        assertThat(conversion.obstacle().orElseThrow()).contains("no known architecture has these 3 tensors");
        assertThat(Weights.read(output).metadata()).containsKey("source_sha256").doesNotContainKey("architecture");
        for (Weights after : List.of(Weights.read(input), Weights.read(output))) {
            assertThat(after.names()).containsExactlyInAnyOrderElementsOf(before.names());
            for (String name : before.names()) {
                assertThat(after.floats(name, before.shape(name).toArray())).containsExactly(before.floats(name));
            }
        }
        assertThatThrownBy(() -> STANDARD.convert(input, folder.resolve("out.onnx")))
                .isInstanceOf(UnknownArchitectureException.class);
    }

    private static float[] run(Model model, Tensor input) {
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            return upscaler.upscale(input).data();
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
