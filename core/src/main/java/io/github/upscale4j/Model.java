package io.github.upscale4j;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Architectures;
import io.github.upscale4j.arch.Convention;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A network with its weights, ready to be run by an {@link Upscaler}. Immutable; one model may serve any number of
 * upscalers.
 */
public final class Model {
    private final String name;
    private final Architecture architecture;
    private final Net net;
    private final Weights stored;
    private final Options options;
    private final Weights weights;
    private final Convention convention;

    private Model(String name, Architecture architecture, Weights stored, Options options) {
        this.name = name;
        this.architecture = architecture;
        this.stored = stored;
        this.options = options;
        weights = Architectures.fold(architecture, stored, options);
        net = Architectures.build(architecture, WeightShapes.of(weights), options);
        convention = architecture.convention(WeightShapes.of(stored));
    }

    /** As {@link #load(Path, Map)} without options. */
    public static Model load(Path file) throws IOException {
        return load(file, Map.of());
    }

    /**
     * Reads a published checkpoint: PyTorch's {@code .pth} or {@code .pt} (zip or the older format) or
     * {@code .safetensors}, recognised by content, and what a {@link io.github.upscale4j.weights.WeightsReader} on the
     * class path reads, as {@code .onnx} and ncnn's {@code .param} with {@code upscale4j-weights-converter}. The
     * architecture is recognised by names and shapes of the tensors, or is the graph in the file. Nothing in the file is
     * executed.
     *
     * @param options hyper-parameters that the file cannot hold, by the names of the reference constructor, as in
     *     {@code act_type}; they override those in the file's own metadata
     * @throws io.github.upscale4j.weights.MalformedWeightsException if the file is damaged, hostile or no weights file
     * @throws io.github.upscale4j.arch.UnknownArchitectureException if no architecture fits; the message says what
     *     rules out the closest ones
     * @throws IllegalArgumentException if an option is unknown to the architecture or has a value that it lacks
     */
    public static Model load(Path file, Map<String, String> options) throws IOException {
        return of(nameOf(file), Weights.read(file), options);
    }

