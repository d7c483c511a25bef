package io.github.upscale4j.converter.ncnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.converter.Hostile;
import io.github.upscale4j.converter.WeightsConverter;
import io.github.upscale4j.converter.onnx.Goldens;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NcnnReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "srvgg-prelu-x2, prelu, false",
        "srvgg-prelu-x3, prelu, false",
        "srvgg-prelu-gray-x4, prelu, false",
        "srvgg-relu-x4, relu, false",
        "srvgg-relu-x4, relu, true",
        "srvgg-leakyrelu-x2, leakyrelu, false",
        "srvgg-leakyrelu-x2, leakyrelu, true"
    })
    void isTheNetworkThatItWas(String golden, String activation, boolean merged) throws IOException {
        Model expected = Goldens.model(golden);
        Path param = NcnnPair.of(expected.weights(), expected.scale(), activation, merged)
                .write(folder);
        Tensor input = Goldens.input(golden);
        float[] output = run(Model.load(param), input);
        assertThat(output).containsExactly(run(expected, input));

        Path converted = folder.resolve("out.safetensors");
        WeightsConverter.standard().convert(param, converted);
        assertThat(run(Model.load(converted), input)).containsExactly(output);
        assertThat(Weights.read(converted).metadata()).containsKeys("source_sha256", "source_bin_sha256");
    }

    static List<String> goldens() throws IOException {
        List<String> written = new ArrayList<>();
        for (String golden : Goldens.names()) {
            if (NcnnWriter.canWrite(Goldens.model(golden).net())) {
                written.add(golden);
            }
        }
        assertThat(written).hasSizeGreaterThan(30);
        return written;
    }

    /** Every golden network in ncnn's layers, known architectures under their own names. */
    @ParameterizedTest
    @MethodSource("goldens")
    void everyNetworkComesBack(String golden) throws IOException {
        Model expected = Goldens.model(golden);
        Path param = NcnnWriter.write(expected.net(), expected.weights(), folder);
        Model read = Model.load(param);
        Tensor input = Goldens.input(golden);
        assertThat(read.architecture())
                .isEqualTo(
                        expected.architecture().matches("RRDBNet|SRVGGNetCompact") && !golden.contains("plus")
                                ? expected.architecture()
                                : "ncnn graph");
        assertThat(run(read, input)).containsExactly(run(expected, input));
    }

    @Test
    void truncationsOfTheWeightsAreRefused() throws IOException {
        NcnnPair pair = pair();
        Path param = pair.write(folder);
        for (int length = 0; length < pair.bin().length; length += 1 + length / 50) {
            Files.write(folder.resolve("net.bin"), Arrays.copyOf(pair.bin(), length));
            assertThatThrownBy(() -> Weights.read(param))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(MalformedWeightsException.class)
                    .hasMessageStartingWith(param + ": the weights are cut off: '");
        }
        Files.write(folder.resolve("net.bin"), Arrays.copyOf(pair.bin(), pair.bin().length - 1));
        assertThatThrownBy(() -> Weights.read(param)).hasMessageContaining("cut off: 'conv8.bias'");
        Files.write(folder.resolve("net.bin"), Arrays.copyOf(pair.bin(), pair.bin().length + 1));
        assertThatThrownBy(() -> Weights.read(param)).hasMessageContaining("1 bytes more than the graph needs");
    }

    /** But for the end of the last line, where what is cut off may be a name that nobody asks for. */
    @Test
    void everyTruncationOfTheGraphIsRefused() throws IOException {
        NcnnPair pair = pair();
        Path param = pair.write(folder);
        for (int length = 0; length < pair.param().length() - " out ".length(); length++) {
            Files.writeString(param, pair.param().substring(0, length));
            assertThatThrownBy(() -> Weights.read(param))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(MalformedWeightsException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6=324, 6=2147483647, weights",
        "6=324, 6=2147483556, cut off",
        "6=324, 6=-324, weights",
        "6=324, 6=216, are of type 0x",
        "6=1296, 6=648, are of type",
        "0=12, 0=2147483647, from 1 to",
        "0=12, 0=four, should be an integer",
        "1=3, 1=5, weights",
        "4=1, 4=0, takes maps of",
        "4=1, 4=1 3=2, not enlarged",
        "5=1, 5=0, are of type",
        "5=1, 5=1 8=2, int8",
        "Interp base 1 1 in1, Interp base 1 1 shuffled, results that nothing reads",
        "Interp base 1 1 in1, Interp base 2147483647 2147483647 in1, more names than it holds",
        "0=1 1=2.0, 0=4 1=2.0, nearest",
        "1=2.0 2=2.0, 1=3.0 2=3.0, takes maps of",
        "1=2.0 2=2.0, 1=2.5 2=2.5, whole factors",
        "repeated shuffled out, repeated repeated out, results that nothing reads",
        "repeated shuffled out, repeated shuffled out 0=44, operation 44",
        "shuffled 0=2, shuffled 0=65536, block size",
        "PixelShuffle, Softmax, use the original checkpoint",
        "Split copies 1 2 in0, Split copies 0 2, has 0 inputs instead of 1",
        "in0 in1 in2, in0 in1 in1, which another layer makes",
        "7767517, 7767517 7, does not begin with"
    })
    void liesAreRefused(String truth, String lie, String reason) throws IOException {
        NcnnPair pair = pair();
        assertThat(pair.param()).contains(truth);
        Path param = new NcnnPair(pair.param().replaceFirst(Pattern.quote(truth), lie), pair.bin()).write(folder);
        assertThatThrownBy(() -> Weights.read(param))
                .isInstanceOf(MalformedWeightsException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(param + ": ")
                        .contains(reason)
                        .doesNotContain("\n"));
    }

    @Test
    void otherElementTypesAreRefusedByName() throws IOException {
        NcnnPair pair = pair();
        ByteBuffer.wrap(pair.bin()).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x000D4B38);
        Path param = pair.write(folder);
        assertThatThrownBy(() -> Weights.read(param))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining("'conv0.weight' are of type 0x000D4B38 (int8)");
    }

    @Test
    void aGraphAloneIsRefused() throws IOException {
        Path param = pair().write(folder);
        Path renamed = Files.move(param, folder.resolve("net.txt"));
        assertThatThrownBy(() -> Weights.read(renamed)).hasMessageContaining("NAME.bin beside NAME.param");
        Path other = Files.move(renamed, folder.resolve("other.param"));
        assertThatThrownBy(() -> Weights.read(other))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining("other.bin, in the same folder");
    }

    @Test
    void damageIsReadOrRefused() throws IOException {
        NcnnPair pair = pair();
        byte[] text = pair.param().getBytes(StandardCharsets.ISO_8859_1);
        int count = 10_000;
        int refused = Hostile.refused("net.param", text, count, true, bytes -> read(bytes, pair.bin()));
        assertThat(refused).isBetween(count / 4, count - 1);
        refused = Hostile.refused("net.bin", pair.bin(), count, false, bytes -> read(text, bytes));
        assertThat(refused).isBetween(count / 10, count - 1);
    }

    private static Weights read(byte[] param, byte[] bin) throws IOException {
        return NcnnReader.read(new String(param, StandardCharsets.ISO_8859_1), ByteBuffer.wrap(bin));
    }

    private static NcnnPair pair() throws IOException {
        return NcnnPair.of(Weights.read(Goldens.weights("srvgg-prelu-x2")), 2, "prelu", false);
    }

    private static float[] run(Model model, Tensor input) {
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            return upscaler.upscale(input).data();
        }
    }
}
