package io.github.upscale4j;

import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.image.PixelWriter;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.tensor.Tensor;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

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
 * bit, for every number of threads and every memory limit. Safe to use from several threads: calls wait for one another,
 * since each uses all the threads of the upscaler.
 */
public final class Upscaler implements AutoCloseable {
    /** The largest factor of {@link #upscale(BufferedImage, int)}. */
    public static final int MAX_SCALE = 16;

    private final Model model;
    private final Engine engine;
    private final ProgressListener listener;

    private Upscaler(Model model, Engine engine, ProgressListener listener) {
        this.model = model;
        this.engine = engine;
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

    /**
     * The picture at the model's own scale.
     *
     * @throws IllegalArgumentException if the picture is of a kind that is not understood, the result would be larger than
     *     a {@code BufferedImage} can be, or the memory limit is too low for its width
     * @throws ArithmeticException if the model computes a value that is no number
     */
    public BufferedImage upscale(BufferedImage image) {
        return upscale(
                image,
                Math.multiplyExact(image.getWidth(), model.scale()),
                Math.multiplyExact(image.getHeight(), model.scale()));
    }

    /**
     * The picture at any size. The network is applied as often as it takes to reach the size, at least once; what is too
     * large then is shrunk, antialiased (bicubic). Smaller than the picture itself is possible too.
     *
     * @throws IllegalArgumentException as {@link #upscale(BufferedImage)}, or if a side is below 1
     */
    public BufferedImage upscale(BufferedImage image, int width, int height) {
        Objects.requireNonNull(image, "image");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height);
        }
        int passes = passes(image, width, height);
        Passes progress = new Passes(listener, passes, model.scale(), height);
        BufferedImage picture = image;
        for (int pass = 1; pass < passes; pass++) {
            int scale = model.scale();
            // a side that has arrived waits for the other one
            picture = Picture.upscale(
                    engine,
                    model.name(),
                    picture,
                    (int) Math.min(Math.max(width, image.getWidth()), (long) picture.getWidth() * scale),
                    (int) Math.min(Math.max(height, image.getHeight()), (long) picture.getHeight() * scale),
                    progress.pass(pass));
        }
        return Picture.upscale(engine, model.name(), picture, width, height, progress.pass(passes));
    }

    /** As {@link #upscale(PixelSource, int, int, PixelSink)}, at the model's own scale. */
    public void upscale(PixelSource source, PixelSink sink) throws IOException {
        upscale(
                source,
                Math.multiplyExact(source.width(), model.scale()),
                Math.multiplyExact(source.height(), model.scale()),
                sink);
    }

    /** As {@link #upscale(PixelSource, int, int, PixelSink)}, of an image in memory. */
    public void upscale(BufferedImage image, int width, int height, PixelSink sink) throws IOException {
        upscale(PixelSource.of(image), width, height, sink);
    }

    /**
     * The picture at any size, from rows to rows.
     *
     * @throws IOException what the source or the sink throws
     * @throws IllegalArgumentException as {@link #upscale(BufferedImage, int, int)}
     */
    public void upscale(PixelSource source, int width, int height, PixelSink sink) throws IOException {
        boolean gray = source.channels() == 1;
        ColorSpace space = ColorSpace.getInstance(gray ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        ColorModel deep = new ComponentColorModel(
                space,
                source.hasAlpha(),
                false,
                source.hasAlpha() ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT);
        BufferedImage image = new BufferedImage(
                deep, deep.createCompatibleWritableRaster(source.width(), source.height()), false, null);
        PixelWriter writer = PixelWriter.like(image, source.width(), source.height());
        float[] colour = new float[source.width() * source.channels()];
        float[] alpha = source.hasAlpha() ? new float[source.width()] : null;
        for (int y = 0; y < source.height(); y++) {
            source.read(y, colour, alpha);
            writer.colour(y, colour, 0, source.channels());
            if (alpha != null) {
                writer.alpha(y, alpha, 0);
            }
        }
        PixelSource result = PixelSource.of(upscale(writer.image(), width, height));
        colour = new float[width * result.channels()];
        alpha = source.hasAlpha() ? new float[width] : null;
        for (int y = 0; y < height; y++) {
            result.read(y, colour, alpha);
            sink.write(y, colour, alpha);
        }
    }

    private int passes(BufferedImage image, int width, int height) {
        int passes = 1;
        if (model.scale() > 1) {
            long reached = model.scale();
            while (image.getWidth() * reached < width || image.getHeight() * reached < height) {
                reached *= model.scale();
                passes++;
            }
        }
        return passes;
    }

    /**
     * The network alone: values in, values out, neither converted, clamped nor rounded. Where the network wants sides that
     * are multiples of some number, the image is extended by reflection and the result cropped, as its reference does.
     *
     * @param image {@link Model#inputChannels()} x height x width, by convention RGB in [0, 1]
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
        engine.run(
                image.width(),
                image.height(),
                (y, row, at) -> interleave(image, y, row, at),
                (y, row, at) -> deinterleave(row, at, y, result),
                new Passes(listener, 1, model.scale(), height).pass(1));
        return result;
    }

    private static void interleave(Tensor from, int y, float[] row, int at) {
        for (int c = 0; c < from.channels(); c++) {
            int line = (c * from.height() + y) * from.width();
            for (int x = 0; x < from.width(); x++) {
                row[at + x * from.channels() + c] = from.data()[line + x];
            }
        }
    }

    private static void deinterleave(float[] row, int at, int y, Tensor to) {
        for (int c = 0; c < to.channels(); c++) {
            int line = (c * to.height() + y) * to.width();
            for (int x = 0; x < to.width(); x++) {
                to.data()[line + x] = row[at + x * to.channels() + c];
            }
        }
    }

    public Model model() {
        return model;
    }

    /** What runs, for people, as in {@code cpu-vector (512 bit, 2 threads)}. */
    public String backend() {
        return engine.backend().description();
    }

    /** Stops the threads and frees the memory; waits for a call in progress. Calls after it fail. */
    @Override
    public void close() {
        engine.close();
    }

    /** Fractions of one pass over the network become fractions of all of them, weighted by the pixels that each reads. */
    private record Passes(ProgressListener listener, int passes, int scale, int height, long start) {
        Passes(ProgressListener listener, int passes, int scale, int height) {
            this(listener, passes, scale, height, System.nanoTime());
        }

        BandRunner.Watcher pass(int pass) {
            double before = work(pass - 1) / work(passes);
            double share = work(pass) / work(passes) - before;
            return (rows, of) -> {
                double fraction = rows == of && pass == passes ? 1 : before + share * rows / of;
                long left = fraction == 0 ? 0 : (long) ((System.nanoTime() - start) * (1 - fraction) / fraction);
                int finished = pass == passes ? (int) ((long) height * rows / of) : 0;
                listener.progress(new Progress(fraction, finished, height, Duration.ofNanos(left)));
            };
        }

        private double work(int count) {
            double work = 0;
            for (int pass = 0; pass < count; pass++) {
                work += Math.pow(scale, 2.0 * pass);
            }
            return work;
        }
    }

    /** What to upscale with; every setting has a default. */
    public static final class Builder {
        private Model model;
        private String backend = "auto";
        private int threads = Runtime.getRuntime().availableProcessors();
        private long memoryLimit = Runtime.getRuntime().maxMemory() / 2;
        private ProgressListener listener = progress -> {};

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
         * Bytes of working memory beside pictures and weights. Less memory means lower bands of rows, the same result and
         * at most a little more time. Default: half of the largest heap.
         */
        public Builder memoryLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("memory limit: at least 1 byte, got " + bytes);
            }
            this.memoryLimit = bytes;
            return this;
        }

        public Builder progress(ProgressListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        private Engine engine(Backend opened, Model chosen) {
            try {
                return new Engine(opened, chosen.net(), chosen.weights(), memoryLimit);
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
            return new Upscaler(chosen, Backends.open(backend, threads, opened -> engine(opened, chosen)), listener);
        }
    }
}
