package io.github.upscale4j.debug;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes a network node by node, nothing fused, planned or shared, each operation as its definition says, on planar
 * tensors with sums in double precision. Slow and plain: what the engine is compared with, and a way to look inside a
 * network.
 */
public final class ReferenceRunner {
    private final Weights weights;

    private ReferenceRunner(Weights weights) {
        this.weights = weights;
    }

    /** The values of all nodes for an image whose sides are multiples of what the network asks for. */
    public static Map<Node, Tensor> values(Net net, Weights weights, Tensor image) {
        ReferenceRunner runner = new ReferenceRunner(weights);
        Map<Node, Tensor> values = new HashMap<>();
        for (Node node : net.nodes()) {
            Tensor[] inputs = node.inputs().stream().map(values::get).toArray(Tensor[]::new);
            values.put(node, node.op() instanceof Op.Input ? image : runner.value(node.op(), inputs));
        }
        return values;
    }

    /** The network's output; see {@link #values}. */
    public static Tensor run(Net net, Weights weights, Tensor image) {
        return values(net, weights, image).get(net.output());
    }

    private Tensor value(Op op, Tensor[] in) {
        Tensor x = in[0];
        if (op instanceof Op.Conv conv) {
            return conv(conv, x);
        }
        if (op instanceof Op.Activate activate) {
            float[] slopes = slopes(activate.activation());
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> {
                float value = x.get(c, i, j);
                return value < 0 ? value * slopes[slopes.length == 1 ? 0 : c] : value;
            });
        }
        if (op instanceof Op.Scale scale) {
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> x.get(c, i, j) * scale.factor());
        }
        if (op instanceof Op.Add) {
            return each(x.channels(), x.height(), x.width(), (c, i, j) -> x.get(c, i, j) + in[1].get(c, i, j));
        }
        if (op instanceof Op.Concat) {
            return concat(in);
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
        throw new UnsupportedOperationException("no reference for " + op);
    }

    private float[] slopes(Activation activation) {
        return activation instanceof Activation.Prelu prelu
                ? weights.floats(prelu.name() + ".weight")
                : new float[] {((Activation.LeakyRelu) activation).slope()};
    }

    private Tensor conv(Op.Conv op, Tensor x) {
        int k = op.kernel();
        float[] weight = weights.floats(op.name() + ".weight", op.out(), op.in(), k, k);
        float[] bias = op.bias() ? weights.floats(op.name() + ".bias", op.out()) : new float[op.out()];
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
