package io.github.upscale4j.converter;

import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names under which RRDBNet's tensors are published; the network is the same. */
public enum RrdbLayout {
    /** BasicSR and Real-ESRGAN: {@code conv_first}, {@code body.0.rdb1.conv1}, ... */
    OFFICIAL("conv_first", "body", "rdb", "", "conv_body", "conv_up", "conv_hr", "conv_last"),
    /** ESRGAN's second release, BSRGAN and RealSR: {@code conv_first}, {@code RRDB_trunk.0.RDB1.conv1}, ... */
    TRUNK("conv_first", "RRDB_trunk", "RDB", "", "trunk_conv", "upconv", "HRconv", "conv_last"),
    /** ESRGAN of 2018 and most community models: {@code model.0}, {@code model.1.sub.0.RDB1.conv1.0}, ... */
    OLD("model.0", "model.1.sub", "RDB", ".0", null, null, null, null);

    private final String first;
    private final String blocks;
    private final String dense;
    private final String suffix;
    // where OLD has places that depend on the size of the network
    private final String trunk;
    private final String up;
    private final String hr;
    private final String last;

    RrdbLayout(
            String first, String blocks, String dense, String suffix, String trunk, String up, String hr, String last) {
        this.first = first;
        this.blocks = blocks;
        this.dense = dense;
        this.suffix = suffix;
        this.trunk = trunk;
        this.up = up;
        this.hr = hr;
        this.last = last;
    }

    /** The layout of these weights; empty if they are no RRDBNet's, or have more than it has, as ESRGAN+. */
    public static Optional<RrdbLayout> of(Weights weights) {
        for (RrdbLayout layout : values()) {
            if (layout.fits(weights)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /**
     * The same tensors under this layout's names, in its order.
     *
     * @throws IllegalArgumentException if the weights are in no layout of RRDBNet
     */
    public Weights rename(Weights weights) {
        RrdbLayout from = of(weights)
                .orElseThrow(() -> new IllegalArgumentException(
                        "only RRDBNet has several layouts of names, and these tensors are in none of them"));
        List<String> old = from.modules(weights);
        List<String> renamed = modules(from.countBlocks(weights), from.countUps(weights));
        WeightsBuilder builder = new WeightsBuilder().metadata(weights.metadata());
        try {
            for (int i = 0; i < old.size(); i++) {
                for (String kind : List.of(".weight", ".bias")) {
                    String name = old.get(i) + kind;
                    if (weights.has(name)) {
                        builder.tensor(
                                renamed.get(i) + kind, weights.type(name), weights.bytes(name), weights.shape(name));
                    }
                }
            }
        } catch (MalformedWeightsException e) {
            throw new IllegalStateException("tensors that were read are no tensors", e);
        }
        return builder.build();
    }

    private boolean fits(Weights weights) {
        if (!weights.has(conv(0, 1, 1) + ".weight")) {
            return false;
        }
        Set<String> known = new HashSet<>();
        for (String module : modules(weights)) {
            if (!weights.has(module + ".weight")) {
                return false;
            }
            known.add(module + ".weight");
            known.add(module + ".bias");
        }
        return known.containsAll(weights.names());
    }

    private List<String> modules(Weights weights) {
        return modules(countBlocks(weights), countUps(weights));
    }

    private int countBlocks(Weights weights) {
        int count = 0;
        while (weights.has(conv(count, 1, 1) + ".weight")) {
            count++;
        }
        return count;
    }

    private int countUps(Weights weights) {
        int count = 0;
        while (weights.has(up(count + 1) + ".weight")) {
            count++;
        }
        return count;
    }

    private String conv(int block, int rdb, int conv) {
        return blocks + "." + block + "." + dense + rdb + ".conv" + conv + suffix;
    }

    /** In OLD each step is an enlargement, a convolution and an activation, from the third place on. */
    private String up(int step) {
        return this == OLD ? "model." + 3 * step : up + step;
    }

    /** All convolutions, in the network's order: the same for every layout. */
    private List<String> modules(int blockCount, int ups) {
        List<String> modules = new ArrayList<>(List.of(first));
        for (int block = 0; block < blockCount; block++) {
            for (int rdb = 1; rdb <= 3; rdb++) {
                for (int conv = 1; conv <= 5; conv++) {
                    modules.add(conv(block, rdb, conv));
                }
            }
        }
        modules.add(this == OLD ? blocks + "." + blockCount : trunk);
        for (int step = 1; step <= ups; step++) {
            modules.add(up(step));
        }
        modules.add(this == OLD ? "model." + (3 * ups + 2) : hr);
        modules.add(this == OLD ? "model." + (3 * ups + 4) : last);
        return modules;
    }
}
