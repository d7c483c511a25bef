package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The kernels of a device and precision, each compiled once: steps with the same operation and stages share what is compiled,
 * and each has arguments of its own.
 */
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
            "nearest_code",
            "bilinear",
            "bicubic",
            "conv",
            "conv_tiled",
            "conv_product",
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
            "wide_attention",
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
    private final Map<String, CompletableFuture<KernelProgram>> programs; // by their source; guarded by itself
    private final boolean whole; // no part of another one
    private final Map<String, Kernel> rowKernels = new HashMap<>();
    private final List<Kernel> kernels = new ArrayList<>();

    /** @param precision of the feature maps that the kernels read and write */
    KernelCache(Cl cl, Precision precision) {
        this(cl, precision, new HashMap<>(), true);
    }

    private KernelCache(
            Cl cl, Precision precision, Map<String, CompletableFuture<KernelProgram>> programs, boolean whole) {
        this.cl = cl;
        this.precision = precision;
        this.programs = programs;
        this.whole = whole;
    }

    /** One that shares what is compiled; its kernels are gone when it is closed. */
    KernelCache part() {
        return new KernelCache(cl, precision, programs, false);
    }

    Precision precision() {
        return precision;
    }

    /**
     * A kernel {@code runStep} of some files, for one step.
     *
     * @param lanes channels that a work item computes side by side
     * @param constants further definitions, as in {@code #define SIDE 8}, each with its line end
     * @param files names of resources without {@code .cl}, in the order in which the compiler sees them
     */
    synchronized Kernel get(int lanes, String constants, Stages stages, String... files) {
        Kernel kernel = kernel(lanes, constants, stages.source(), files);
        kernels.add(kernel);
        return kernel;
    }

    /** One that is no step's and computes one value at a time; the same whenever it is asked for. */
    synchronized Kernel get(String constants, String file) {
        return rowKernels.computeIfAbsent(file + constants, any -> kernel(1, constants, "", file));
    }

    private Kernel kernel(int lanes, String constants, String stages, String... files) {
        boolean gpu = cl.device().kind() == Device.Kind.GPU;
        StringBuilder source = new StringBuilder("#define LANES " + lanes + "\n" + constants);
        // PoCL 3.1 computes wrongly where it is told not to inline
        source.append("#define CALLED ").append(gpu ? "__attribute__((noinline))\n" : "inline\n");
        source.append(precision == Precision.FLOAT16 ? "#define HALVES\n" : "");
        source.append(text("common")).append(stages);
        for (String file : files) {
            source.append(text(file));
        }
        String text = source.toString().replaceAll("(?m)^ *UNROLL$", gpu ? "#pragma unroll" : "");
        String name = String.join(" + ", files);
        synchronized (programs) {
            CompletableFuture<KernelProgram> program = programs.computeIfAbsent(text, all -> compile(name, all));
            return new Kernel(cl, name, () -> done(text, program));
        }
    }

    /** The compilers of GPUs' drivers take several sources at a time; PoCL's, which is one for CPUs, has one lock for all. */
    private CompletableFuture<KernelProgram> compile(String name, String source) {
        return cl.device().kind().beatsCpu()
                ? CompletableFuture.supplyAsync(() -> KernelProgram.compile(cl, name, source))
                : CompletableFuture.completedFuture(KernelProgram.compile(cl, name, source));
    }

    private KernelProgram done(String source, CompletableFuture<KernelProgram> program) {
        try {
            return program.join();
        } catch (CompletionException e) {
            synchronized (programs) {
                programs.remove(source, program); // it may go well the next time
            }
            throw e.getCause() instanceof DeviceException fault ? fault : e;
        }
    }

    /**
     * Waits until all kernels of steps are compiled.
     *
     * @throws DeviceException if one cannot be
     */
    synchronized void await() {
        kernels.forEach(Kernel::await);
        rowKernels.values().forEach(Kernel::await);
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
        kernels.forEach(Kernel::close);
        kernels.clear();
        rowKernels.values().forEach(Kernel::close);
        rowKernels.clear();
        if (whole) {
            synchronized (programs) {
                programs.values()
                        .forEach(program -> program.handle((done, fault) -> {
                                    if (fault == null) {
                                        done.close();
                                    }
                                    return null;
                                })
                                .join());
                programs.clear();
            }
        }
    }
}
