package io.github.upscale4j;

import io.github.upscale4j.exec.Run;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One picture's way through a network: colours to what the network takes and back, the result brought to the size that
 * was asked for, alpha beside it. All of it row by row; nothing is ever whole.
 */
final class Picture implements AutoCloseable {
    /** For all that no network does: alpha, chroma, and sizes between two powers of the scale. */
    static final Resampler CLASSICAL = Resampler.BICUBIC;

    /** Rows and columns beyond its own border that a picture's classical enlargement reads. */
    private static final int CLASSICAL_REACH = 3;

    private final Network network;
    private final PixelSource source; // within its margin
    private final int margin;
    private final int width;
    private final int height;
    private final PixelSink target;
    private final AlphaRows alpha; // null without alpha
    private final Run run;
    private int written;

    /**
     * The way to {@code width} x {@code height}: the network once, then a resize if that is another size.
     *
     * @param memory bytes for each run of the network
     */
    Picture(Network network, PixelSource picture, int width, int height, long memory, PixelSink target) {
        this.network = network;
        this.width = width;
        this.height = height;
        this.target = target;
        margin = margin(network, new Passes.Pass(picture.width(), picture.height(), width, height));
        source = Bleed.of(margin > 0 ? new Wrapped(picture, margin) : picture);
        Tee tee = new Tee(source, network.call()::check);
        int channels = source.channels();
        alpha = source.hasAlpha() ? alpha(tee, memory) : null;
        RowSink result = resized(channels, new Finish());
        if (network.settings().colourMatch()) {
            result = new ColourMatch(tee.branch(), channels, source.width(), source.height(), network.scale())
                    .joinedTo(result);
        }
        if (network.colours() == 1 && channels == 3) {
            result = new Chroma(tee.branch(), source.width(), source.height(), network.scale(), CLASSICAL)
                    .joinedTo(result);
        } else if (network.colours() == 3 && channels == 1) {
            result = Colours.gray(source.width() * network.scale(), result);
        }
        run = network.open(source.width(), source.height(), margin, rows(tee.branch()), result, memory);
    }

    /**
     * Pixels that a seamless picture is continued by: as far as the network sees, or a resize to the size that is wanted; in
     * phase with what the network reads at once. 0 if it is not to be seamless.
     */
    static int margin(Network network, Passes.Pass pass) {
        if (!network.settings().seamless()) {
            return 0;
        }
        int reach = Math.max(network.engine().plan().halo(), classicalReach(pass));
        int multiple = network.engine().plan().net().multiple();
        return (Math.min(reach, pass.shorter()) + multiple - 1) / multiple * multiple;
    }

    /** Pixels beyond its own border that a classical resize reads. */
    static int classicalReach(Passes.Pass pass) {
        int shrunk = Math.max(pass.width() / pass.toWidth(), pass.height() / pass.toHeight());
        return CLASSICAL_REACH * (1 + shrunk);
    }

    private AlphaRows alpha(Tee tee, long memory) {
        return network.settings().alpha() == AlphaMode.CLASSICAL
                ? new ClassicalAlpha(tee.branch(), source.width(), source.height(), margin, width, height, CLASSICAL)
                : new NetworkAlpha(
                        network, tee, source.width(), source.height(), margin, memory, width, next -> resized(1, next));
    }

    /** The picture's rows in the network's colours. */
    private RowSource rows(Tee.Branch branch) {
        int length = source.width();
        if (source.channels() == network.colours()) {
            return new AsTheyAre(branch);
        }
        return network.colours() == 3
                ? (y, to, at) -> Colours.spread(branch.next().colour(), length, to, at)
                : (y, to, at) -> Colours.luma(branch.next().colour(), length, to, at);
    }

    /** Rows in the network's size to rows of the result, without the margin and resized on the way if need be. */
    private RowSink resized(int channels, RowSink next) {
        int columns = source.width() * network.scale();
        int rows = source.height() * network.scale();
        int cut = margin * network.scale();
        if (columns - 2 * cut == width && rows - 2 * cut == height) {
            return cut == 0
                    ? next
                    : (y, row, at) -> {
                        if (y >= cut && y < rows - cut) {
                            next.write(y - cut, row, at + cut * channels);
                        }
                    };
        }
        RowResampler resampler =
                CLASSICAL.rows(channels, columns, rows, cut, width, height, (y, row) -> next.write(y, row, 0));
        return (y, row, at) -> resampler.push(row, at);
    }

    private final class AsTheyAre implements RowSource {
        private final Tee.Branch branch;

        AsTheyAre(Tee.Branch branch) {
            this.branch = branch;
        }

        @Override
        public void read(int y, float[] target, int offset) {
            float[] row = branch.next().colour();
            System.arraycopy(row, 0, target, offset, row.length);
        }

        @Override
        public int depth() {
            return source.depth();
        }

        @Override
        public void read(int y, byte[] target, int offset) {
            byte[] row = branch.next().levels();
            System.arraycopy(row, 0, target, offset, row.length);
        }
    }

    /** The last on the way: alpha joins, and the row is handed over. */
    private final class Finish implements RowSink {
        private final float[] colour = new float[width * source.channels()];
        private final byte[] levels = new byte[depth() == Levels.FLOATS ? 0 : colour.length * (depth() / 8)];

        @Override
        public void write(int y, float[] values, int offset) {
            network.call().check();
            for (int i = 0; i < colour.length; i++) {
                colour[i] = Colours.clamp(values[offset + i]);
            }
            try {
                target.write(y, colour, alpha == null ? null : alpha.next());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = y + 1;
        }

        @Override
        public int depth() {
            return alpha == null ? target.depth() : Levels.FLOATS;
        }

        @Override
        public void write(int y, byte[] values, int offset) {
            network.call().check();
            System.arraycopy(values, offset, levels, 0, levels.length);
            try {
                target.write(y, levels);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = y + 1;
        }
    }

    /** Computes the next band; false if there is none left. */
    boolean next() {
        return run.next();
    }

    /** The share of the work that is done, from 0 to 1; 1 only at the end. */
    double fraction() {
        return run.fraction();
    }

    /** Rows of the result that have been written. */
    int written() {
        return written;
    }

    @Override
    public void close() {
        run.close();
        if (alpha != null) {
            alpha.close();
        }
    }
}
