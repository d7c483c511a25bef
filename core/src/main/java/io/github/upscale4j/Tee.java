package io.github.upscale4j;

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
    /** One row of a source; {@code alpha} is null where there is none. */
    record Row(float[] colour, float[] alpha) {}

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
        Row row = new Row(
                new float[source.width() * source.channels()], source.hasAlpha() ? new float[source.width()] : null);
        try {
            source.read(read++, row.colour(), row.alpha());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        branches.forEach(branch -> branch.ahead.add(row));
    }
}
