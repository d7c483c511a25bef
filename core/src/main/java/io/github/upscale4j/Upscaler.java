package io.github.upscale4j;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Ensemble;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.image.PixelWriter;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Enlarges pictures with a neural network.
 *
 * <pre>{@code
 * BufferedImage large = Upscaler.upscale(image, 4);                        // the embedded model, offline
 *
 * try (Upscaler upscaler = Upscaler.builder()
 *         .model(Path.of("realesr-general-x4v3.pth"))
 *         .build()) {
 *     ImageIO.write(upscaler.upscale(image), "png", new File("large.png"));
 * }
 * }</pre>
 *
 * <p>Pictures keep their kind: gray stays gray, alpha stays alpha, 16 bits stay 16 bits. The result is the same, bit for
 * bit, for every number of threads and every memory limit; only models that {@linkplain Model#seesWholePicture() see the
 * whole picture} approximate it in tiles where the limit does not allow for all of it at once. Safe to use from several
 * threads: calls wait for one another, since each uses all the threads of the upscaler.
 */
public final class Upscaler implements AutoCloseable {
    /** The largest factor of {@link #upscale(BufferedImage, int)}. */
    public static final int MAX_SCALE = 16;

    private final Model model;
    private final Core core;
    private final Settings settings;
    private final CancelToken token;
    private final ProgressListener listener;

    private Upscaler(Model model, Core core, Settings settings, CancelToken token, ProgressListener listener) {
        this.model = model;
        this.core = core;
        this.settings = settings;
        this.token = token;
        this.listener = listener;
    }

    /** The upscaler of the one-liner: made when first used, kept for the life of the JVM, its threads asleep between. */
    private static final class Shared {
        static final Upscaler INSTANCE = builder().build();
    }

