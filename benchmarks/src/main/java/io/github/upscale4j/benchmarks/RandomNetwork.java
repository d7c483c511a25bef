package io.github.upscale4j.benchmarks;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Architectures;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Draws a network's weights, scaled so that values stay near 1 through any depth; the same ones at every call. */
final class RandomNetwork {
    private final String name;
    private final Random random;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    RandomNetwork(String name) {
        this.name = name;
        random = new Random(name.hashCode());
    }

    /** SRVGGNetCompact with {@code convs} inner convolutions. */
    Network srvgg(int features, int convs, int scale) {
        conv("body.0", 3, features, 3);
        tensor("body.1.weight", 0.25f, features);
        for (int i = 1; i <= convs; i++) {
            conv("body." + 2 * i, features, features, 3);
            tensor("body." + (2 * i + 1) + ".weight", 0.25f, features);
        }
        conv("body." + (2 * convs + 2), features, 3 * scale * scale, 3);
        return detected();
    }

    /** RRDBNet x4. */
    Network rrdb(int features, int growth, int blocks) {
        conv("conv_first", 3, features, 3);
        for (int block = 0; block < blocks; block++) {
            for (int rdb = 1; rdb <= 3; rdb++) {
                for (int i = 1; i <= 5; i++) {
                    String conv = "body." + block + ".rdb" + rdb + ".conv" + i;
                    conv(conv, features + (i - 1) * growth, i < 5 ? growth : features, 3);
                }
            }
        }
        for (String conv : new String[] {"conv_body", "conv_up1", "conv_up2", "conv_hr"}) {
            conv(conv, features, features, 3);
        }
        conv("conv_last", features, 3, 3);
        return detected();
    }

    /** SwinIR with windows of 8 and 6 heads: {@code depth} stages of 6 blocks; light ones enlarge in one step. */
    Network swinIr(int features, int stages, int scale, boolean light) {
        conv("conv_first", 3, features, 3);
        layerNorm("patch_embed.norm", features);
        for (int stage = 0; stage < stages; stage++) {
            for (int block = 0; block < 6; block++) {
                swinBlock("layers." + stage + ".residual_group.blocks." + block, features);
            }
            conv("layers." + stage + ".conv", features, features, 3);
        }
        layerNorm("norm", features);
        conv("conv_after_body", features, features, 3);
        if (light) {
            conv("upsample.0", features, 3 * scale * scale, 3);
            return detected();
        }
        conv("conv_before_upsample.0", features, 64, 3);
        for (int i = 0; 1 << i < scale; i++) {
            conv("upsample." + 2 * i, 64, 256, 3);
        }
        conv("conv_last", 64, 3, 3);
        return detected();
    }

    private void swinBlock(String block, int features) {
        layerNorm(block + ".norm1", features);
        tensor(block + ".attn.relative_position_bias_table", 0.5f, 15 * 15, 6);
        linear(block + ".attn.qkv", features, 3 * features);
        linear(block + ".attn.proj", features, features);
        layerNorm(block + ".norm2", features);
        linear(block + ".mlp.fc1", features, 2 * features);
        linear(block + ".mlp.fc2", 2 * features, features);
    }

    private void layerNorm(String norm, int features) {
        tensor(norm + ".weight", 1, features);
        tensor(norm + ".bias", 0.1f, features);
    }

    private void linear(String linear, int in, int out) {
        tensor(linear + ".weight", (float) Math.sqrt(0.5 / in), out, in);
        tensor(linear + ".bias", 0.1f, out);
    }

    /** One convolution and nothing else. */
    Network conv(int kernel, int in, int out) {
        conv("conv", in, out, kernel);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        return new Network(name, net.output(net.conv("conv", net.input(in))), Weights.of(values, shapes));
    }

    /** One pixel shuffle and nothing else. */
    Network shuffle(int in, int factor) {
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        return new Network(name, net.output(net.pixelShuffle(net.input(in), factor)), Weights.of(values, shapes));
    }

    private void conv(String conv, int in, int out, int kernel) {
        tensor(conv + ".weight", (float) Math.sqrt(1.5 / ((double) in * kernel * kernel)), out, in, kernel, kernel);
        tensor(conv + ".bias", 0.1f, out);
    }

    private void tensor(String tensor, float deviation, int... dims) {
        Shape shape = Shape.of(dims);
        float[] data = new float[(int) shape.elements()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian() * deviation;
        }
        values.put(tensor, data);
        shapes.put(tensor, shape);
    }

    private Network detected() {
        WeightShapes all = WeightShapes.of(shapes);
        try {
            Architecture architecture = Architectures.detect(all);
            return new Network(name, architecture.build(all, Options.NONE), Weights.of(values, shapes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
