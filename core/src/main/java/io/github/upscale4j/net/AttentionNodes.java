package io.github.upscale4j.net;

import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;

/** What {@link NetBuilder} writes of attention, tokens and categories. */
abstract class AttentionNodes extends NetNodes {
    AttentionNodes(WeightShapes weights) {
        super(weights);
    }

    /**
     * Attention within windows; see {@link Op.WindowAttention}.
     *
     * @param qkv queries, keys and values, as many channels each
     * @param shift from 0 to {@code window - 1}
     */
    public Node windowAttention(String name, Attention attention, Node qkv, int heads, int window, int shift) {
        int channels = third(name, qkv, heads);
        if (window < 1 || shift < 0 || shift >= window) {
            throw new IllegalArgumentException(
                    "attention '" + name + "': windows of " + window + " pixels cannot start at " + shift);
        }
        attention.check(name, heads, window, weights);
        return node(
                new Op.WindowAttention(name, attention, channels, heads, window, shift),
                List.of(qkv),
                channels,
                qkv.extent());
    }

    /**
     * Attention of windows to keys of any kind; see {@link Op.CrossAttention}.
     *
     * @param channels of the result, and of the queries; keys and values have fewer where pixels are folded
     */
    public Node crossAttention(
            String name,
            Attention attention,
            PositionBias bias,
            Windows windows,
            int channels,
            int heads,
            Channels queries,
            Channels keys,
            Channels values) {
        if (heads < 1 || channels % heads != 0 || channels % (windows.fold() * windows.fold()) != 0) {
            throw new IllegalArgumentException("attention '" + name + "': " + channels + " channels do not make "
                    + heads + " heads of keys of " + windows.fold() + " x " + windows.fold() + " pixels");
        }
        Op.CrossAttention op = new Op.CrossAttention(
                name, attention, bias, windows, channels, heads, queries.first(), keys.first(), values.first());
        require(name, queries, channels);
        require(name, keys, op.keyChannels());
        require(name, values, op.keyChannels());
        bias.check(windows, heads, weights);
        List<Node> inputs = List.of(queries.node(), keys.node(), values.node());
        return node(op, inputs, channels, queries.node().extent());
    }

    /**
     * Attention of all pixels to all of another image; see {@link Op.GlobalAttention}.
     *
     * @param factor what the products are multiplied with
     */
    public Node globalAttention(int heads, float factor, Node queries, Node keys, Node values) {
        if (queries.channels() != keys.channels() || !keys.extent().equals(values.extent())) {
            throw new IllegalArgumentException(
                    "queries, keys and values do not fit together: " + queries + ", " + keys + " and " + values);
        }
        if (heads < 1 || keys.channels() % heads != 0 || values.channels() % heads != 0) {
            throw new IllegalArgumentException(
                    keys.channels() + " and " + values.channels() + " channels do not make " + heads + " heads");
        }
        return node(
                new Op.GlobalAttention(keys.channels(), values.channels(), heads, factor),
                List.of(queries, keys, values),
                values.channels(),
                queries.extent());
    }

    /**
     * Attention among channels over the whole image; see {@link Op.ChannelSimilarity}.
     *
     * @param channels of queries, keys, values and the result
     */
    public Node channelAttention(
            String name, int channels, int heads, Channels queries, Channels keys, Channels values) {
        return channelAttention(name, channels, heads, 1, queries, keys, values);
    }

    /** As {@link #channelAttention(String, int, int, Channels, Channels, Channels)} of {@code step * step} images in one. */
    public Node channelAttention(
            String name, int channels, int heads, int step, Channels queries, Channels keys, Channels values) {
        if (heads < 1 || channels % heads != 0) {
            throw new IllegalArgumentException(
                    "attention '" + name + "': " + channels + " channels do not make " + heads + " heads");
        }
        require(name, queries, channels);
        require(name, keys, channels);
        require(name, values, channels);
        expect(name + ".temperature", Shape.of(heads, 1, 1));
        Node similarity = node(
                new Op.ChannelSimilarity(name, channels, heads, step, queries.first(), keys.first()),
                List.of(queries.node(), keys.node()),
                step * step * channels * (channels / heads),
                Extent.PIXEL);
        return node(
                new Op.ChannelMix(channels, heads, step, values.first()),
                List.of(values.node(), similarity),
                channels,
                values.node().extent());
    }

