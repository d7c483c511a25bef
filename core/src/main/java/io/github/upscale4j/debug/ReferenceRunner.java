package io.github.upscale4j.debug;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Computes a network node by node, nothing fused, planned or shared, each operation as its definition says, on planar
 * tensors with sums in double precision. Slow and plain: what the engine is compared with, and a way to look inside a
 * network.
 */
public final class ReferenceRunner {
    private final Weights weights;
    private final int imageHeight;
    private final int imageWidth;
    private final int ownHeight;
    private final int ownWidth;

    private ReferenceRunner(Weights weights, Tensor image, int ownHeight, int ownWidth) {
        this.weights = weights;
        this.imageHeight = image.height();
        this.imageWidth = image.width();
        this.ownHeight = ownHeight;
        this.ownWidth = ownWidth;
    }

    /** The values of all nodes for an image whose sides are multiples of what the network asks for. */
    public static Map<Node, Tensor> values(Net net, Weights weights, Tensor image) {
        return values(net, weights, image, image.height(), image.width());
    }

    /**
     * As {@link #values(Net, Weights, Tensor)}, of an image that was extended to such multiples.
     *
     * @param ownHeight rows of the image itself
     * @param ownWidth columns of the image itself
     */
    public static Map<Node, Tensor> values(Net net, Weights weights, Tensor image, int ownHeight, int ownWidth) {
        ReferenceRunner runner = new ReferenceRunner(weights, image, ownHeight, ownWidth);
        Map<Node, Tensor> values = new HashMap<>();
        for (Node node : net.nodes()) {
            Tensor[] inputs = node.inputs().stream().map(values::get).toArray(Tensor[]::new);
            values.put(node, node.op() instanceof Op.Input ? image : runner.value(node, inputs));
        }
        return values;
    }

    /** The network's output; see {@link #values}. */
    public static Tensor run(Net net, Weights weights, Tensor image) {
        return values(net, weights, image).get(net.output());
    }

