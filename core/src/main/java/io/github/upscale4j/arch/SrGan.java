package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * SRResNet, the generator of SRGAN: a 9x9 convolution, residual blocks with batch normalisation, pixel shuffles, a 9x9
 * convolution. Ledig et al., "Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network", CVPR
 * 2017. Layouts of leftthomas/SRGAN (MIT), Lornatang/SRGAN-PyTorch (Apache-2.0), eriklindernoren/PyTorch-GAN (MIT) and
 * sgrvinod/a-PyTorch-Tutorial-to-Super-Resolution (MIT), which end in different ways and see pictures in different ranges.
 */
final class SrGan implements Architecture {
    private static final double EPSILON = 1e-5;

    /** A residual block: convolution, normalisation, activation, convolution, normalisation. */
    private record Block(String first, String firstNorm, String slopes, String second, String secondNorm) {}

    /** An enlargement: convolution, normalisation (null if there is none), pixel shuffle, activation. */
    private record Step(String conv, String norm, String slopes) {}

    private enum Ending {
        /** From 0 to 1. */
        HALF_TANH,
        /** From -1 to 1. */
        TANH,
        CLAMP
    }

    /** Where a layout keeps what; after {@code middle}, which ends the blocks, {@code middleNorm} normalises or activates. */
    private record Layout(
            String first,
            String firstSlopes,
            List<Block> blocks,
            String middle,
            String middleNorm,
            List<Step> steps,
            String last,
            Ending ending,
            double epsilon,
            Convention convention) {}

    @Override
    public String name() {
        return "SRGAN";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.closest(layouts(w).map(layout -> match(w, layout)));
    }

    private static Match match(WeightShapes w, Layout layout) {
        Match.Checks checks = Match.of(w).rank(layout.first() + ".weight", 4).rank(layout.firstSlopes() + ".weight", 1);
        // a block that is missing is named by the first of its tensors
        layout.blocks().stream()
                .limit(1)
                .forEach(block -> checks.rank(block.first() + ".weight", 4)
                        .rank(block.slopes() + ".weight", 1)
                        .has(block.secondNorm() + ".running_var"));
        checks.rank(layout.middle() + ".weight", 4).has(layout.middleNorm() + ".weight");
        layout.steps().stream()
                .limit(1)
                .forEach(step -> checks.rank(step.conv() + ".weight", 4).has(step.slopes() + ".weight"));
        return checks.rank(layout.last() + ".weight", 4).end();
    }

    @Override
    public Convention convention(WeightShapes w) {
        return layout(w).convention();
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        Layout layout = layout(WeightShapes.of(weights));
        Folding folding = new Folding(weights);
        for (Block block : layout.blocks()) {
            folding.batchNorm(block.first(), block.firstNorm(), layout.epsilon());
            folding.batchNorm(block.second(), block.secondNorm(), layout.epsilon());
        }
        if (weights.has(layout.middleNorm() + ".running_var")) {
            folding.batchNorm(layout.middle(), layout.middleNorm(), layout.epsilon());
        }
        for (Step step : layout.steps()) {
            if (step.norm() != null) {
                folding.batchNorm(step.conv(), step.norm(), EPSILON);
            }
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        Layout layout = layout(w);
        NetBuilder net = new NetBuilder(w);
        Node x = net.prelu(
                layout.firstSlopes(), net.conv(layout.first(), net.input(w.dim(layout.first() + ".weight", 1))));
        Node y = x;
        for (Block block : layout.blocks()) {
            y = net.add(net.conv(block.second(), net.prelu(block.slopes(), net.conv(block.first(), y))), y);
        }
        y = net.conv(layout.middle(), y);
        y = net.add(w.has(layout.middleNorm() + ".weight") ? net.prelu(layout.middleNorm(), y) : y, x);
        for (Step step : layout.steps()) {
            int factor = Reconstruction.root(w.dim(step.conv() + ".weight", 0), y.channels(), step.conv() + ".weight");
            y = net.prelu(step.slopes(), net.pixelShuffle(net.conv(step.conv(), y), factor));
        }
        return net.output(ending(net, layout.ending(), net.conv(layout.last(), y)));
    }

    private static Node ending(NetBuilder net, Ending ending, Node y) {
        return switch (ending) {
            case CLAMP -> net.clamp(0, 1, y);
            case TANH -> net.tanh(y);
            case HALF_TANH -> {
                // (tanh y + 1) / 2, which is the sigmoid of 2 y
                yield net.sigmoid(net.scale(2, y));
            }
        };
    }

    private static Layout layout(WeightShapes w) {
        if (w.has("block1.0.weight")) {
            return leftThomas(w);
        }
        if (w.has("res_blocks.0.conv_block.0.weight")) {
            return erikLinderNoren(w);
        }
        return w.has("trunk.0.rcb.0.weight") ? lornaTang(w) : sgrVinod(w);
    }

    private static Stream<Layout> layouts(WeightShapes w) {
        return Stream.of(leftThomas(w), erikLinderNoren(w), lornaTang(w), sgrVinod(w));
    }

    /** {@code block1} to {@code block8}, of which the last but one normalises, or in older files activates. */
    private static Layout leftThomas(WeightShapes w) {
        int blocks = 2;
        while (w.has("block" + blocks + ".conv1.weight")) {
            blocks++;
        }
        List<Block> all = new ArrayList<>();
        for (int i = 2; i < Math.max(3, blocks); i++) {
            String block = "block" + i;
            all.add(new Block(block + ".conv1", block + ".bn1", block + ".prelu", block + ".conv2", block + ".bn2"));
        }
        String end = "block" + (all.size() + 3);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i == 0 || w.has(end + "." + i + ".conv.weight"); i++) {
            steps.add(new Step(end + "." + i + ".conv", null, end + "." + i + ".prelu"));
        }
        String middle = "block" + (all.size() + 2);
        return new Layout(
                "block1.0",
                "block1.1",
                all,
                middle + ".0",
                middle + ".1",
                steps,
                end + "." + steps.size(),
                Ending.HALF_TANH,
                EPSILON,
                Convention.PICTURE);
    }

