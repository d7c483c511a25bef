package io.github.upscale4j;

import io.github.upscale4j.spi.Levels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads a source once, row by row, for several readers that go from the top each at its own speed. What one has read and
 * another has not is kept: as many rows as they are apart, which is about the reach of the network.
 */
final class Tee {
    /** One row of a source, as it gives it: colour as levels or as floats, which are made of levels when one wants them. */
    static final class Row {
        private final byte[] levels; // null where colour is floats
        private final int depth;
        private final float[] alpha;
        private float[] colour;

        /** @param alpha null where there is none */
        Row(float[] colour, float[] alpha) {
            this.levels = null;
            this.depth = Levels.FLOATS;
            this.colour = colour;
            this.alpha = alpha;
        }

        private Row(byte[] levels, int depth) {
            this.levels = levels;
            this.depth = depth;
            this.alpha = null;
        }

        float[] colour() {
            if (colour == null) {
                colour = new float[levels.length / (depth / 8)];
                Levels.toFloats(levels, depth, colour.length, colour, 0);
            }
            return colour;
        }

        /** Where the source has levels. */
        byte[] levels() {
            return levels;
        }

        float[] alpha() {
            return alpha;
        }
    }

    /** One of the readers. It must read all rows, or those that it leaves stay in memory. */
    final class Branch {
        private final Deque<Row> ahead = new ArrayDeque<>();

        private Branch() {}

        /** The next row, which is shared: not to be changed. */
        Row next() {
            if (ahead.isEmpty()) {
                advance();
            }
            return ahead.remove();
        }
    }

    private final PixelSource source;
    private final Runnable check;
    private final List<Branch> branches = new ArrayList<>();
    private int read;

    /** @param check called before each row is read */
    Tee(PixelSource source, Runnable check) {
        this.source = source;
        this.check = check;
    }

    /** A reader from the first row on; to be asked for before any row is read. */
    Branch branch() {
        Branch branch = new Branch();
        branches.add(branch);
        return branch;
    }

    private void advance() {
        check.run();
        try {
            Row row = read();
            branches.forEach(branch -> branch.ahead.add(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Row read() throws IOException {
        int values = source.width() * source.channels();
        if (source.depth() == Levels.FLOATS) {
            Row row = new Row(new float[values], source.hasAlpha() ? new float[source.width()] : null);
            source.read(read++, row.colour(), row.alpha());
            return row;
        }
        Row row = new Row(new byte[values * (source.depth() / 8)], source.depth());
        source.read(read++, row.levels());
        return row;
    }
}
