package io.github.upscale4j.testing;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Architectures;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Networks of published shapes with random weights, scaled so that values stay near 1 through any depth. */
public final class RandomNets {
    /** A network and its weights. */
    public record Sample(String name, Net net, Weights weights) {}

    private final Random random;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    private RandomNets(long seed) {
        random = new Random(seed);
    }

    /** SRVGGNetCompact with {@code convs} inner convolutions. */
    public static Sample srvgg(long seed, int features, int convs, int scale) {
        RandomNets nets = new RandomNets(seed);
        nets.conv("body.0", 3, features, 3, true);
        nets.put("body.1.weight", 0.25f, features);
        for (int i = 1; i <= convs; i++) {
            nets.conv("body." + 2 * i, features, features, 3, true);
            nets.put("body." + (2 * i + 1) + ".weight", 0.25f, features);
        }
        nets.conv("body." + (2 * convs + 2), features, 3 * scale * scale, 3, true);
        return nets.sample("SRVGG " + features + " x " + convs + " x" + scale);
    }

    /** RRDBNet x4, or x2 or x1 through pixel-unshuffle by 2 or 4. */
    public static Sample rrdb(long seed, int features, int growth, int blocks, int unshuffle) {
        RandomNets nets = new RandomNets(seed);
        nets.conv("conv_first", 3 * unshuffle * unshuffle, features, 3, true);
        for (int i = 0; i < blocks; i++) {
            for (int rdb = 1; rdb <= 3; rdb++) {
                for (int conv = 1; conv <= 5; conv++) {
                    nets.conv(
                            "body." + i + ".rdb" + rdb + ".conv" + conv,
                            features + (conv - 1) * growth,
                            conv < 5 ? growth : features,
                            3,
                            true);
                }
            }
        }
        for (String name : new String[] {"conv_body", "conv_up1", "conv_up2", "conv_hr"}) {
            nets.conv(name, features, features, 3, true);
        }
        nets.conv("conv_last", features, 3, 3, true);
        return nets.sample("RRDB " + features + "/" + growth + " x " + blocks + " unshuffle " + unshuffle);
    }

    private void conv(String name, int in, int out, int kernel, boolean bias) {
        put(name + ".weight", (float) Math.sqrt(1.5 / ((double) in * kernel * kernel)), out, in, kernel, kernel);
        if (bias) {
            put(name + ".bias", 0.1f, out);
        }
    }

    private void put(String name, float deviation, int... dims) {
        Shape shape = Shape.of(dims);
        float[] data = new float[(int) shape.elements()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian() * deviation;
        }
        values.put(name, data);
        shapes.put(name, shape);
    }

    private Sample sample(String name) {
        WeightShapes all = WeightShapes.of(shapes);
        try {
            Architecture architecture = Architectures.detect(all);
            return new Sample(name, architecture.build(all, Options.NONE), Weights.of(values, shapes));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An image of noise in [0, 1]. */
    public static Tensor image(long seed, int channels, int height, int width) {
        Random random = new Random(seed);
        Tensor image = Tensor.zeros(channels, height, width);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = random.nextFloat();
        }
        return image;
    }
}