    /** Normalises pictures as ImageNet does, in and out, and its blocks with an epsilon of 0.8. */
    private static Layout erikLinderNoren(WeightShapes w) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < Math.max(1, w.count("res_blocks")); i++) {
            blocks.add(sequence("res_blocks." + i + ".conv_block."));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i == 0 || w.has("upsampling." + i + ".weight"); i += 4) {
            steps.add(new Step("upsampling." + i, "upsampling." + (i + 1), "upsampling." + (i + 3)));
        }
        return new Layout(
                "conv1.0",
                "conv1.1",
                blocks,
                "conv2.0",
                "conv2.1",
                steps,
                "conv3.0",
                Ending.TANH,
                0.8,
                new Convention(false, Convention.IMAGENET, Convention.FROM_IMAGENET));
    }

    private static Layout lornaTang(WeightShapes w) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < Math.max(1, w.count("trunk")); i++) {
            blocks.add(sequence("trunk." + i + ".rcb."));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < Math.max(1, w.count("upsampling")); i++) {
            String step = "upsampling." + i + ".upsample_block.";
            steps.add(new Step(step + 0, null, step + 2));
        }
        return new Layout(
                "conv1.0",
                "conv1.1",
                blocks,
                "conv2.0",
                "conv2.1",
                steps,
                "conv3",
                Ending.CLAMP,
                EPSILON,
                Convention.PICTURE);
    }

    private static Block sequence(String name) {
        return new Block(name + 0, name + 1, name + 2, name + 3, name + 4);
    }

    /** Normalises pictures as ImageNet does, and gives values from -1 to 1; its SRGAN has all of it under {@code net}. */
    private static Layout sgrVinod(WeightShapes w) {
        String net = w.has("net.conv_block1.conv_block.0.weight") ? "net." : "";
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < Math.max(1, w.count(net + "residual_blocks")); i++) {
            String block = net + "residual_blocks." + i + ".conv_block";
            blocks.add(new Block(
                    block + "1.conv_block.0",
                    block + "1.conv_block.1",
                    block + "1.conv_block.2",
                    block + "2.conv_block.0",
                    block + "2.conv_block.1"));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < Math.max(1, w.count(net + "subpixel_convolutional_blocks")); i++) {
            String step = net + "subpixel_convolutional_blocks." + i;
            steps.add(new Step(step + ".conv", null, step + ".prelu"));
        }
        return new Layout(
                net + "conv_block1.conv_block.0",
                net + "conv_block1.conv_block.1",
                blocks,
                net + "conv_block2.conv_block.0",
                net + "conv_block2.conv_block.1",
                steps,
                net + "conv_block3.conv_block.0",
                Ending.TANH,
                EPSILON,
                new Convention(false, Convention.IMAGENET, Convention.SYMMETRIC));
    }
}