    /**
     * As {@link #load(Path, Map)}, of a model in two files: a diffusion model, as {@code resshift_realsrx4_s15_v1.pth}, and the
     * autoencoder in whose latent space it works, as {@code autoencoder_vq_f4.pth}.
     *
     * @throws IllegalArgumentException also if both have a tensor of one name, so that they do not belong together
     */
    public static Model load(Path file, Path autoencoder, Map<String, String> options) throws IOException {
        Weights first = Weights.read(file);
        Weights second = Weights.read(autoencoder);
        try {
            return of(nameOf(file), Weights.join(first, second), options);
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    nameOf(file) + " with " + nameOf(autoencoder) + ": " + problem.getMessage(), problem);
        }
    }

    private static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /** The embedded model for photos: cleans mild noise, blur and JPEG damage, and draws crisp edges. x4, offline. */
    public static Model natural() {
        return Natural.MODEL;
    }

    /** The embedded model closest to the truth by PSNR, for clean pictures. x4, offline. */
    public static Model faithful() {
        return Faithful.MODEL;
    }

    /**
     * A model between two of one architecture that were trained alike, such as a denoising one and its gentle twin: each
     * tensor is {@code weight * a + (1 - weight) * b} (Wang et al., Deep Network Interpolation, 2019).
     *
     * @param weight the share of {@code a}, from 0 to 1
     * @throws IllegalArgumentException if the weight is another, or the models differ in more than the values of their
     *     tensors; the message says in what
     */
    public static Model blend(Model a, Model b, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight: from 0 to 1, got " + weight);
        }
        String pair = "the models " + a.name + " and " + b.name + " cannot be blended: ";
        if (!a.architecture().equals(b.architecture())) {
            throw new IllegalArgumentException(pair + a.architecture() + " and " + b.architecture());
        }
        Weights blended;
        try {
            blended = Weights.blend(a.stored, b.stored, (float) weight);
        } catch (IllegalArgumentException difference) {
            throw new IllegalArgumentException(pair + difference.getMessage(), difference);
        }
        // options such as act_type are not in the tensors
        if (!a.net.toString().equals(b.net.toString())) {
            throw new IllegalArgumentException(pair + "their networks differ in an option, as act_type is one");
        }
        String name = String.format(Locale.ROOT, "%.4g %s + %.4g %s", weight, a.name, 1 - weight, b.name);
        return new Model(name, a.architecture, blended, a.options);
    }

    // each is read when it is first asked for
    private static final class Natural {
        static final Model MODEL = embedded("natural");
    }

    private static final class Faithful {
        static final Model MODEL = embedded("faithful");
    }

    private static Model embedded(String name) {
        String resource = "models/" + name + ".safetensors";
        try (InputStream in = Model.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + resource);
            }
            return of(name, Weights.read(in, resource), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A model from tensors that did not come from a file alone: renamed, computed, or read by another library.
     *
     * @param name what messages call it
     * @param options as for {@link #load(Path, Map)}
     * @throws UnknownArchitectureException if no architecture fits
     * @throws IllegalArgumentException if an option is unknown to the architecture or has a value that it lacks
     */
    public static Model of(String name, Weights weights, Map<String, String> options)
            throws UnknownArchitectureException {
        Architecture architecture = weights.architecture().isPresent()
                ? weights.architecture().get()
                : Architectures.detect(WeightShapes.of(weights));
        Map<String, String> all = new HashMap<>(weights.metadata());
        // metadata may say anything; options that the caller gives must mean something
        all.keySet().retainAll(architecture.options());
        all.putAll(options);
        try {
            return new Model(name, architecture, weights, Options.of(all));
        } catch (IllegalArgumentException problem) {
            if (!options.isEmpty()) {
                throw problem;
            }
            // the caller gave nothing but the file
            throw new UnknownArchitectureException(
                    name + " looks like " + architecture.name() + ", but " + problem.getMessage());
        }
    }

    /** The file's name, or the name of the embedded model. */
    public String name() {
        return name;
    }

    /** As papers and model pages call it, as in {@code SRVGGNetCompact}. */
    public String architecture() {
        return architecture.name();
    }

    /** How many times as wide and high the network makes an image; 1 if {@link #takesEnlarged()}. */
    public int scale() {
        return net.scale();
    }

    /**
     * Whether the network improves a picture that is enlarged already, as SRCNN and VDSR do: an {@link Upscaler} enlarges the
     * picture by bicubic interpolation to the size that is asked for, whichever it is, and the network keeps that size.
     */
    public boolean takesEnlarged() {
        return convention.enlarged();
    }

    /**
     * Whether the network sees the whole picture at once, as those do that weigh channels by their means. Pictures then go
     * through it whole, which is exact. If that takes more memory than allowed, they go through it in overlapping tiles that
     * are blended: an approximation, and another one for another limit. All other models give the same result in any memory.
     */
    public boolean seesWholePicture() {
        return net.whole();
    }

    Convention convention() {
        return convention;
    }

    /** 3 for RGB, 1 for gray or luma, and {@link #noiseChannels()} behind them. */
    public int inputChannels() {
        return net.inputChannels();
    }

    /**
     * Channels of noise that the network wants beside a picture, each number from a standard normal distribution: 0 but with
     * diffusion models, which make of every noise another picture. An {@link Upscaler} adds it by itself.
     */
    public int noiseChannels() {
        return convention.noise() ? net.inputChannels() - net.outputChannels() : 0;
    }

    public int outputChannels() {
        return net.outputChannels();
    }

    /** Learned numbers in the file. */
    public long parameters() {
        return stored.parameters();
    }

    /** The graph that the architecture wrote, for those who take it elsewhere: exporters, benchmarks, other engines. */
    public Net net() {
        return net;
    }

    /** The tensors that {@link #net()} names: the file's, with what only served training worked into the others. */
    public Weights weights() {
        return weights;
    }

    /**
     * One line for people, as in {@code natural: SRVGGNetCompact x4, 3 to 3 channels, 621,424 parameters}; with {@code from 12
     * of noise} if it {@linkplain #noiseChannels() wants} that, with {@code , on enlarged pictures} if it {@linkplain
     * #takesEnlarged() takes} those, and with a word on tiles if it {@linkplain #seesWholePicture() sees the whole picture}.
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %s x%d, %d to %d channels%s, %,d parameters%s%s",
                name,
                architecture(),
                scale(),
                inputChannels() - noiseChannels(),
                outputChannels(),
                noiseChannels() > 0 ? " from " + noiseChannels() + " of noise" : "",
                parameters(),
                takesEnlarged() ? ", on enlarged pictures" : "",
                seesWholePicture()
                        ? ", sees the whole picture: approximated in blended tiles where memory is short"
                        : "");
    }
}
