package io.github.upscale4j;

import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.image.Alpha;
import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.image.PixelWriter;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * One picture's way through a network: pixels to floats, colours to what the network takes and back, the result brought to
 * the size that was asked for, alpha beside it. All of it row by row; only the two pictures are ever whole.
 */
final class Picture {
    /** For all that no network does: alpha, chroma, and sizes between two powers of the scale. */
    private static final Resampler CLASSICAL = Resampler.BICUBIC;

    private final Engine engine;
    private final String model;
    private final PixelReader source;
    private final PixelWriter target;
    private final int width;
    private final int height;
    private final int scale;
    private final int colours;

    private Picture(Engine engine, String model, BufferedImage image, int width, int height) {
        this.engine = engine;
        this.model = model;
        this.width = width;
        this.height = height;
        source = Alpha.bleed(PixelReader.of(image));
        target = PixelWriter.like(image, width, height);
        scale = engine.plan().net().scale();
        colours = engine.plan().net().inputChannels();
        int made = engine.plan().net().outputChannels();
        if (colours != 1 && colours != 3 || made != colours) {
            throw new IllegalArgumentException("the model " + model + " takes " + colours + " channels and makes "
                    + made + "; pictures need 1 or 3, the same in and out. Give it tensors: upscale(Tensor)");
        }
    }

    /** {@code image} through the network once, then resized to {@code width} x {@code height} if that is another size. */
    static BufferedImage upscale(
            Engine engine, String model, BufferedImage image, int width, int height, BandRunner.Watcher watcher) {
        Picture picture = new Picture(engine, model, image, width, height);
        picture.alpha();
        picture.colour(watcher);
        return picture.target.image();
    }

    private void alpha() {
        if (!source.hasAlpha()) {
            return;
        }
        OptionalDouble constant = Alpha.constant(source);
        if (constant.isPresent()) {
            float[] row = new float[width];
            Arrays.fill(row, (float) constant.getAsDouble());
            for (int y = 0; y < height; y++) {
                target.alpha(y, row, 0);
            }
            return;
        }
        RowResampler rows =
                CLASSICAL.rows(1, source.width(), source.height(), width, height, (y, row) -> target.alpha(y, row, 0));
        float[] row = new float[source.width()];
        for (int y = 0; y < source.height(); y++) {
            source.alpha(y, row, 0);
            rows.push(row, 0);
        }
    }

    private void colour(BandRunner.Watcher watcher) {
        boolean luma = colours == 1 && source.channels() == 3;
        int channels = luma ? 3 : engine.plan().net().outputChannels();
        int networkWidth = source.width() * scale;
        RowSink sink = sized(channels, networkWidth);
        if (luma) {
            sink = new Chroma(source, networkWidth, source.height() * scale, CLASSICAL).joinedTo(sink);
        }
        engine.run(source.width(), source.height(), rows(), checked(sink, networkWidth), watcher);
    }

    /** The picture's rows in the network's colours. */
    private RowSource rows() {
        if (source.channels() == colours) {
            return source::colour;
        }
        if (colours == 3) {
            float[] gray = new float[source.width()];
            return (y, to, at) -> {
                source.colour(y, gray, 0);
                for (int x = 0; x < gray.length; x++) {
                    Arrays.fill(to, at + 3 * x, at + 3 * x + 3, gray[x]);
                }
            };
        }
        return Chroma.luma(source);
    }

    /** Rows in the network's size to the picture, resized on the way if need be. */
    private RowSink sized(int channels, int networkWidth) {
        int networkHeight = source.height() * scale;
        if (networkWidth == width && networkHeight == height) {
            return (y, row, at) -> target.colour(y, row, at, channels);
        }
        RowResampler resampler = CLASSICAL.rows(
                channels, networkWidth, networkHeight, width, height, (y, row) -> target.colour(y, row, 0, channels));
        return (y, row, at) -> resampler.push(row, at);
    }

    /** The network's rows brought into [0, 1]; a value that is no number fails the picture, which would show black. */
    private RowSink checked(RowSink next, int networkWidth) {
        int channels = engine.plan().net().outputChannels();
        float[] clamped = new float[networkWidth * channels];
        return (y, row, at) -> {
            for (int i = 0; i < clamped.length; i++) {
                float value = row[at + i];
                if (!Float.isFinite(value)) {
                    throw new ArithmeticException("the model " + model + " gave " + value + " at row " + y + ", column "
                            + i / channels + " of its output: its weights are damaged or not meant for this input");
                }
                clamped[i] = Math.max(0, Math.min(1, value));
            }
            next.write(y, clamped, 0);
        };
    }
}