    /** Attention among channels within windows; see {@link Op.WindowChannels}. */
    public Node windowChannels(String name, Node qkv, int window) {
        int heads = weights.dim(name + ".temperature", 0);
        expect(name + ".temperature", Shape.of(heads, 1, 1));
        int channels = third(name, qkv, heads);
        return node(new Op.WindowChannels(name, channels, heads, window), List.of(qkv), channels, qkv.extent());
    }

    /** The tensor {@code name}, a row a token, as one pixel; {@code x} is any value before. */
    public Node tokens(String name, Node x) {
        int tokens = weights.dim(name, 0);
        int channels = weights.dim(name, 1);
        return node(new Op.Tokens(name, tokens, channels), List.of(x), tokens * channels, Extent.PIXEL);
    }

    /** A linear layer, {@code name.weight} and {@code name.bias}, of each of {@code tokens} tokens. */
    public Node tokenLinear(String name, int tokens, Node x) {
        int out = weights.dim(name + ".weight", 0);
        int in = x.channels() / tokens;
        expect(name + ".weight", Shape.of(out, in));
        expect(name + ".bias", out);
        return node(new Op.TokenLinear(name, tokens, in, out), List.of(x), tokens * out, Extent.PIXEL);
    }

    /** See {@link Op.TokenSimilarity}. */
    public Node tokenSimilarity(String name, Node x, Node tokens) {
        int count = tokens.channels() / x.channels();
        expect(name + ".scale", count);
        return node(new Op.TokenSimilarity(name, count, x.channels()), List.of(x, tokens), count, x.extent());
    }

    /** See {@link Op.TokenMix}. */
    public Node tokenMix(Node similarity, Node tokens) {
        int count = similarity.channels();
        int channels = tokens.channels() / count;
        return node(new Op.TokenMix(count, channels), List.of(similarity, tokens), channels, similarity.extent());
    }

    /** See {@link Op.TokenUpdate}. */
    public Node tokenUpdate(String name, Node tokens, Node similarity, Node x) {
        int count = similarity.channels();
        expect(name + ".norm3.weight", count);
        expect(name + ".sigma", Shape.of(count, 1));
        return node(
                new Op.TokenUpdate(name, count, x.channels()),
                List.of(tokens, similarity, x),
                tokens.channels(),
                Extent.PIXEL);
    }

    /** The nearest rows of the tensor {@code name}; see {@link Op.NearestCode}. */
    public Node nearestCode(String name, Node x) {
        int codes = weights.dim(name, 0);
        expect(name, Shape.of(codes, x.channels()));
        if (codes < 1) {
            throw new IllegalArgumentException("tensor '" + name + "' has no row that could be the nearest");
        }
        return pointwise(new Op.NearestCode(name, codes, x.channels()), x);
    }

    /** Attention among pixels that are most like one token; see {@link Op.CategoryAttention}. */
    public Node categoryAttention(String name, Node qkv, Node similarity, int heads, int group) {
        expect(name + ".logit_scale", Shape.of(1, 1));
        int channels = third(name, qkv, heads);
        Node order = node(new Op.CategoryOrder(), List.of(similarity), 1, similarity.extent());
        Op.CategoryAttention op = new Op.CategoryAttention(name, channels, heads, group);
        return node(op, List.of(qkv, order), channels, qkv.extent());
    }

    /** The channels of the queries alone, which make whole heads. */
    private static int third(String name, Node qkv, int heads) {
        if (heads < 1 || qkv.channels() % (3 * heads) != 0) {
            throw new IllegalArgumentException("attention '" + name + "': " + qkv.channels()
                    + " channels of queries, keys and values do not make " + heads + " heads");
        }
        return qkv.channels() / 3;
    }

    private static void require(String name, Channels part, int count) {
        if (part.first() < 0 || part.first() + count > part.node().channels()) {
            throw new IllegalArgumentException("attention '" + name + "': there are no channels " + part.first()
                    + " to " + (part.first() + count) + " of " + part.node());
        }
    }
}
