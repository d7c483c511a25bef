package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any network of convolutions in ncnn's layers, float32. Names of weights are lost, as they are there. */
final class NcnnWriter {
    private final Weights weights;
    private final StringBuilder layers = new StringBuilder();
    private final ByteArrayOutputStream bin = new ByteArrayOutputStream();
    private final Map<Node, List<String>> copies = new HashMap<>(); // a value is read once: the rest are copies
    private int count;

    private NcnnWriter(Weights weights) {
        this.weights = weights;
    }

    /** Whether ncnn has a layer for each operation that this class knows of. */
    static boolean canWrite(Net net) {
        return net.nodes().stream()
                .map(Node::op)
                .allMatch(op -> op instanceof Op.Input
                        || op instanceof Op.Conv conv && conv.bias().size() < 2
                        || op instanceof Op.DepthwiseConv
                        || op instanceof Op.Activate
                        || op instanceof Op.Scale
                        || op instanceof Op.Affine
                        || op instanceof Op.Add
                        || op instanceof Op.Multiply
                        || op instanceof Op.Concat
                        || op instanceof Op.Slice
                        || op instanceof Op.PixelShuffle
                        || op instanceof Op.PixelUnshuffle
                        || op instanceof Op.Nearest
                        || op instanceof Op.Bilinear
                        || op instanceof Op.Mean);
    }

    static Path write(Net net, Weights weights, Path folder) throws IOException {
        NcnnWriter writer = new NcnnWriter(weights);
        Map<Node, Integer> readers = new HashMap<>();
        net.nodes().forEach(node -> node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum)));
        for (Node node : net.nodes()) {
            if (node == net.output() || readers.containsKey(node)) {
                writer.write(node, readers.getOrDefault(node, 0));
            }
        }
        Files.write(folder.resolve("net.bin"), writer.bin.toByteArray());
        return Files.writeString(
                folder.resolve("net.param"), "7767517\n" + writer.count + " " + writer.count + "\n" + writer.layers);
    }

    private void write(Node node, int readers) {
        List<String> in = new ArrayList<>();
        node.inputs().forEach(input -> in.add(copies.get(input).remove(0)));
        String value = "v" + node.index();
        layer(node, in, value);
        List<String> outputs = new ArrayList<>(List.of(value));
        if (readers > 1) {
            outputs.clear();
            for (int i = 0; i < readers; i++) {
                outputs.add(value + "_" + i);
            }
            line("Split", "copies" + node.index(), List.of(value), outputs, "");
        }
        copies.put(node, outputs);
    }

    private void line(String type, String name, List<String> in, List<String> out, String params) {
        count++;
        layers.append(type + " " + name + " " + in.size() + " " + out.size());
        in.forEach(value -> layers.append(' ').append(value));
        out.forEach(value -> layers.append(' ').append(value));
        layers.append(params.isEmpty() ? "" : " " + params).append('\n');
    }

    private void layer(Node node, List<String> in, String out) {
        Op op = node.op();
        String name = "layer" + node.index();
        if (op instanceof Op.Input) {
            line("Input", name, in, List.of(out), "");
        } else if (op instanceof Op.Conv conv) {
            float[] weight = conv.weight(weights);
            String bias = conv.bias().isEmpty() ? "" : " 5=1";
            line("Convolution", name, in, List.of(out), kernel(conv.out(), conv.kernel(), weight) + bias);
            bin.writeBytes(new byte[4]);
            floats(weight);
            if (!conv.bias().isEmpty()) {
                floats(conv.bias(weights));
            }
        } else if (op instanceof Op.DepthwiseConv conv) {
            float[] weight = conv.weight(weights);
            String rest = " 5=1 7=" + conv.channels();
            line("ConvolutionDepthWise", name, in, List.of(out), kernel(conv.channels(), conv.kernel(), weight) + rest);
            bin.writeBytes(new byte[4]);
            floats(weight);
            floats(conv.bias(weights));
        } else if (op instanceof Op.Activate activate) {
            activate(activate.activation(), name, in, out);
        } else if (op instanceof Op.Scale scale) {
            line("BinaryOp", name, in, List.of(out), "0=2 1=1 2=" + scale.factor());
        } else if (op instanceof Op.Affine affine) {
            line("Scale", name, in, List.of(out), "0=" + node.channels() + " 1=1");
            floats(affine.factors());
            floats(affine.offsets());
        } else if (op instanceof Op.Add) {
            line("BinaryOp", name, in, List.of(out), "");
        } else if (op instanceof Op.Multiply) {
            line("BinaryOp", name, in, List.of(out), "0=2");
        } else if (op instanceof Op.Concat) {
            line("Concat", name, in, List.of(out), "0=0");
        } else if (op instanceof Op.Slice slice) {
            line("Crop", name, in, List.of(out), "2=" + slice.first() + " 5=" + node.channels() + " 3=-233 4=-233");
        } else if (op instanceof Op.PixelShuffle shuffle) {
            line("PixelShuffle", name, in, List.of(out), "0=" + shuffle.factor());
        } else if (op instanceof Op.PixelUnshuffle unshuffle) {
            line("Reorg", name, in, List.of(out), "0=" + unshuffle.factor());
        } else if (op instanceof Op.Nearest nearest) {
            line("Interp", name, in, List.of(out), interp(1, nearest.factor()));
        } else if (op instanceof Op.Bilinear bilinear) {
            line("Interp", name, in, List.of(out), interp(2, bilinear.factor()));
        } else if (op instanceof Op.Mean) {
            line("Pooling", name, in, List.of(out), "0=1 4=1");
        } else {
            throw new UnsupportedOperationException(op.toString());
        }
    }

    private static String kernel(int out, int kernel, float[] weight) {
        return "0=" + out + " 1=" + kernel + " 4=" + kernel / 2 + " 6=" + weight.length;
    }

    private static String interp(int kind, int factor) {
        return "0=" + kind + " 1=" + factor + ".0 2=" + factor + ".0";
    }

    private void activate(Activation activation, String name, List<String> in, String out) {
        if (activation instanceof Activation.LeakyRelu relu) {
            line("ReLU", name, in, List.of(out), "0=" + relu.slope());
        } else if (activation instanceof Activation.Prelu prelu) {
            float[] slopes = weights.floats(prelu.name() + ".weight");
            line("PReLU", name, in, List.of(out), "0=" + slopes.length);
            floats(slopes);
        } else if (activation instanceof Activation.Sigmoid) {
            line("Sigmoid", name, in, List.of(out), "");
        } else if (activation instanceof Activation.Silu) {
            line("Swish", name, in, List.of(out), "");
        } else if (activation instanceof Activation.Tanh) {
            line("TanH", name, in, List.of(out), "");
        } else if (activation instanceof Activation.Gelu) {
            line("GELU", name, in, List.of(out), "0=0");
        } else if (activation instanceof Activation.Clamp clamp) {
            line("Clip", name, in, List.of(out), "0=" + clamp.low() + " 1=" + clamp.high());
        } else {
            throw new UnsupportedOperationException(activation.toString());
        }
    }

    private void floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        floats(array);
    }

    private void floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        bin.writeBytes(bytes.array());
    }
}
