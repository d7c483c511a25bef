package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernels of a device and precision, each compiled once: steps with the same operation and stages share them. */
final class KernelCache implements AutoCloseable {
    /** All resources, without {@code .cl}. */
    static final List<String> FILES = List.of(
            "common",
            "rows_in",
            "rows_out",
            "pointwise",
            "pointwise_pair",
            "copy",
            "crop",
            "pixel_shuffle",
            "pixel_unshuffle",
            "nearest",
            "bilinear",
            "bicubic",
            "conv",
            "conv_tiled",
            "conv_winograd",
            "conv_winograd_strip",
            "conv_matrix",
            "depthwise",
            "depthwise_reduction",
            "sample",
            "resize_nearest",
            "trim",
            "grid",
            "mirror",
            "local_max",
            "window_channels",
            "reflect",
            "max_pool",
            "total",
            "statistic",
            "channel_mix",
            "channel_similarity",
            "layer_norm",
            "softmax",
            "attention",
            "global_attention",
            "tokens",
            "token_linear",
            "token_mix",
            "token_similarity",
            "token_update",
            "category_order",
            "category_attention");

    private final Cl cl;
    private final Precision precision;
    private final Map<String, Cl.Kernel> kernels = new HashMap<>();

    /** @param precision of the feature maps that the kernels read and write */
    KernelCache(Cl cl, Precision precision) {
        this.cl = cl;
        this.precision = precision;
    }

    Precision precision() {
        return precision;
    }

    /**
     * The kernel {@code runStep} of some files.
     *
     * @param lanes channels that a work item computes side by side
     * @param constants further definitions, as in {@code #define SIDE 8}, each with its line end
     * @param files names of resources without {@code .cl}, in the order in which the compiler sees them
     */
    Cl.Kernel get(int lanes, String constants, Stages stages, String... files) {
        return get(lanes, constants, stages.source(), files);
    }

    /** One that is no step's and computes one value at a time. */
    Cl.Kernel get(String constants, String file) {
        return get(1, constants, "", file);
    }

    private synchronized Cl.Kernel get(int lanes, String constants, String stages, String... files) {
        StringBuilder source = new StringBuilder("#define LANES " + lanes + "\n" + constants);
        source.append(precision == Precision.FLOAT16 ? "#define HALVES\n" : "");
        source.append(text("common")).append(stages);
        for (String file : files) {
            source.append(text(file));
        }
        boolean gpu = cl.device().kind() == Device.Kind.GPU;
        String text = source.toString().replaceAll("(?m)^ *UNROLL$", gpu ? "#pragma unroll" : "");
        return kernels.computeIfAbsent(text, all -> cl.compile(String.join(" + ", files), all));
    }

    static String text(String name) {
        try (InputStream in = KernelCache.class.getResourceAsStream(name + ".cl")) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + ".cl is not in the module opencl-kernels");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        kernels.values().forEach(Cl.Kernel::close);
        kernels.clear();
    }
}