    /**
     * The picture {@code scale} times as wide and high, by the embedded model {@link Model#natural()} on whatever computes
     * fastest here.
     *
     * @param scale from 1 (restore without enlarging) to {@value #MAX_SCALE}
     * @throws IllegalArgumentException if the scale is another, or the picture is of a kind that is not understood
     */
    public static BufferedImage upscale(BufferedImage image, int scale) {
        if (scale < 1 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("scale: from 1 to " + MAX_SCALE + ", got " + scale);
        }
        return Shared.INSTANCE.upscale(
                image, Math.multiplyExact(image.getWidth(), scale), Math.multiplyExact(image.getHeight(), scale));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The same upscaler, sharing all it has, for calls that end when {@code token} is cancelled. Closing one closes both. */
    public Upscaler with(CancelToken token) {
        return new Upscaler(model, core, settings, Objects.requireNonNull(token, "token"), listener);
    }

    /** The same upscaler, sharing all it has, for calls that tell this listener. Closing one closes both. */
    public Upscaler with(ProgressListener listener) {
        return new Upscaler(model, core, settings, token, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * The picture at the model's own scale.
     *
     * @throws IllegalArgumentException if the picture is of a kind that is not understood, the result would be larger than
     *     a {@code BufferedImage} can be, or the memory limit is too low for its width
     * @throws ArithmeticException if the model computes a value that is no number
     * @throws CancellationException if the thread is interrupted, which it then still is, or the token of
     *     {@link #with(CancelToken)} is cancelled: within a step of the network, a fraction of a second
     */
    public BufferedImage upscale(BufferedImage image) {
        return upscale(image, scaled(image.getWidth()), scaled(image.getHeight()));
    }

    /**
     * The picture at any size. The network is applied as often as it takes to reach the size, at least once; what is too
     * large then is shrunk, antialiased (bicubic). If the model takes pictures {@linkplain Model#takesEnlarged() enlarged},
     * it is applied once, to a bicubic resize. Smaller than the picture itself is possible too.
     *
     * @throws IllegalArgumentException as {@link #upscale(BufferedImage)}, or if a side is below 1
     */
    public BufferedImage upscale(BufferedImage image, int width, int height) {
        Objects.requireNonNull(image, "image");
        PixelSource source = PixelSource.of(image);
        PixelWriter result = PixelWriter.like(image, width, height);
        try {
            upscale(source, width, height, new ImageSink(result, source.channels()));
        } catch (IOException e) {
            throw new UncheckedIOException("an image in memory cannot fail", e);
        }
        return result.image();
    }

    /** As {@link #upscale(PixelSource, int, int, PixelSink)}, at the model's own scale. */
    public void upscale(PixelSource source, PixelSink sink) throws IOException {
        upscale(source, scaled(source.width()), scaled(source.height()), sink);
    }

    /** As {@link #upscale(PixelSource, int, int, PixelSink)}, of an image in memory. */
    public void upscale(BufferedImage image, int width, int height, PixelSink sink) throws IOException {
        upscale(PixelSource.of(image), width, height, sink);
    }

    /**
     * The picture at any size, from rows to rows, however large: nothing of it is ever whole in memory, unless self-ensemble
     * or seamless borders are wanted. The same bits as through images in memory, before they are rounded.
     *
     * @param source read once, from the top, a few rows ahead of the sink
     * @param sink given the {@code height} rows of the result
     * @throws IOException what the source or the sink throws; it ends the call
     * @throws IllegalArgumentException if a side is below 1, or the memory limit is too low for the width
     * @throws ArithmeticException if the model computes a value that is no number
     * @throws CancellationException as {@link #upscale(BufferedImage)}; rows may have been written then
     */
    public void upscale(PixelSource source, int width, int height, PixelSink sink) throws IOException {
        Objects.requireNonNull(sink, "sink");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height);
        }
        Call call = core.begin(token, listener);
        try (Passes passes = new Passes(network(call), read(source, width, height, call), width, height, sink)) {
            passes.run();
            core.speed.learn(call.elapsed(), work(source.width(), source.height(), width, height));
        } finally {
            core.end();
        }
    }

    /** What the network reads: the picture, or its classical enlargement. */
    private PixelSource read(PixelSource source, int width, int height, Call call) {
        return model.takesEnlarged() ? new Enlarged(source, width, height, settings.seamless(), call::check) : source;
    }

    /** {@link #upscale(BufferedImage)} on a thread of the upscaler's own. */
    public CompletableFuture<BufferedImage> upscaleAsync(BufferedImage image) {
        return upscaleAsync(image, scaled(image.getWidth()), scaled(image.getHeight()));
    }

    /**
     * {@link #upscale(BufferedImage, int, int)} on a thread of the upscaler's own, a daemon that ends when it has nothing to
     * do. The future fails with what that throws. Cancelling the future, or completing it in any other way, ends the
     * work; cancelling one that depends on it does not.
     */
    public CompletableFuture<BufferedImage> upscaleAsync(BufferedImage image, int width, int height) {
        Objects.requireNonNull(image, "image");
        CancelToken ended = new CancelToken(token);
        CompletableFuture<BufferedImage> result = new CompletableFuture<>();
        result.whenComplete((picture, problem) -> ended.cancel());
        Upscaler cancellable = with(ended);
        core.execute(() -> {
            try {
                result.complete(cancellable.upscale(image, width, height));
            } catch (RuntimeException | Error problem) {
                result.completeExceptionally(problem);
            }
        });
        return result;
    }

    /** As {@link #estimate(int, int, int, int)}, at the model's own scale. */
    public Duration estimate(int width, int height) {
        return estimate(width, height, scaled(width), scaled(height));
    }

    /**
     * About how long a picture of {@code width} x {@code height} will take to {@code toWidth} x {@code toHeight}, judged by
     * the last picture; before there is one, by a small image, for which the first call takes a second or a few. Usually right
     * within a factor of two on a machine that does nothing else. Reading and writing files is not in it.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public Duration estimate(int width, int height, int toWidth, int toHeight) {
        if (Math.min(Math.min(width, height), Math.min(toWidth, toHeight)) < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height
                    + " to " + toWidth + " x " + toHeight);
        }
        Call call = core.begin(token, listener);
        try {
            double nanos = core.speed.nanosPerPixel(core.engine, call::check);
            return Duration.ofNanos((long) (nanos * work(width, height, toWidth, toHeight)));
        } finally {
            core.end();
        }
    }

    /** Pixels that the network reads on the way. */
    private double work(int width, int height, int toWidth, int toHeight) {
        Network network = network(null);
        double pixels = 0;
        int fromWidth = model.takesEnlarged() ? toWidth : width;
        int fromHeight = model.takesEnlarged() ? toHeight : height;
        for (Passes.Pass pass : Passes.plan(fromWidth, fromHeight, toWidth, toHeight, model.scale())) {
            double margin = 2 * Picture.margin(network, pass);
            pixels += (pass.width() + margin) * (pass.height() + margin);
        }
        return settings.ensemble() ? Ensemble.VARIANTS * pixels : pixels;
    }

    private Network network(Call call) {
        return new Network(core.engine, model.name(), model.convention(), settings, call);
    }

    private int scaled(int side) {
        return Math.multiplyExact(side, model.scale());
    }

    /**
     * The network alone: values in, values out, neither converted, clamped nor rounded. Where the network wants sides that
     * are multiples of some number, the image is extended by reflection and the result cropped, as its reference does.
     * What the builder offers for pictures (self-ensemble, seamless borders, colour match) does not apply.
     *
     * @param image {@link Model#inputChannels()} x height x width, by convention RGB in [0, 1], with noise behind it if the
     *     model {@linkplain Model#noiseChannels() starts from noise}
     * @return {@link Model#outputChannels()} x (height scale) x (width scale)
     * @throws IllegalArgumentException if the number of channels is another
     */
    public Tensor upscale(Tensor image) {
        if (image.channels() != model.inputChannels()) {
            throw new IllegalArgumentException("the model " + model.name() + " takes " + model.inputChannels()
                    + " channels, got a tensor of " + image);
        }
        int height = Math.multiplyExact(image.height(), model.scale());
        int width = Math.multiplyExact(image.width(), model.scale());
        Tensor result = Tensor.zeros(model.outputChannels(), height, width);
        Call call = core.begin(token, listener);
        try (Run run = core.engine.open(
                image.width(),
                image.height(),
                TensorRows.of(image),
                TensorRows.into(result),
                core.engine.memoryLimit(),
                call::check)) {
            if (core.engine.plan().whole()) {
                call.tellMeanwhile(() -> {
                    if (run.fraction() > 0 && run.fraction() < 1) {
                        call.tell(run.fraction(), 0, height);
                    }
                });
            }
            while (run.next()) {
                call.tell(run.fraction(), run.fraction() == 1 ? height : 0, height);
            }
        } finally {
            core.end();
        }
        return result;
    }

    public Model model() {
        return model;
    }

    /** What runs, for people, as in {@code cpu-vector (512 bit, 2 threads)}; with {@code , float16} if that is in use. */
    public String backend() {
        String half = core.engine.precision() == Precision.FLOAT16 ? ", float16" : "";
        return core.engine.backend().description() + half;
    }

    /** Stops the threads and frees the memory; waits for a call in progress. Calls after it fail. */
    @Override
    public void close() {
        core.close();
    }

    /** What to upscale with; every setting has a default. */
    public static final class Builder {
        private Model model;
        private String backend = "auto";
        private int threads = Runtime.getRuntime().availableProcessors();
        private OptionalLong memoryLimit = OptionalLong.empty();
        private Precision precision = Precision.FLOAT32;
        private ProgressListener listener = progress -> {};
        private Settings settings = Settings.DEFAULT;

        private Builder() {}

        /**
         * A checkpoint's file; see {@link Model#load(Path)}.
         *
         * @throws IOException if it cannot be read or is not understood
         */
        public Builder model(Path file) throws IOException {
            return model(Model.load(file));
        }

        /** As {@link #model(Path)} with options; see {@link Model#load(Path, Map)}. */
        public Builder model(Path file, Map<String, String> options) throws IOException {
            return model(Model.load(file, options));
        }

        /** A model in two files; see {@link Model#load(Path, Path, Map)}. */
        public Builder model(Path file, Path autoencoder, Map<String, String> options) throws IOException {
            return model(Model.load(file, autoencoder, options));
        }

        /** Default: {@link Model#natural()}. */
        public Builder model(Model model) {
            this.model = Objects.requireNonNull(model, "model");
            return this;
        }

        /**
         * What to compute on: {@code auto} (default), {@code cpu} (with the vector module where it is present),
         * {@code cpu-vector}, {@code cpu-scalar}, or one that another module offers; see {@link Backends#list()}.
         */
        public Builder backend(String name) {
            this.backend = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Threads that compute, the caller's among them. Default: one a processor. */
        public Builder threads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: at least 1, got " + threads);
            }
            this.threads = threads;
            return this;
        }

        /**
         * Bytes of working memory beside pictures, weights and the rows on their way, which are about a hundred rows of a
         * picture with alpha. Less memory means lower bands of rows, the same result and at most a little more time.
         * Where the network is applied several times, all applications share the limit. Default: half of the largest
         * heap, or what a device has. Of models that {@linkplain Model#seesWholePicture() see the whole picture}, the
         * result depends on whether the limit allows for that.
         */
        public Builder memoryLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("memory limit: at least 1 byte, got " + bytes);
            }
            this.memoryLimit = OptionalLong.of(bytes);
            return this;
        }

