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

    /** SwinIR x2 with {@code heads} heads in two blocks a stage, by pixel shuffle. */
    public static Sample swinIr(long seed, int features, int heads, int window, int stages) {
        RandomNets nets = new RandomNets(seed);
        nets.conv("conv_first", 3, features, 3, true);
        nets.norm("patch_embed.norm", features);
        for (int stage = 0; stage < stages; stage++) {
            for (int i = 0; i < 2; i++) {
                String block = "layers." + stage + ".residual_group.blocks." + i;
                nets.put(block + ".attn.relative_position_bias_table", 1, (2 * window - 1) * (2 * window - 1), heads);
                nets.swinBlock(block, features, true);
            }
            nets.conv("layers." + stage + ".conv", features, features, 3, true);
        }
        nets.swinEnd(features);
        nets.conv("conv_before_upsample.0", features, 8, 3, true);
        nets.conv("upsample.0", 8, 32, 3, true);
        nets.conv("conv_last", 8, 3, 3, true);
        return nets.sample("SwinIR " + features + "/" + heads + " x " + stages + " window " + window);
    }

    /** Swin2SR for compressed images x2, one stage of two blocks: its cubic base shrinks with the extension. */
    public static Sample swin2Sr(long seed, int features, int heads, int window) {
        RandomNets nets = new RandomNets(seed);
        nets.conv("conv_first", 3, features, 3, true);
        nets.conv("patch_embed.proj", features, features, 1, true);
        nets.norm("patch_embed.norm", features);
        for (int i = 0; i < 2; i++) {
            String block = "layers.0.residual_group.blocks." + i;
            nets.put(block + ".attn.logit_scale", 1, heads, 1, 1);
            nets.put(block + ".attn.q_bias", 0.1f, features);
            nets.put(block + ".attn.v_bias", 0.1f, features);
            nets.table(block + ".attn.relative_coords_table", window);
            nets.put(block + ".attn.cpb_mlp.0.weight", 1, 32, 2);
            nets.put(block + ".attn.cpb_mlp.0.bias", 0.1f, 32);
            nets.put(block + ".attn.cpb_mlp.2.weight", 0.1f, heads, 32);
            nets.swinBlock(block, features, false);
        }
        nets.conv("layers.0.conv", features, features, 3, true);
        nets.conv("layers.0.patch_embed.proj", features, features, 1, true);
        nets.swinEnd(features);
        nets.conv("conv_bicubic", 3, 8, 3, true);
        nets.conv("conv_before_upsample.0", features, 8, 3, true);
        nets.conv("conv_aux", 8, 3, 3, true);
        nets.conv("conv_after_aux.0", 3, 8, 3, true);
        nets.conv("upsample.0", 8, 32, 3, true);
        nets.conv("conv_last", 8, 3, 3, true);
        return nets.sample("Swin2SR " + features + "/" + heads + " window " + window);
    }

    /** RCAN, which weighs channels by their means: {@code blocks} blocks in one group. */
    public static Sample rcan(long seed, int features, int blocks, int scale) {
        RandomNets nets = new RandomNets(seed);
        nets.conv("head.0", 3, features, 3, true);
        for (int i = 0; i < blocks; i++) {
            String block = "body.0.body." + i + ".body";
            nets.conv(block + ".0", features, features, 3, true);
            nets.conv(block + ".2", features, features, 3, true);
            nets.conv(block + ".3.conv_du.0", features, 2, 1, true);
            nets.conv(block + ".3.conv_du.2", 2, features, 1, true);
        }
        nets.conv("body.0.body." + blocks, features, features, 3, true);
        nets.conv("body.1", features, features, 3, true);
        nets.conv("tail.0.0", features, features * scale * scale, 3, true);
        nets.conv("tail.1", features, 3, 3, true);
        return nets.sample("RCAN " + features + " x " + blocks + " x" + scale);
    }

    private void swinBlock(String block, int features, boolean bias) {
        norm(block + ".norm1", features);
        linear(block + ".attn.qkv", features, 3 * features, bias);
        linear(block + ".attn.proj", features, features, true);
        norm(block + ".norm2", features);
        linear(block + ".mlp.fc1", features, 2 * features, true);
        linear(block + ".mlp.fc2", 2 * features, features, true);
    }

    private void swinEnd(int features) {
        norm("norm", features);
        conv("conv_after_body", features, features, 3, true);
    }

    private void norm(String name, int features) {
        put(name + ".weight", 1, features);
        put(name + ".bias", 0.1f, features);
    }

    private void linear(String name, int in, int out, boolean bias) {
        put(name + ".weight", (float) Math.sqrt(0.5 / in), out, in);
        if (bias) {
            put(name + ".bias", 0.1f, out);
        }
    }

    /** Distances as Swin V2 sees them. */
    private void table(String name, int window) {
        int side = 2 * window - 1;
        put(name, 1, 1, side, side, 2);
        float[] table = values.get(name);
        for (int i = 0; i < table.length; i++) {
            int place = i % 2 == 0 ? i / 2 / side : i / 2 % side;
            double distance = 8.0 * (place - window + 1) / (window - 1);
            table[i] = (float) (Math.signum(distance) * Math.log(Math.abs(distance) + 1) / Math.log(8));
        }
    }

    private void conv(String name, int in, int out, int kernel, boolean bias) {
        put(name + ".weight", (float) Math.sqrt(1.5 / ((double) in * kernel * kernel)), out, in, kernel, kernel);
        if (bias) {
            put(name + ".bias", 0.1f, out);
        }
    }

    private void put(String name, float deviation, int... dims) {
        put(values, shapes, random, deviation, name, dims);
    }

    /** Adds a tensor of normally distributed values, and its shape. */
    public static void put(
            Map<String, float[]> values,
            Map<String, Shape> shapes,
            Random random,
            float deviation,
            String name,
            int... dims) {
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
