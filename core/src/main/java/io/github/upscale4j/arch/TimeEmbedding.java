package io.github.upscale4j.arch;

import io.github.upscale4j.weights.WeightShapes;

/**
 * What a denoiser knows of time, worked into its weights: at each time, the normalisation in the middle of a residual block is
 * another one. Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", NeurIPS 2020, and, for the change of the
 * normalisation, Dhariwal and Nichol, "Diffusion Models Beat GANs on Image Synthesis", NeurIPS 2021, section 3.1.
 */
final class TimeEmbedding {
    private static final String BLOCK = ".emb_layers.1.weight";
    private static final double LONGEST_PERIOD = 10_000;

    private TimeEmbedding() {}

    /** The normalisation of the block at a time. */
    static String norm(String block, int time) {
        return block + ".out_layers.0.at." + time;
    }

    /** Puts the normalisations of all blocks at all times from {@code first} to {@code last} in place of the embedding. */
    static void fold(Folding folding, WeightShapes w, int first, int last) {
        for (int time = first; time <= last; time++) {
            double[] hidden = folding.linear("time_embed.0", waves(time, w.dim("time_embed.0.weight", 1)));
            double[] embedding = silu(folding.linear("time_embed.2", silu(hidden)));
            for (String name : w.names()) {
                if (name.endsWith(BLOCK)) {
                    String block = name.substring(0, name.length() - BLOCK.length());
                    double[] change = folding.linear(block + ".emb_layers.1", embedding);
                    folding.modulated(block + ".out_layers.0", change, norm(block, time));
                }
            }
        }
        for (String name : w.names()) {
            if (name.endsWith(BLOCK)) {
                folding.drop(name.substring(0, name.length() - ".weight".length()));
                folding.drop(name.substring(0, name.length() - BLOCK.length()) + ".out_layers.0");
            }
        }
        folding.drop("time_embed.0");
        folding.drop("time_embed.2");
    }

    /** Cosines, then sines, of ever longer periods; the last of an odd number is 0. */
    private static double[] waves(int time, int length) {
        double[] waves = new double[length];
        int half = length / 2;
        for (int i = 0; i < half; i++) {
            double angle = time * Math.pow(LONGEST_PERIOD, -(double) i / half);
            waves[i] = Math.cos(angle);
            waves[half + i] = Math.sin(angle);
        }
        return waves;
    }

    private static double[] silu(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / (1 + Math.exp(-x[i]));
        }
        return y;
    }
}