        /**
         * What intermediate values may be kept in. {@link Precision#FLOAT16} makes use of devices that are faster or hold
         * more with it, and changes nothing on the CPU. A picture in which that is not enough (a value beyond
         * 65,504) is computed again in float32 by itself, with a warning in the log; its rows that were given away
         * before stay. Default: {@link Precision#FLOAT32}.
         */
        public Builder precision(Precision allowed) {
            this.precision = Objects.requireNonNull(allowed, "allowed");
            return this;
        }

        public Builder progress(ProgressListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** How to enlarge alpha. Default: {@link AlphaMode#CLASSICAL}. */
        public Builder alpha(AlphaMode mode) {
            settings = settings.with(Objects.requireNonNull(mode, "mode"));
            return this;
        }

        /**
         * Whether to run the network over the picture in its eight orientations and average the results: a little closer to
         * the truth (0.13 to 0.44 dB on Set5 with the embedded models), at eight times the time. The picture
         * and the result are held in memory as floats, 4 bytes a value beside the memory limit. Default: false.
         */
        public Builder selfEnsemble(boolean wanted) {
            settings = settings.withEnsemble(wanted);
            return this;
        }

        /**
         * Whether the picture is a texture whose opposite borders continue each other, so that copies of the result laid
         * side by side show no seam. The input is held in memory as floats. Default: false.
         */
        public Builder seamless(boolean wanted) {
            settings = settings.withSeamless(wanted);
            return this;
        }

        /**
         * Whether the result gets the low frequencies of the picture, all that is coarser than about 16 of its pixels:
         * against a network that darkens or tints. Default: false, what the network says.
         */
        public Builder colourMatch(boolean wanted) {
            settings = settings.withColourMatch(wanted);
            return this;
        }

        /**
         * Another seed, another result, of models that {@linkplain Model#noiseChannels() start from noise}; the same for one
         * seed. Others take no notice of it. Default: 0.
         */
        public Builder seed(long seed) {
            settings = settings.withSeed(seed);
            return this;
        }

        private Engine engine(Backend opened, Model chosen) {
            try {
                return new Engine(opened, chosen.net(), chosen.weights(), memoryLimit, precision);
            } catch (RuntimeException | Error problem) {
                opened.close();
                throw problem;
            }
        }

        /**
         * @throws IllegalArgumentException if there is no backend of that name
         * @throws IllegalStateException with the reason and the remedy, if it cannot be used here
         * @throws UnsupportedOperationException if it lacks an operation of the model
         */
        public Upscaler build() {
            Model chosen = model == null ? Model.natural() : model;
            Engine engine = Backends.open(backend, threads, opened -> engine(opened, chosen));
            if (backend.equals("auto") && !(engine.backend() instanceof CpuBackend)) {
                engine.fallBackTo(() -> Backends.cpu(threads));
            }
            return new Upscaler(chosen, new Core(engine), settings, new CancelToken(), listener);
        }
    }
}