    private Tensor value(Node node, Tensor[] in) {
        Op op = node.op();
        int channels = node.channels();
        Tensor x = in[0];
        if (op instanceof Op.Conv conv) {
            return conv(conv, x);
        }
        if (op instanceof Op.DepthwiseConv conv) {
            return ReferenceDepthwise.of(conv, x, weights);
        }
        if (op instanceof Op.Activate activate) {
            return activate(activate.activation(), x);
        }
        if (op instanceof Op.Scale scale) {
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> x.get(c, i, j) * scale.factor());
        }
        if (op instanceof Op.Add) {
            return pair(x, in[1], Float::sum);
        }
        if (op instanceof Op.Multiply) {
            return pair(x, in[1], (a, b) -> a * b);
        }
        if (op instanceof Op.Reflect reflect) {
            int pixels = reflect.pixels();
            return each(
                    x.channels(),
                    x.height() + 2 * pixels,
                    x.width() + 2 * pixels,
                    (c, i, j) -> x.get(
                            c, Op.Reflect.source(i - pixels, ownHeight), Op.Reflect.source(j - pixels, ownWidth)));
        }
        if (op instanceof Op.Resize resize) {
            return resize(
                    resize, x, node.extent().size(imageHeight), node.extent().size(imageWidth));
        }
        if (op instanceof Op.CrossAttention attention) {
            return ReferenceCrossAttention.of(attention, in, weights);
        }
        if (ReferenceTokens.knows(op)) {
            return ReferenceTokens.of(op, in, weights);
        }
        if (op instanceof Op.Grid grid) {
            return each(
                    x.channels(),
                    x.height(),
                    x.width(),
                    (c, i, j) -> x.get(c, grid.source(i, x.height()), grid.source(j, x.width())));
        }
        if (op instanceof Op.WindowChannels attention) {
            return ReferenceChannels.windows(attention, x, weights);
        }
        if (op instanceof Op.LocalMax max) {
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> {
                float most = Float.NEGATIVE_INFINITY;
                for (int place = 0; place < max.kernel() * max.kernel(); place++) {
                    int y = i + place / max.kernel() - max.kernel() / 2;
                    int xx = j + place % max.kernel() - max.kernel() / 2;
                    boolean inside = y >= 0 && y < x.height() && xx >= 0 && xx < x.width();
                    most = inside ? Math.max(most, x.get(c, y, xx)) : most;
                }
                return most;
            });
        }
        if (op instanceof Op.Mirror) {
            return each(
                    x.channels(),
                    x.height(),
                    x.width(),
                    (c, i, j) -> x.get(c, Op.Mirror.source(i, ownHeight), Op.Mirror.source(j, ownWidth)));
        }
        if (op instanceof Op.DepthwiseReduction reduction) {
            return ReferenceDepthwise.of(reduction, x, weights);
        }
        if (op instanceof Op.GlobalAttention attention) {
            return ReferenceGlobalAttention.of(attention, in[0], in[1], in[2]);
        }
        if (op instanceof Op.ChannelSimilarity similarity) {
            return ReferenceChannels.similarity(similarity, in[0], in[1], weights);
        }
        if (op instanceof Op.ChannelMix mix) {
            return ReferenceChannels.mix(mix, in[0], in[1]);
        }
        if (op.global()) {
            return ReferencePooling.value(op, in, weights);
        }
        if (op instanceof Op.Concat) {
            return concat(in);
        }
        if (op instanceof Op.Slice slice) {
            return each(channels, x.height(), x.width(), (c, i, j) -> x.get(slice.first() + c, i, j));
        }
        if (op instanceof Op.PixelShuffle shuffle) {
            int r = shuffle.factor();
            return each(
                    x.channels() / (r * r),
                    x.height() * r,
                    x.width() * r,
                    (c, i, j) -> x.get(c * r * r + i % r * r + j % r, i / r, j / r));
        }
        if (op instanceof Op.PixelUnshuffle unshuffle) {
            int r = unshuffle.factor();
            return each(
                    x.channels() * r * r,
                    x.height() / r,
                    x.width() / r,
                    (c, i, j) -> x.get(c / (r * r), i * r + c / r % r, j * r + c % r));
        }
        if (op instanceof Op.Nearest nearest) {
            int r = nearest.factor();
            return each(x.channels(), x.height() * r, x.width() * r, (c, i, j) -> x.get(c, i / r, j / r));
        }
        if (op instanceof Op.Affine affine) {
            return each(
                    x.channels(),
                    x.height(),
                    x.width(),
                    (c, i, j) -> x.get(c, i, j) * affine.factors().get(c)
                            + affine.offsets().get(c));
        }
        if (op instanceof Op.LayerNorm norm) {
            return ReferenceAttention.layerNorm(norm, x, weights);
        }
        if (op instanceof Op.WindowAttention attention) {
            return ReferenceAttention.attend(attention, x, weights);
        }
        if (op instanceof Op.Bilinear bilinear) {
            return bilinear(bilinear, x);
        }
        if (op instanceof Op.Bicubic bicubic) {
            return bicubic(bicubic, x);
        }
        if (op instanceof Op.Crop) {
            int height = (int) ((long) x.height() * ownHeight / imageHeight);
            int width = (int) ((long) x.width() * ownWidth / imageWidth);
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> i < height && j < width ? x.get(c, i, j) : 0);
        }
        throw new UnsupportedOperationException("no reference for " + op);
    }

    private Tensor activate(Activation activation, Tensor x) {
        if (activation instanceof Activation.LeakyRelu || activation instanceof Activation.Prelu) {
            float[] slopes = slopes(activation);
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> {
                float value = x.get(c, i, j);
                return value < 0 ? value * slopes[slopes.length == 1 ? 0 : c] : value;
            });
        }
        return each(x.channels(), x.height(), x.width(), (c, i, j) -> activated(activation, x.get(c, i, j)));
    }

    private static float activated(Activation activation, float x) {
        if (activation instanceof Activation.Gelu) {
            return gelu(x);
        }
        if (activation instanceof Activation.Sigmoid) {
            return (float) (1 / (1 + Math.exp(-x)));
        }
        if (activation instanceof Activation.Silu) {
            return (float) (x / (1 + Math.exp(-x)));
        }
        if (activation instanceof Activation.Mish) {
            return (float) (x * Math.tanh(Math.log1p(Math.exp(x))));
        }
        if (activation instanceof Activation.Tanh) {
            return (float) Math.tanh(x);
        }
        if (activation instanceof Activation.Clamp clamp) {
            return Math.max(clamp.low(), Math.min(clamp.high(), x));
        }
        throw new UnsupportedOperationException("no reference for " + activation);
    }

    private static float gelu(float x) {
        return (float) (0.5 * x * (1 + Erf.of(x * Math.sqrt(0.5))));
    }

    private static Tensor resize(Op.Resize op, Tensor x, int height, int width) {
        if (!op.linear()) {
            return each(
                    x.channels(),
                    height,
                    width,
                    (c, i, j) ->
                            x.get(c, Op.Resize.nearest(i, x.height(), height), Op.Resize.nearest(j, x.width(), width)));
        }
        return linear(
                x,
                height,
                width,
                i -> Op.Resize.position(i, x.height(), height),
                j -> Op.Resize.position(j, x.width(), width));
    }

    private static Tensor bilinear(Op.Bilinear op, Tensor x) {
        int r = op.factor();
        return linear(
                x, x.height() * r, x.width() * r, i -> op.position(i, x.height()), j -> op.position(j, x.width()));
    }

    /** @param rows where each row lies among those of {@code x} */
    private static Tensor linear(
            Tensor x, int height, int width, IntToDoubleFunction rows, IntToDoubleFunction columns) {
        return each(x.channels(), height, width, (c, row, column) -> {
            double y = rows.applyAsDouble(row);
            double xx = columns.applyAsDouble(column);
            int i = (int) y;
            int j = (int) xx;
            double above = mixed(x.get(c, i, j), x.get(c, i, clamped(j + 1, x.width())), xx - j);
            int next = clamped(i + 1, x.height());
            double below = mixed(x.get(c, next, j), x.get(c, next, clamped(j + 1, x.width())), xx - j);
            return (float) mixed(above, below, y - i);
        });
    }

    private static double mixed(double a, double b, double share) {
        return a + share * (b - a);
    }

    private Tensor bicubic(Op.Bicubic op, Tensor x) {
        int r = op.factor();
        return each(x.channels(), x.height() * r, x.width() * r, (c, row, column) -> {
            double y = op.position(row, ownHeight, x.height());
            double xx = op.position(column, ownWidth, x.width());
            double sum = 0;
            for (int i = (int) Math.floor(y) - 1; i <= (int) Math.floor(y) + 2; i++) {
                for (int j = (int) Math.floor(xx) - 1; j <= (int) Math.floor(xx) + 2; j++) {
                    sum += Op.Bicubic.weight(y - i)
                            * Op.Bicubic.weight(xx - j)
                            * x.get(c, clamped(i, x.height()), clamped(j, x.width()));
                }
            }
            return (float) sum;
        });
    }

    private static int clamped(int i, int size) {
        return Math.max(0, Math.min(size - 1, i));
    }

    private float[] slopes(Activation activation) {
        return activation instanceof Activation.Prelu prelu
                ? weights.floats(prelu.name() + ".weight")
                : new float[] {((Activation.LeakyRelu) activation).slope()};
    }

    private Tensor conv(Op.Conv op, Tensor x) {
        int k = op.kernel();
        float[] weight = op.weight(weights);
        float[] bias = op.bias(weights);
        return each(op.out(), x.height(), x.width(), (o, row, column) -> {
            double sum = bias[o];
            for (int c = 0; c < op.in(); c++) {
                for (int i = 0; i < k; i++) {
                    int y = row + i - k / 2;
                    for (int j = 0; j < k; j++) {
                        int xx = column + j - k / 2;
                        if (y >= 0 && y < x.height() && xx >= 0 && xx < x.width()) {
                            sum += (double) x.get(c, y, xx) * weight[((o * op.in() + c) * k + i) * k + j];
                        }
                    }
                }
            }
            return (float) sum;
        });
    }

    /** Of two of one shape, or of which one is a pixel that meets all pixels of the other. */
    private static Tensor pair(Tensor a, Tensor b, BinaryOperator<Float> operator) {
        int height = Math.max(a.height(), b.height());
        int width = Math.max(a.width(), b.width());
        return each(
                a.channels(),
                height,
                width,
                (c, i, j) -> operator.apply(
                        a.get(c, Math.min(i, a.height() - 1), Math.min(j, a.width() - 1)),
                        b.get(c, Math.min(i, b.height() - 1), Math.min(j, b.width() - 1))));
    }

    private static Tensor concat(Tensor[] parts) {
        int channels = 0;
        for (Tensor part : parts) {
            channels += part.channels();
        }
        Tensor joined = Tensor.zeros(channels, parts[0].height(), parts[0].width());
        int at = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.data(), 0, joined.data(), at, part.data().length);
            at += part.data().length;
        }
        return joined;
    }

    private interface Value {
        float at(int channel, int row, int column);
    }

    private static Tensor each(int channels, int height, int width, Value value) {
        Tensor result = Tensor.zeros(channels, height, width);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    result.data()[(c * height + y) * width + x] = value.at(c, y, x);
                }
            }
        }
        return result;
    }
}
