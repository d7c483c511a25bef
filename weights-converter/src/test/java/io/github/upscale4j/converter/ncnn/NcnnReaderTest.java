package io.github.upscale4j.converter.ncnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

    /**
     * What waifu2x and Real-CUGAN have beside the rest: convolutions without padding, offsets of crops in both ways of
     * writing, a transposed convolution, and a gate of each channel with factors as a second input.
     */
    @Test
    void networksThatLoseABorderAreGivenOne() throws IOException {
        String layers = """
                7767517
                11 12
                Input in 0 1 in
                Convolution first 1 1 in a 0=4 1=3 5=1 6=108 9=2 -23310=1,0.1
                Split copies 1 2 a b c
                Pooling mean 1 1 b d 0=1 4=1
                InnerProduct squeeze 1 1 d e 0=4 1=1 2=16 9=4
                Scale gate 2 1 c e f 0=-233
                Split more 1 2 f g h
                Crop offsets 1 1 g i 0=1 1=1 2=0 3=-233 4=-233 5=-233 6=1 7=1
                Crop lists 1 1 h j -23309=2,1,1 -23310=2,-1,-1 -23311=2,1,2
                BinaryOp sum 2 1 i j k 0=0
                Deconvolution last 1 1 k out 0=3 1=4 3=2 4=1 5=1 6=192
                """;
        Random random = new Random(11);
        ByteBuffer bin = ByteBuffer.allocate(4 * (1 + 108 + 4 + 1 + 16 + 4 + 1 + 192 + 3))
                .order(ByteOrder.LITTLE_ENDIAN);
        Map<String, float[]> weights = new HashMap<>();
        for (String part : new String[] {"first 108", "b1 4", "squeeze 16", "b2 4", "last 192", "b3 3"}) {
            float[] values = new float[Integer.parseInt(part.split(" ")[1])];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            weights.put(part.split(" ")[0], values);
            if (!part.startsWith("b")) {
                bin.putInt(0);
            }
            for (float value : values) {
                bin.putFloat(value);
            }
        }
        Model model = Model.of("waifu", NcnnReader.read(layers, bin.flip()), Map.of());
        assertThat(model.toString()).startsWith("waifu: ncnn graph x2, 3 to 3 channels");
        Tensor image = Tensor.zeros(3, 7, 9);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = random.nextFloat();
        }
        float[] expected = Plain.network(image, weights);
        float[] actual = run(model, image);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("sample %d", i).isCloseTo(expected[i], within(1e-5f));
        }
    }

    /** The same network in loops. */
    private static final class Plain {
        static float[] network(Tensor image, Map<String, float[]> weights) {
            int border = 2; // (1 of the convolution + 1 of the crop) is lost
            int height = image.height() + 2 * border;
            int width = image.width() + 2 * border;
            double[][][] x = new double[3][height][width];
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        x[c][i][j] =
                                image.get(c, mirrored(i - border, image.height()), mirrored(j - border, image.width()));
                    }
                }
            }
            double[][][] a = new double[4][height - 2][width - 2];
            double[] mean = new double[4];
            for (int o = 0; o < 4; o++) {
                for (int i = 0; i < height - 2; i++) {
                    for (int j = 0; j < width - 2; j++) {
                        double sum = weights.get("b1")[o];
                        for (int k = 0; k < 27; k++) {
                            sum += weights.get("first")[o * 27 + k] * x[k / 9][i + k / 3 % 3][j + k % 3];
                        }
                        a[o][i][j] = sum < 0 ? 0.1f * sum : sum;
                        mean[o] += a[o][i][j] / ((height - 2) * (width - 2));
                    }
                }
            }
            int rows = 2 * (height - 4);
            int columns = 2 * (width - 4);
            float[] out = new float[3 * rows * columns];
            for (int o = 0; o < 3; o++) {
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        double sum = weights.get("b3")[o];
                        for (int c = 0; c < 4; c++) {
                            double gate = weights.get("b2")[c];
                            for (int k = 0; k < 4; k++) {
                                gate += weights.get("squeeze")[c * 4 + k] * mean[k];
                            }
                            for (int k = 0; k < 16; k++) {
                                int y = i + 1 - k / 4; // twice the row that the weight is of
                                int z = j + 1 - k % 4;
                                if (y % 2 == 0 && z % 2 == 0 && y >= 0 && z >= 0 && y < rows && z < columns) {
                                    sum += weights.get("last")[(o * 4 + c) * 16 + k]
                                            * 2
                                            * a[c][y / 2 + 1][z / 2 + 1]
                                            / (1 + Math.exp(-gate));
                                }
                            }
                        }
                        out[(o * rows + i) * columns + j] = (float) sum;
                    }
                }
            }
            return out;
        }

        private static int mirrored(int i, int size) {
            return i < 0 ? -i : i < size ? i : 2 * (size - 1) - i;
        }
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
