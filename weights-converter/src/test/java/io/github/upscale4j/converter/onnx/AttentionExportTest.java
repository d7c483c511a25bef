package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.github.upscale4j.Model;
import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.PositionBias;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention of every kind as ONNX, apart from the networks that have it, and of several images at once. */
class AttentionExportTest {
    private static final float LIMIT = 2e-5f;

    private static final int CHANNELS = 8;
    private static final int HEADS = 2;
    private static final int TOKENS = 4;

    /** Scales and temperatures, of one name for all attentions. */
    private static final Weights WEIGHTS = weights();

    private static Weights weights() {
        Map<String, Shape> shapes = new TreeMap<>(Map.of(
                "a.logit_scale", Shape.of(HEADS, 1, 1),
                "a.temperature", Shape.of(HEADS, 1, 1),
                "t.td", Shape.of(TOKENS, CHANNELS),
                "t.wk.weight", Shape.of(CHANNELS, CHANNELS),
                "t.wk.bias", Shape.of(CHANNELS),
                "t.scale", Shape.of(TOKENS),
                "t.norm3.weight", Shape.of(TOKENS),
                "t.sigma", Shape.of(TOKENS, 1),
                "t.logit_scale", Shape.of(1, 1)));
        Map<String, float[]> values = new HashMap<>();
        Random random = new Random(7);
        shapes.forEach((name, shape) -> {
            float[] numbers = new float[(int) shape.elements()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = random.nextFloat();
            }
            values.put(name, numbers);
        });
        values.put("a.logit_scale", new float[] {1, 5});
        values.put("a.temperature", new float[] {0.7f, 3});
        return Weights.of(values, shapes);
    }

