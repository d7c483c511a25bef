package io.github.upscale4j.arch;

import io.github.upscale4j.weights.WeightShapes;

/** The names that huggingface/diffusers gives to the layers of an autoencoder, brought back to those of latent-diffusion. */
final class DiffusersLayout {
    private static final String[][] PARTS = {
        {"mid_block.resnets.0.", "mid.block_1."},
        {"mid_block.resnets.1.", "mid.block_2."},
        {"mid_block.attentions.0.", "mid.attn_1."},
        {"group_norm", "norm"},
        {"to_q", "q"},
        {"to_k", "k"},
        {"to_v", "v"},
        {"to_out.0", "proj_out"},
        {"conv_norm_out", "norm_out"},
        {"conv_shortcut", "nin_shortcut"},
        {"resnets.", "block."},
        {"downsamplers.0.", "downsample."},
        {"upsamplers.0.", "upsample."},
        {"down_blocks.", "down."}
    };

    private DiffusersLayout() {}

    static boolean is(WeightShapes w) {
        return w.has("encoder.mid_block.attentions.0.to_q.weight");
    }

    static void fold(Folding folding, WeightShapes w) {
        for (String name : w.names()) {
            if (name.endsWith(".weight") && name.matches("(encoder|decoder)\\..*")) {
                String layer = name.substring(0, name.length() - ".weight".length());
                String original = original(layer, w.count("decoder.up_blocks"));
                if (!original.equals(layer)) {
                    folding.renamed(layer, original);
                }
            }
        }
    }

    /** @param levels of the decoder, which diffusers counts from the smallest map on and latent-diffusion from the largest */
    private static String original(String layer, int levels) {
        String name = layer;
        for (String[] part : PARTS) {
            name = name.replace(part[0], part[1]);
        }
        for (int i = 0; i < levels; i++) {
            if (name.contains("up_blocks." + i + ".")) {
                return name.replace("up_blocks." + i + ".", "up." + (levels - 1 - i) + ".");
            }
        }
        return name;
    }
}
