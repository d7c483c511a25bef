package io.github.upscale4j;

import io.github.upscale4j.exec.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The network applied as often as it takes to reach a size. Each application reads the rows of the one before it as they
 * are made, so all run at once, a few rows apart, and no picture between them is ever whole.
 */
final class Passes implements AutoCloseable {
    /** One application: the size it reads, and the size it makes. */
    record Pass(int width, int height, int toWidth, int toHeight) {
        int shorter() {
            return Math.min(width, height);
        }
    }

    private final Call call;
    private final boolean whole;
    private final int height;
    private final List<Picture> pictures = new ArrayList<>();

    Passes(Network network, PixelSource source, int width, int height, PixelSink sink) {
        call = network.call();
        whole = network.engine().plan().whole();
        this.height = height;
        network.checkColours();
        List<Pass> all = plan(source.width(), source.height(), width, height, network.scale());
        long[] memory = memory(network, all, source.hasAlpha());
        PixelSource rows = source;
        for (Pass pass : all) {
            long share = memory[pictures.size()];
            if (pictures.size() == all.size() - 1) {
                pictures.add(new Picture(network, rows, width, height, share, sink));
            } else {
                Between between = new Between(rows, pass);
                between.picture = new Picture(network, rows, pass.toWidth, pass.toHeight, share, between::add);
                pictures.add(between.picture);
                rows = between;
            }
        }
    }

    /** At least one; a side that has arrived waits for the other one. */
    static List<Pass> plan(int sourceWidth, int sourceHeight, int width, int height, int scale) {
        List<Pass> passes = new ArrayList<>();
        int columns = sourceWidth;
        int rows = sourceHeight;
        while (scale > 1 && ((long) columns * scale < width || (long) rows * scale < height)) {
            int toColumns = (int) Math.min(Math.max(width, sourceWidth), (long) columns * scale);
            int toRows = (int) Math.min(Math.max(height, sourceHeight), (long) rows * scale);
            passes.add(new Pass(columns, rows, toColumns, toRows));
            columns = toColumns;
            rows = toRows;
        }
        passes.add(new Pass(columns, rows, width, height));
        return passes;
    }

    /** Bytes for each run of each pass: what the lowest bands need, and of the rest a share by width. */
    private static long[] memory(Network network, List<Pass> passes, boolean alpha) {
        Engine engine = network.engine();
        int runs = alpha && network.settings().alpha() == AlphaMode.NETWORK ? 2 : 1;
        long[] memory = new long[passes.size()];
        if (passes.size() * runs == 1) {
            memory[0] = engine.memoryLimit();
            return memory;
        }
        long least = 0;
        long columns = 0;
        for (int i = 0; i < memory.length; i++) {
            Pass pass = passes.get(i);
            int margin = 2 * Picture.margin(network, pass);
            memory[i] = engine.least(pass.width + margin, pass.height + margin);
            if (network.settings().ensemble()) {
                memory[i] = Math.max(memory[i], engine.least(pass.height + margin, pass.width + margin));
            }
            least += runs * memory[i];
            columns += (long) runs * pass.width;
        }
        long spare = engine.memoryLimit() - least;
        if (spare < 0) {
            Pass last = passes.get(memory.length - 1);
            throw new IllegalArgumentException("a picture of " + last.toWidth + " x " + last.toHeight + " takes "
                    + memory.length * runs + " runs of this network at once, which need at least "
                    + Engine.size(least, true) + " of working memory, and the limit is "
                    + Engine.size(engine.memoryLimit(), false) + ": raise the memory limit"
                    + (runs > 1 ? ", enlarge alpha classically" : "") + ", or upscale the picture in narrower parts");
        }
        for (int i = 0; i < memory.length; i++) {
            memory[i] += (long) ((double) spare * passes.get(i).width / columns);
        }
        return memory;
    }

    /** Runs all of it, and tells how far it is. */
    void run() throws IOException {
        Picture last = pictures.get(pictures.size() - 1);
        if (whole) {
            call.tellMeanwhile(() -> {
                if (last.fraction() > 0 && last.fraction() < 1) {
                    call.tell(last.fraction(), last.written(), height);
                }
            });
        }
        try {
            while (last.next()) {
                call.tell(last.fraction(), last.written(), height);
            }
        } catch (UncheckedIOException problem) {
            throw problem.getCause();
        }
    }

    @Override
    public void close() {
        pictures.forEach(Picture::close);
    }

    /** The rows between one pass and the next: those of a band, made when the next pass wants them. */
    private static final class Between implements PixelSource {
        private final PixelSource source;
        private final Pass pass;
        private final Deque<Tee.Row> ready = new ArrayDeque<>();
        private Picture picture;

        Between(PixelSource source, Pass pass) {
            this.source = source;
            this.pass = pass;
        }

        void add(int y, float[] colour, float[] alpha) {
            ready.add(new Tee.Row(colour.clone(), alpha == null ? null : alpha.clone()));
        }

        @Override
        public int width() {
            return pass.toWidth;
        }

        @Override
        public int height() {
            return pass.toHeight;
        }

        @Override
        public int channels() {
            return source.channels();
        }

        @Override
        public boolean hasAlpha() {
            return source.hasAlpha();
        }

        @Override
        public void read(int y, float[] colour, float[] alpha) {
            while (ready.isEmpty()) {
                picture.next();
            }
            Tee.Row row = ready.remove();
            System.arraycopy(row.colour(), 0, colour, 0, row.colour().length);
            if (alpha != null) {
                System.arraycopy(row.alpha(), 0, alpha, 0, row.alpha().length);
            }
        }
    }
}