    private static Stream<Arguments> windows() {
        return Stream.of(
                Arguments.of("squares cut at the edges", Windows.squares(4, 0), 1),
                Arguments.of("squares shifted and cut", Windows.squares(4, 1), 1),
                Arguments.of("squares that fill the image", Windows.squares(4, 0), 4),
                Arguments.of("rectangles, zeros at the edges", Windows.rectangles(2, 6, 0, 0, 6), 1),
                Arguments.of("rectangles shifted, zeros at the edges", Windows.rectangles(2, 6, 1, 3, 6), 1),
                Arguments.of("rectangles that go round", Windows.round(2, 6, 1, 3), 6),
                Arguments.of("keys of four pixels", Windows.folded(4, 2, 2), 4),
                Arguments.of("keys of four pixels of two edges", Windows.folded(6, 3, 2), 6),
                Arguments.of("keys around", Windows.overlapping(4, 6), 4),
                Arguments.of("keys around, cut", Windows.overlapping(4, 8), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void windowsOfEveryKind(String kind, Windows windows, int multiple) throws IOException, OrtException {
        for (Attention attention : Attention.values()) {
            NetBuilder net = new NetBuilder(WeightShapes.of(WEIGHTS));
            Node x = net.input(3 * CHANNELS);
            Node y = attend(net, attention, windows, x, x, 2 * CHANNELS);
            check(net.output(y, multiple), 3 * multiple + (multiple == 1 ? 10 : 0), 4 * multiple + 7);
            check(net.output(y, multiple), multiple, 2 * multiple);
        }
    }

    @ParameterizedTest
    @EnumSource
    void windowsOfTwoImages(Attention attention) throws IOException, OrtException {
        for (boolean shifted : new boolean[] {false, true}) {
            NetBuilder net = new NetBuilder(WeightShapes.of(WEIGHTS));
            Node x = net.input(CHANNELS);
            Node small = net.pixelUnshuffle(x, 2);
            Node gathered = attend(net, attention, Windows.between(2, 4, 4, 8, shifted), small, x, 0);
            Node y = attend(net, attention, Windows.between(4, 8, 2, 4, shifted), x, gathered, 0);
            check(net.output(y, 8), 24, 16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void channels(int step) throws IOException, OrtException {
        NetBuilder net = new NetBuilder(WeightShapes.of(WEIGHTS));
        Node x = net.input(3 * CHANNELS);
        Node y = net.channelAttention(
                "a",
                CHANNELS,
                HEADS,
                step,
                new NetBuilder.Channels(x, 0),
                new NetBuilder.Channels(x, 2 * CHANNELS),
                new NetBuilder.Channels(x, CHANNELS));
        y = net.add(net.windowChannels("a", x, 3), net.add(y, net.localMax(y, 5)));
        for (boolean back : new boolean[] {false, true}) {
            y = net.add(net.grid(y, 3, back), y);
        }
        check(net.output(y, 3), 9, 15);
    }

    @Test
    void tokensAndCategories() throws IOException, OrtException {
        NetBuilder net = new NetBuilder(WeightShapes.of(WEIGHTS));
        Node x = net.input(3 * CHANNELS);
        Node first = net.slice(x, 0, CHANNELS);
        Node tokens = net.tokens("t.td", x);
        Node similarity = net.tokenSimilarity("t", first, net.tokenLinear("t.wk", TOKENS, tokens));
        Node fresh = net.tokenUpdate("t", tokens, similarity, net.slice(x, CHANNELS, 2 * CHANNELS));
        fresh = net.tokenUpdate("t", fresh, similarity, first);
        Node again = net.tokenSimilarity("t", first, fresh);
        Node mixed = net.add(net.tokenMix(again, net.tokenLinear("t.wk", TOKENS, fresh)), net.tokenMix(again, tokens));
        Node y = net.add(mixed, net.categoryAttention("t", x, again, HEADS, 16));
        check(net.output(y, 1), 10, 13);
    }

    @Test
    void whatNeedsMultiplesIsRefusedWithoutThem() {
        NetBuilder net = new NetBuilder(WeightShapes.of(WEIGHTS));
        Net free = net.output(net.windowChannels("a", net.input(3 * CHANNELS), 4), 2);
        assertThatThrownBy(() -> OnnxExport.write(free, WEIGHTS, OutputStream.nullOutputStream()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WindowChannels")
                .hasMessageContaining("it needs sides that are multiples of 4, and those of ")
                .hasMessageEndingWith(" are multiples of 2");
    }

    /** With the second image another result than the first one's, were they mixed up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "srformer-direct-x2",
                "hat-x4",
                "omnisr-x2",
                "dat-x4",
                "rgt-x2",
                "craft-x4",
                "grl-direct-x2",
                "atd-x2"
            })
    void severalImagesAtOnce(String golden) throws IOException, OrtException {
        Model model = Goldens.model(golden);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(model, onnx);
        Tensor image = Goldens.input(golden);
        Tensor other = noise(image.channels(), image.height(), image.width());

        List<Tensor> both = Ort.run(onnx.toByteArray(), List.of(other, image));

        assertThat(OnnxExportTest.difference(both.get(1), Goldens.output(golden)))
                .isLessThanOrEqualTo(LIMIT);
        assertThat(OnnxExportTest.difference(both.get(0), Ort.run(onnx.toByteArray(), other)))
                .isLessThanOrEqualTo(LIMIT);
    }

    private static Node attend(
            NetBuilder net, Attention attention, Windows windows, Node queries, Node keys, int values) {
        return net.crossAttention(
                "a",
                attention,
                new AnyBias(),
                windows,
                CHANNELS,
                HEADS,
                new NetBuilder.Channels(queries, 0),
                new NetBuilder.Channels(keys, 0),
                new NetBuilder.Channels(keys, values));
    }

    private static void check(Net net, int height, int width) throws IOException, OrtException {
        int high = (height + net.multiple() - 1) / net.multiple() * net.multiple();
        int wide = (width + net.multiple() - 1) / net.multiple() * net.multiple();
        Tensor image = noise(net.inputChannels(), high, wide);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(net, WEIGHTS, onnx);
        Tensor expected = ReferenceRunner.run(net, WEIGHTS, image);
        assertThat(OnnxExportTest.difference(Ort.run(onnx.toByteArray(), image), expected))
                .as(net.toString())
                .isLessThanOrEqualTo(LIMIT);
        if (net.nodes().stream().anyMatch(AttentionExportTest::knowsEdges)) {
            assertThatThrownBy(() -> OnnxReader.read(ByteBuffer.wrap(onnx.toByteArray())))
                    .isInstanceOf(MalformedWeightsException.class)
                    .hasMessageStartingWith("node '")
                    .hasMessageContaining("which is neither a bias nor a mask");
            return;
        }
        Weights read = OnnxReader.read(ByteBuffer.wrap(onnx.toByteArray()));
        Net back = read.architecture().orElseThrow().build(WeightShapes.of(read), null);
        assertThat(OnnxExportTest.difference(ReferenceRunner.run(back, read, image), expected))
                .as(back.toString())
                .isLessThanOrEqualTo(LIMIT);
    }

    /** Whether windows that an edge cuts have a bias of their own, which is written but not read. */
    private static boolean knowsEdges(Node node) {
        return node.op() instanceof Op.CrossAttention attention
                && attention.bias().of(attention.windows(), attention.heads(), WEIGHTS).length
                        > attention.heads()
                                * attention.windows().queries()
                                * attention.windows().keys();
    }

    private static Tensor noise(int channels, int height, int width) {
        return OnnxExportTest.noise(new Random(11), channels, height, width);
    }

    /** A number for each pair of places that no rule gives. */
    private record AnyBias() implements PositionBias {
        @Override
        public void check(Windows windows, int heads, WeightShapes weights) {
            // nothing is stored
        }

        @Override
        public float[] of(Windows windows, int heads, Weights weights) {
            int kinds = windows.edge() == Windows.Edge.ROUND ? 2 : 1; // of windows at the edge and others
            float[] bias = new float[kinds * heads * windows.queries() * windows.keys()];
            Random random = new Random(2);
            for (int i = 0; i < bias.length; i++) {
                bias[i] = random.nextFloat();
            }
            return bias;
        }
    }
}
