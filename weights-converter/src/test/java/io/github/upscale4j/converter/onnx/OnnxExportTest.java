package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import io.github.upscale4j.Model;
import io.github.upscale4j.converter.WholeFile;
import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxExportTest {
    /** Rounding of sums in another order; the goldens' own, plain sums against plain sums, is half of it. */
    private static final float LIMIT = 2e-5f;

    static List<String> goldens() throws IOException {
        return Goldens.names();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void onnxRuntimeGivesTheReferenceOutput(String golden) throws IOException, OrtException {
        Model model = Goldens.model(golden);
        Tensor expected = Goldens.output(golden);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(model, onnx);

        Tensor output = Ort.run(onnx.toByteArray(), Goldens.input(golden));

        assertThat(difference(output, expected)).isLessThanOrEqualTo(LIMIT);
    }

    /** Smaller than windows and larger, multiples of them and not, as far as the network takes such images. */
    @ParameterizedTest
    @CsvSource({
        "swinir-real-x2, 7, 21",
        "swin2sr-aux-x4, 13, 9",
        "realcugan-2x, 25, 40",
        "realcugan-3x, 33, 30",
        "realcugan-4x, 27, 31",
        "esrgan-new-x1-unshuffle, 3, 5",
        "srformer-direct-x2, 48, 64",
        "srformer-direct-x2, 80, 16",
        "hat-x2-w8, 8, 32",
        "grl-direct-x2, 16, 48",
        "omnisr-x2, 33, 70",
        "omnisr-x4, 5, 3",
        "dat-light-x2, 37, 50",
        "dat-x4, 3, 19",
        "rgt-x2, 49, 34",
        "craft-x4, 32, 17",
        "craft-x4, 3, 2",
        "atd-x2, 25, 18",
        "atd-light-x4, 2, 3",
    })
    void otherSizesGiveWhatTheReferenceGives(String golden, int height, int width) throws IOException, OrtException {
        assertThat(differenceAt(Goldens.model(golden), height, width)).isLessThanOrEqualTo(LIMIT);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void theSmallestImageGivesWhatTheReferenceGives(String golden) throws IOException, OrtException {
        Model model = Goldens.model(golden);
        int smallest = Extension.smallest(model.net());
        assertThat(differenceAt(model, smallest, smallest + 1)).isLessThanOrEqualTo(LIMIT);
    }

    private static float differenceAt(Model model, int height, int width) throws IOException, OrtException {
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(model, onnx);
        return differenceAt(onnx.toByteArray(), model.net(), model.weights(), height, width);
    }

    private static float differenceAt(byte[] onnx, Net net, Weights weights, int height, int width)
            throws OrtException {
        Tensor image = noise(new Random(5), net.inputChannels(), height, width);
        Tensor extended = extended(image, BandRunner.padded(net, height), BandRunner.padded(net, width));
        Tensor expected =
                ReferenceRunner.values(net, weights, extended, height, width).get(net.output());
        return difference(Ort.run(onnx, image), cropped(expected, height * net.scale(), width * net.scale()));
    }

    /** What no golden network has: slopes shared by all channels, no bias, a scale of its own, channels apart, 5x5 and 1x1, factors of 3. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyOperationMeansWhatTheReferenceMeans(int factor) throws IOException, OrtException {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(3);
        int unshuffled = 2 * factor * factor;
        tensor(values, shapes, random, "a.weight", 4, unshuffled, 5, 5);
        tensor(values, shapes, random, "b.weight", 1);
        tensor(values, shapes, random, "d.weight", unshuffled, 1, 3, 3);
        tensor(values, shapes, random, "d.bias", unshuffled);
        tensor(values, shapes, random, "c.weight", unshuffled, 4 + unshuffled, 1, 1);
        tensor(values, shapes, random, "c.bias", unshuffled);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node image = net.input(2);
        Node x = net.pixelUnshuffle(image, factor);
        Node y = net.prelu("b", net.conv("a", x));
        y = net.conv("c", net.concat(net.relu(y), net.leakyRelu(0.3f, net.depthwiseConv("d", x))));
        y = net.nearest(net.add(net.pixelShuffle(y, factor), net.scale(0.7f, image)), factor);
        Net built = net.output(y, factor);
        Weights weights = Weights.of(values, shapes);
        Tensor noise = noise(random, 2, 4 * factor, 5 * factor);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(built, weights, onnx);

        assertThat(difference(Ort.run(onnx.toByteArray(), noise), ReferenceRunner.run(built, weights, noise)))
                .isLessThanOrEqualTo(LIMIT);
    }

    /** Where more of an enlargement is asked for than what lies over the image itself: by a convolution before it is cut. */
    @ParameterizedTest
    @CsvSource({"5, 8", "11, 4", "8, 12"})
    void anEnlargementKnowsWhatWasAdded(int height, int width) throws IOException, OrtException {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensor(values, shapes, new Random(4), "a.weight", 2, 2, 3, 3);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        Node image = builder.input(2);
        Node small = builder.pixelShuffle(builder.pixelUnshuffle(image, 4), 4);
        Net net = builder.output(
                builder.conv("a", builder.add(builder.bicubic(image, 2, 4), builder.nearest(small, 2))), 4);
        Weights weights = Weights.of(values, shapes);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(net, weights, onnx);

        assertThat(differenceAt(onnx.toByteArray(), net, weights, height, width))
                .isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void theFileSaysWhatItIs(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("natural.onnx");
        Files.writeString(file, "an older file");
        OnnxExport.write(Model.natural(), file);

        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(proto.getOpsetImport(0).getVersion()).isEqualTo(OnnxExport.OPSET);
        assertThat(proto.getGraph().getInitializerList())
                .extracting(tensor -> tensor.getName())
                .contains("body.0.weight", "body.0.bias");
        assertThat(proto.getMetadataPropsList())
                .extracting(entry -> entry.getKey() + "=" + entry.getValue())
                .contains("scale=4", "smallest=1", "architecture=SRVGGNetCompact");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatCannotBeFinishedStaysAsItWas(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.writeString(file, "an older file");
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasContent("an older file");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void tooManyWeightsAreRefusedByName() {
        GraphWriter graph = new GraphWriter("small", 15);
        graph.floats("first", new float[2], 2);
        assertThatThrownBy(() -> graph.floats("second", new float[2], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'second'")
                .hasMessageContaining("16 bytes")
                .hasMessageContaining("15");
    }

    private static void tensor(
            Map<String, float[]> values, Map<String, Shape> shapes, Random random, String name, int... dims) {
        Shape shape = Shape.of(dims);
        float[] data = new float[(int) shape.elements()];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextFloat() - 0.5f;
        }
        values.put(name, data);
        shapes.put(name, shape);
    }

    static Tensor noise(Random random, int channels, int height, int width) {
        Tensor noise = Tensor.zeros(channels, height, width);
        for (int i = 0; i < noise.data().length; i++) {
            noise.data()[i] = random.nextFloat() - 0.5f;
        }
        return noise;
    }

    /** Right and bottom by reflection without the border, as the reference does. */
    private static Tensor extended(Tensor image, int height, int width) {
        if (height == image.height() && width == image.width()) {
            return image;
        }
        Tensor result = Tensor.zeros(image.channels(), height, width);
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    result.data()[(c * height + y) * width + x] =
                            image.get(c, mirrored(y, image.height()), mirrored(x, image.width()));
                }
            }
        }
        return result;
    }

    private static int mirrored(int i, int size) {
        return Op.Reflect.source(i, size);
    }

    private static Tensor cropped(Tensor image, int height, int width) {
        Tensor result = Tensor.zeros(image.channels(), height, width);
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    result.data()[(c * height + y) * width + x] = image.get(c, y, x);
                }
            }
        }
        return result;
    }

    static float difference(Tensor a, Tensor b) {
        assertThat(a).hasToString(b.toString());
        float most = 0;
        for (int i = 0; i < a.data().length; i++) {
            float difference = Math.abs(a.data()[i] - b.data()[i]);
            // so written that a NaN is kept
            if (!(difference <= most)) {
                most = difference;
            }
        }
        return most;
    }
}
