package io.github.upscale4j.testing;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Graphs that no architecture looks like: concatenations of concatenations, parts used twice, sums of distant values, sizes
 * that go down and up again. Whatever the builder accepts the engine must run.
 */
public final class RandomGraphs {
    private static final int MOST_CHANNELS = 24;

    private final Random random;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Double> deviations = new HashMap<>();
    private final NetBuilder net;
    private final boolean global;

    private RandomGraphs(long seed, boolean global) {
        random = new Random(seed);
        this.global = global;
        // one tensor for every shape that may be asked for: the builder wants to know them before the graph is drawn
        for (int in = 1; in <= 4 * MOST_CHANNELS; in++) {
            for (int out = 1; out <= MOST_CHANNELS / 2; out++) {
                put("conv1." + in + "." + out + ".weight", Math.sqrt(1.0 / in), out, in, 1, 1);
                if (in <= 2 * MOST_CHANNELS) {
                    put("conv3." + in + "." + out + ".weight", Math.sqrt(1.0 / (9 * in)), out, in, 3, 3);
                    put("conv3." + in + "." + out + ".bias", 0.1, out);
                }
                if (in <= 8 && out <= 4) {
                    put("conv5." + in + "." + out + ".weight", Math.sqrt(1.0 / (25 * in)), out, in, 5, 5);
                }
            }
            put("prelu." + in + ".weight", 0.3, in);
            put("norm." + in + ".weight", 0.5, in);
            put("norm." + in + ".bias", 0.1, in);
        }
        net = new NetBuilder(WeightShapes.of(shapes));
    }

    public static RandomNets.Sample of(long seed) {
        return of(seed, false);
    }

    /** Graphs with operations that see the whole image among the others. */
    public static RandomNets.Sample ofWhole(long seed) {
        return of(seed, true);
    }

    private static RandomNets.Sample of(long seed, boolean global) {
        RandomGraphs graphs = new RandomGraphs(seed, global);
        Net net = graphs.draw();
        return new RandomNets.Sample((global ? "whole graph " : "graph ") + seed, net, graphs.weights(net));
    }

    private void put(String name, double deviation, int... dims) {
        shapes.put(name, Shape.of(dims));
        deviations.put(name, deviation);
    }

