package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.HashSet;
import java.util.Set;

/**
 * Diffusion by residual shifting, the whole of it as one network: the picture is enlarged by bicubic interpolation and encoded,
 * noise is added, a {@link SwinUnet} takes it away step by step, and the result is decoded. Yue, Wang and Loy, "ResShift:
 * Efficient Diffusion Model for Image Super-resolution by Residual Shifting", NeurIPS 2023 (zsyOAOA/ResShift, S-Lab License
 * 1.0); in one step, Wang et al., "SinSR: Diffusion-Based Image Super-Resolution in a Single Step", CVPR 2024
 * (wyf0912/SinSR, CC BY-NC-SA 4.0). The weights are those of the denoiser and of a {@link VqAutoencoder} together.
 *
 * <p>Noise, from a normal distribution, comes with the picture: behind its three channels are as many latent ones for the
 * start, and for each step but the last.
 *
 * <p>Files do not tell the chain, which {@link ShiftSchedule} has options for, nor the groups of normalisations: the option
 * {@code norm_groups}, 32 as published.
 */
final class ResShift implements Architecture {
    private static final int COLOURS = 3;

    @Override
    public String name() {
        return "ResShift";
    }

    @Override
    public Match match(WeightShapes w) {
        return SwinUnet.match(Match.of(w), w).end();
    }

    @Override
    public Set<String> options() {
        Set<String> options = new HashSet<>(ShiftSchedule.OPTIONS);
        options.add("norm_groups");
        return options;
    }

    @Override
    public Convention convention(WeightShapes w) {
        return Convention.PICTURE_AND_NOISE;
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        WeightShapes w = WeightShapes.of(weights);
        requireAutoencoder(w);
        ShiftSchedule schedule = ShiftSchedule.of(options);
        Folding folding = new Folding(weights);
        SwinUnet.fold(folding, w, schedule.steps() - schedule.taken(), schedule.steps() - 1);
        VqAutoencoder.fold(folding, w);
        return folding.folded();
    }

    private static void requireAutoencoder(WeightShapes w) {
        Match match = VqAutoencoder.match(Match.of(w), w).end();
        if (!match.matches()) {
            throw new IllegalArgumentException("ResShift needs an autoencoder beside its own file (" + match.obstacle()
                    + "): give autoencoder_vq_f4.pth, which github.com/zsyOAOA/ResShift publishes with its models, as"
                    + " autoencoder");
        }
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int groups = options.count("norm_groups", 32);
        ShiftSchedule schedule = ShiftSchedule.of(options);
        NetBuilder net = new NetBuilder(w);
        SwinUnet unet = new SwinUnet(net, w, groups);
        VqAutoencoder.Coder coder = new VqAutoencoder.Coder(net, w, groups);
        int latent = w.dim("out.2.weight", 0);
        if (latent != COLOURS) {
            throw new IllegalArgumentException(
                    "tensor 'out.2.weight' gives " + latent + " channels, and latent pictures of " + COLOURS
                            + " are supported, as ResShift's and SinSR's published models for photos have");
        }
        Node input = net.input(COLOURS + latent * schedule.taken());
        Node picture = net.affine(2, -1, net.slice(input, 0, COLOURS));
        Node x = coder.encode(net.bicubic(picture, VqAutoencoder.factor(w), 1));
        x = noisy(net, x, schedule.start(), input, COLOURS);
        Node predicted = x;
        for (int taken = 0; taken < schedule.taken(); taken++) {
            int time = schedule.steps() - 1 - taken;
            Node scaled = net.scale((float) schedule.inputFactor(time), x);
            predicted = unet.of(net.concat(scaled, picture), time);
            if (taken < schedule.taken() - 1) {
                double kept = schedule.kept(time);
                x = net.add(net.scale((float) kept, x), net.scale((float) (1 - kept), predicted));
                x = noisy(net, x, schedule.noise(time), input, COLOURS + (taken + 1) * latent);
            }
        }
        Node decoded = coder.decode(coder.quantise(predicted));
        return net.output(net.affine(0.5f, 0.5f, decoded), SwinUnet.multiple(w));
    }

    private static Node noisy(NetBuilder net, Node x, double deviation, Node input, int first) {
        return net.add(x, net.scale((float) deviation, net.slice(input, first, first + x.channels())));
    }
}
