package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * The autoencoder in whose latent space a diffusion model works: residual blocks, attention of all pixels to all in the middle,
 * and a codebook of which the nearest entry replaces each latent pixel. Esser, Rombach and Ommer, "Taming Transformers", CVPR
 * 2021; Rombach et al., "High-Resolution Image Synthesis with Latent Diffusion Models", CVPR 2022. Layouts of
 * CompVis/latent-diffusion and zsyOAOA/ResShift ({@code ldm/models/autoencoder.py}, {@code VQModelTorch}), and of
 * huggingface/diffusers ({@code VQModel}).
 *
 * <p>On its own it enlarges nothing: it is half of a model.
 */
final class VqAutoencoder implements Architecture {
    private static final String CODES = "quantize.embedding.weight";
    private static final float EPSILON = 1e-6f;

    @Override
    public String name() {
        return "the autoencoder of a diffusion model";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = match(Match.of(w), w);
        return checks.lacks("input_blocks.0.0.weight").end();
    }

    /** Adds what names and shapes say of it to the chain. */
    static Match.Checks match(Match.Checks checks, WeightShapes w) {
        return checks.rank("encoder.conv_in.weight", 4)
                .rank("encoder.conv_out.weight", 4)
                .rank("decoder.conv_in.weight", 4)
                .rank("decoder.conv_out.weight", 4)
                .rank("quant_conv.weight", 4)
                .rank("post_quant_conv.weight", 4)
                .rank(CODES, 2)
                .check(
                        DiffusersLayout.is(w) || w.has("encoder.mid.attn_1.q.weight"),
                        "there is no 'encoder.mid.attn_1.q.weight'")
                .lacks("encoder.down.0.attn.0.norm.weight", "encoder.down_blocks.0.attentions.0.to_q.weight");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        throw new IllegalArgumentException(
                "an autoencoder alone enlarges nothing: load the model that it belongs to, as"
                        + " resshift_realsrx4_s15_v1.pth or SinSR_v1.pth, and give this file as its autoencoder");
    }

    /** Brings the layout to one, and the strided convolutions to what {@link Coder} asks for. */
    static void fold(Folding folding, WeightShapes w) {
        boolean renamed = DiffusersLayout.is(w);
        if (renamed) {
            DiffusersLayout.fold(folding, w);
        }
        int levels = w.count(renamed ? "encoder.down_blocks" : "encoder.down");
        for (int level = 0; level < levels - 1; level++) {
            folding.strided("encoder.down." + level + ".downsample.conv", 2, 0);
        }
    }

    /** Pixels of the picture for one of the latent space, after {@link #fold}. */
    static int factor(WeightShapes w) {
        return 1 << w.count("encoder.down") - 1;
    }

    /** Its two halves, written into a network; {@code groups} of each normalisation. */
    record Coder(NetBuilder net, WeightShapes w, int groups) {
        /** A picture in [-1, 1] to the latent space. */
        Node encode(Node picture) {
            int levels = w.count("encoder.down");
            Node y = net.conv("encoder.conv_in", picture);
            for (int level = 0; level < levels; level++) {
                String name = "encoder.down." + level;
                y = blocks(name, y);
                if (level < levels - 1) {
                    y = net.conv(name + ".downsample.conv", net.pixelUnshuffle(y, 2));
                }
            }
            y = normalised("encoder.norm_out", middle("encoder.mid", y));
            return net.conv("quant_conv", net.conv("encoder.conv_out", y));
        }

        /** The nearest entries of the codebook. */
        Node quantise(Node latent) {
            return net.nearestCode(CODES, latent);
        }

        /** The latent space to a picture in [-1, 1]. */
        Node decode(Node latent) {
            Node y = net.conv("decoder.conv_in", net.conv("post_quant_conv", latent));
            y = middle("decoder.mid", y);
            for (int level = w.count("decoder.up") - 1; level >= 0; level--) {
                String name = "decoder.up." + level;
                y = blocks(name, y);
                if (level > 0) {
                    y = net.conv(name + ".upsample.conv", net.nearest(y, 2));
                }
            }
            return net.conv("decoder.conv_out", normalised("decoder.norm_out", y));
        }

        private Node blocks(String level, Node x) {
            Node y = x;
            for (int i = 0; i < w.count(level + ".block"); i++) {
                y = block(level + ".block." + i, y);
            }
            return y;
        }

        private Node block(String name, Node x) {
            Node y = net.conv(name + ".conv1", normalised(name + ".norm1", x));
            y = net.conv(name + ".conv2", normalised(name + ".norm2", y));
            String shortcut = name + ".nin_shortcut";
            return net.add(y, w.has(shortcut + ".weight") ? net.conv(shortcut, x) : x);
        }

        private Node normalised(String name, Node x) {
            return net.silu(net.groupNorm(name, groups, EPSILON, x));
        }

        private Node middle(String name, Node x) {
            Node y = block(name + ".block_1", x);
            return block(name + ".block_2", attention(name + ".attn_1", y));
        }

        private Node attention(String name, Node x) {
            Node y = net.groupNorm(name + ".norm", groups, EPSILON, x);
            float factor = (float) (1 / Math.sqrt(x.channels()));
            Node attended = net.globalAttention(
                    1, factor, pixels(name + ".q", y), pixels(name + ".k", y), pixels(name + ".v", y));
            return net.add(pixels(name + ".proj_out", attended), x);
        }

        /** A convolution of single pixels, however its weights are stored. */
        private Node pixels(String name, Node x) {
            return w.rank(name + ".weight") == 2 ? net.linear(name, x) : net.conv(name, x);
        }
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        return weights;
    }
}