    private Weights weights(Net net) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Node node : net.nodes()) {
            if (node.op() instanceof Op.Conv conv) {
                values.computeIfAbsent(conv.name() + ".weight", this::values);
                conv.bias().forEach(bias -> values.computeIfAbsent(bias, this::values));
            } else if (node.op() instanceof Op.Activate activate
                    && activate.activation() instanceof Activation.Prelu prelu) {
                values.computeIfAbsent(prelu.name() + ".weight", this::values);
            } else if (node.op() instanceof Op.Normaliser normaliser) {
                values.computeIfAbsent(normaliser.name() + ".weight", this::values);
                values.computeIfAbsent(normaliser.name() + ".bias", this::values);
            }
        }
        return Weights.of(values, shapes);
    }

    private float[] values(String name) {
        float[] data = new float[(int) shapes.get(name).elements()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (random.nextGaussian() * deviations.get(name));
        }
        return data;
    }

    private Net draw() {
        int multiple = 1 << random.nextInt(3);
        Node x = net.input(3);
        Node y = net.pixelUnshuffle(x, multiple);
        int segments = 1 + random.nextInt(3);
        for (int i = 0; i < segments; i++) {
            y = segment(y);
            y = random.nextBoolean() && y.channels() % 4 == 0 ? net.pixelShuffle(y, 2) : maybeNearest(y);
        }
        while (y.down() > 1) {
            y = net.nearest(conv(y), 2);
        }
        y = conv3(y, 3);
        if (random.nextBoolean()) {
            y = net.add(y, net.nearest(x, y.up()));
        }
        return net.output(y, multiple);
    }

    private Node maybeNearest(Node y) {
        return random.nextInt(3) == 0 && y.up() < 4 ? net.nearest(y, 2) : y;
    }

    /** Some values of one size, each made of any before; ends with a convolution over all that nothing has used yet. */
    private Node segment(Node start) {
        List<Node> all = new ArrayList<>(List.of(start));
        List<Node> unused = new ArrayList<>(List.of(start));
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<Node> inputs = new ArrayList<>();
            Node made = step(all, inputs);
            unused.removeAll(inputs);
            all.add(made);
            unused.add(made);
        }
        Collections.shuffle(unused, random);
        while (unused.stream().mapToInt(Node::channels).sum() > 4 * MOST_CHANNELS) {
            unused.add(conv(unused.remove(0)));
        }
        Node joined = unused.size() == 1 ? unused.get(0) : net.concat(unused.toArray(Node[]::new));
        return conv(joined);
    }

    private Node step(List<Node> all, List<Node> inputs) {
        Node a = random.nextBoolean() ? all.get(all.size() - 1) : all.get(random.nextInt(all.size()));
        inputs.add(a);
        if (global && random.nextInt(3) == 0) {
            return global(a);
        }
        switch (random.nextInt(8)) {
            case 0:
                return net.leakyRelu(0.2f, a);
            case 1:
                return a.channels() <= 4 * MOST_CHANNELS ? net.prelu("prelu." + a.channels(), a) : net.relu(a);
            case 2:
                return a.channels() > 1 && random.nextBoolean()
                        ? net.slice(a, random.nextInt(a.channels() - 1), a.channels())
                        : net.scale(0.5f, a);
            case 3:
                List<Node> alike = all.stream()
                        .filter(node -> node.channels() == a.channels())
                        .toList();
                inputs.add(alike.get(random.nextInt(alike.size())));
                return random.nextBoolean() ? net.add(a, inputs.get(1)) : net.multiply(a, net.sigmoid(inputs.get(1)));
            case 4:
            case 5:
                Node joined = join(all, inputs);
                return random.nextBoolean() ? joined : conv(joined);
            default:
                return conv(a);
        }
    }

    private Node global(Node x) {
        int channels = x.channels();
        switch (random.nextInt(5)) {
            case 4:
                return sampled(x);
            case 0:
                int groups =
                        channels % 2 == 0 && random.nextBoolean() ? channels / 2 : random.nextBoolean() ? 1 : channels;
                return net.groupNorm("norm." + channels, groups, x);
            case 1:
                Node small = smaller(x);
                small = channels <= MOST_CHANNELS / 2 ? net.conv("conv3." + channels + "." + channels, small) : small;
                return net.add(
                        random.nextBoolean() ? net.bilinear(small, x) : net.nearest(small, x), net.scale(0.5f, x));
            default:
                return weighed(x, random.nextBoolean() ? net.mean(x) : net.deviation(x));
        }
    }

    /** Twice as large by learned places, and back. */
    private Node sampled(Node x) {
        int groups = x.channels() % 2 == 0 ? 2 : 1;
        if (x.channels() > 2 * MOST_CHANNELS || 8 * groups > MOST_CHANNELS) {
            return x;
        }
        Node offsets = net.scale(2, net.concat(offsets(x, groups), offsets(x, groups)));
        Node large = net.sample(net.mish(x), offsets, groups, 2);
        return net.trim(net.pixelUnshuffle(large, 2), 0, 0, 1);
    }

    private Node offsets(Node x, int groups) {
        return net.conv("conv3." + x.channels() + "." + 4 * groups, x);
    }

    private Node smaller(Node x) {
        return switch (random.nextInt(3)) {
            case 0 -> net.maxPool(x, 1 + random.nextInt(4), 1 + random.nextInt(3));
            case 1 -> net.adaptiveMaxPool(x, 1 + random.nextInt(4));
            default -> net.trim(x, random.nextInt(3), random.nextInt(3), 1 + random.nextInt(3));
        };
    }

    private Node weighed(Node x, Node statistic) {
        int channels = x.channels();
        if (channels <= MOST_CHANNELS / 2) {
            String conv = (random.nextBoolean() ? "conv1." : "conv3.") + channels + "." + channels;
            statistic = net.conv(conv, random.nextBoolean() ? statistic : net.relu(statistic));
        }
        return switch (random.nextInt(3)) {
            case 0 -> net.add(x, statistic);
            case 1 -> net.multiply(net.sigmoid(statistic), x);
            default -> net.multiply(x, net.relu(net.add(net.scale(0.5f, statistic), statistic)));
        };
    }

    private Node join(List<Node> all, List<Node> inputs) {
        int channels = inputs.get(0).channels();
        int parts = 2 + random.nextInt(3);
        for (int i = 1; i < parts; i++) {
            Node part = all.get(random.nextInt(all.size()));
            if (channels + part.channels() <= MOST_CHANNELS) {
                inputs.add(part);
                channels += part.channels();
            }
        }
        return net.concat(inputs.toArray(Node[]::new));
    }

    private Node conv(Node x) {
        int out = 1 + random.nextInt(MOST_CHANNELS / 2);
        if (x.channels() > 2 * MOST_CHANNELS || random.nextInt(5) == 0) {
            return net.conv("conv1." + x.channels() + "." + out, x);
        }
        if (x.channels() <= 8 && random.nextInt(4) == 0) {
            return net.conv("conv5." + x.channels() + "." + (1 + random.nextInt(4)), x);
        }
        return conv3(x, out);
    }

    private Node conv3(Node x, int out) {
        return net.conv("conv3." + x.channels() + "." + out, x);
    }
}
