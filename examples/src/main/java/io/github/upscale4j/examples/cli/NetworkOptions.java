package io.github.upscale4j.examples.cli;

import io.github.upscale4j.AlphaMode;
import io.github.upscale4j.Model;
import io.github.upscale4j.ProgressListener;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.spi.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options about what makes pictures larger. */
final class NetworkOptions {
    private static final String NATURAL = "natural";
    private static final String FAITHFUL = "faithful";

    /** Parts of the names of Real-ESRGAN's pair that was trained with and without noise. */
    private static final String DENOISING = "general-x4v3";

    private static final String GENTLE = "general-wdn-x4v3";

    @Option(
            names = "--model",
            paramLabel = "FILE|natural|faithful",
            description =
                    "A network (.pth, .pt, .safetensors, .onnx, ncnn's .param), or an embedded model: natural (default) cleans photos and"
                            + " draws crisp edges, faithful stays closest to the truth.")
    private String model;

    @Option(
            names = "--option",
            paramLabel = "name=value",
            description = "A hyper-parameter that the FILE does not hold, as in act_type=leakyrelu.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--autoencoder",
            paramLabel = "FILE",
            description =
                    "With --model of a diffusion model: the autoencoder that belongs to it, as autoencoder_vq_f4.pth.")
    private Path autoencoder;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the noise that diffusion models start from: another, another result. Default: 0.")
    private long seed;

    @Option(
            names = "--denoise",
            paramLabel = "0..1",
            description =
                    "How much noise realesr-general-x4v3 removes, if realesr-general-wdn-x4v3 lies beside it: 1 (as"
                            + " without this) all, 0 little.")
    private Double denoise;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "model (default), or without a network: nearest, bilinear, bicubic, lanczos.")
    private Method method = Method.MODEL;

    @Option(
            names = "--self-ensemble",
            description =
                    "Average over the picture's eight orientations: a little closer to the truth, eight times slower.")
    private boolean ensemble;

    @Option(names = "--seamless", description = "For textures: opposite borders of the result fit together.")
    private boolean seamless;

    @Option(names = "--match-colour", description = "Give the result the input's colours at large.")
    private boolean colourMatch;

    @Option(
            names = "--alpha",
            paramLabel = "HOW",
            description = "Transparency: classical (default), or network: as crisp as the colours, twice the time.")
    private AlphaMode alpha;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "auto (default: a GPU, else the CPU), cpu, cpu-vector, cpu-scalar, opencl, or an OpenCL device, as in"
                            + " opencl:NVIDIA or opencl:0.1; --info lists what is usable here, --devices the devices.")
    private String backend;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description = "float32 (default), or float16: allows a GPU to keep what it computes in 16 bits.")
    private Precision precision;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a processor.")
    private Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "512M",
            converter = Converters.Bytes.class,
            description = "Working memory beside the pictures and weights, in bytes or with K, M or G. Default: half of"
                    + " Java's heap. Less gives the same picture.")
    private Long memory;

    /** @throws IllegalArgumentException saying what does not go together */
    void check() {
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("--threads: at least 1, got " + threads);
        }
        if (denoise != null && !(denoise >= 0 && denoise <= 1)) {
            throw new IllegalArgumentException("--denoise: from 0 to 1, got " + denoise);
        }
        if (denoise != null && !(isFile() && nameOf(Path.of(model)).contains(DENOISING))) {
            throw new IllegalArgumentException("--denoise goes with --model realesr-" + DENOISING
                    + ".pth (or of another" + " extension), whose gentle twin lies beside it");
        }
        boolean machine = backend != null || precision != null || threads != null || memory != null;
        boolean quality = ensemble || seamless || colourMatch || alpha != null;
        if (method != Method.MODEL && (model != null || machine || quality)) {
            throw new IllegalArgumentException("--method " + method + " uses no network: leave out --model, --backend,"
                    + " --precision, --threads, --memory, --alpha, --self-ensemble, --seamless and --match-colour");
        }
        if (autoencoder != null && (!isFile() || denoise != null)) {
            throw new IllegalArgumentException("--autoencoder goes with --model FILE of a diffusion model");
        }
        if (!options.isEmpty() && !isFile()) {
            throw new IllegalArgumentException("--option goes with --model FILE; the embedded models have none");
        }
    }

    Means open(ProgressListener progress) throws IOException {
        if (method != Method.MODEL) {
            return new ClassicalMeans(method);
        }
        return new NetworkMeans(builder().model(model()).progress(progress).build());
    }

    /** With all settings but the model; what was not given keeps the library's default. */
    Upscaler.Builder builder() {
        Upscaler.Builder builder = Upscaler.builder()
                .selfEnsemble(ensemble)
                .seamless(seamless)
                .colourMatch(colourMatch)
                .seed(seed);
        if (precision != null) {
            builder.precision(precision);
        }
        if (alpha != null) {
            builder.alpha(alpha);
        }
        if (backend != null) {
            builder.backend(backend);
        }
        if (threads != null) {
            builder.threads(threads);
        }
        if (memory != null) {
            builder.memoryLimit(memory);
        }
        return builder;
    }

    /**
     * The embedded model that the page begins with; files are those of its folder.
     *
     * @throws IllegalArgumentException if another is given, or what the page has no use for
     */
    String pageModel() {
        if (isFile() || method != Method.MODEL) {
            throw new IllegalArgumentException("--serve: the page chooses the model; --models FOLDER offers files");
        }
        return model == null ? NATURAL : model;
    }

    String pageBackend() {
        return backend == null ? "auto" : backend;
    }

    private boolean isFile() {
        return model != null && !model.equals(NATURAL) && !model.equals(FAITHFUL);
    }

    private Model model() throws IOException {
        if (!isFile()) {
            return FAITHFUL.equals(model) ? Model.faithful() : Model.natural();
        }
        Path file = Path.of(model);
        if (denoise == null) {
            return load(file);
        }
        Path twin = file.resolveSibling(nameOf(file).replace(DENOISING, GENTLE));
        if (!Files.exists(twin)) {
            throw new IOException(twin + ": no such file; --denoise mixes it with " + file);
        }
        return Model.blend(load(file), load(twin), denoise);
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private Model load(Path file) throws IOException {
        try {
            return autoencoder == null ? Model.load(file, options) : Model.load(file, autoencoder, options);
        } catch (UnknownArchitectureException e) {
            // its report is about tensors only
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
