package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.Arrays;

/**
 * An image in overlapping tiles, row of tiles by row of tiles, each blended into its neighbours. An approximation: each tile
 * is a whole image to the network. Holds the input rows of one row of tiles and the sums of as many rows of the result; the
 * order of the sums is fixed.
 */
final class TileRunner implements Run {
    private final Execution execution;
    private final TileGrid grid;
    private final int width;
    private final int height;
    private final RowSource source;
    private final RowSink sink;
    private final Runnable check;
    private final int inputs;
    private final int outputs;
    private final int scale;
    private final float[][] strip; // the input rows of a row of tiles, extended to the right
    private final float[][] sums; // the rows of the result in which it counts
    private int tile;
    private BandRunner current;

    /** Parameters as {@link BandRunner}'s; the execution is closed at the end. */
    TileRunner(
            Execution execution, TileGrid grid, int width, int height, RowSource source, RowSink sink, Runnable check) {
        this.execution = execution;
        this.grid = grid;
        this.width = width;
        this.height = height;
        this.source = source;
        this.sink = sink;
        this.check = check;
        Net net = grid.layout().plan().net();
        inputs = net.inputChannels();
        outputs = net.outputChannels();
        scale = net.scale();
        Cut columns = grid.columns();
        strip = new float[grid.rows().length()][(columns.start(columns.count() - 1) + columns.length()) * inputs];
        sums = new float[grid.rows().length() * scale][width * scale * outputs];
    }

    @Override
    public boolean next() {
        if (tile == grid.count()) {
            return false;
        }
        int row = tile / grid.columns().count();
        int column = tile % grid.columns().count();
        if (column == 0) {
            advance(row);
        }
        int left = grid.columns().start(column) * inputs;
        int columns = grid.columns().length();
        current = new BandRunner(
                execution,
                grid.layout(),
                columns,
                grid.rows().length(),
                (y, to, at) -> System.arraycopy(strip[y], left, to, at, columns * inputs),
                (y, values, at) -> add(row, column, y, values, at),
                check);
        boolean last = column == grid.columns().count() - 1;
        // rows that are held back come while the next tile is computed
        while (last ? !current.done() : !current.computed()) {
            current.next();
        }
        current = null;
        tile++;
        if (last) {
            finish(row);
        }
        return true;
    }

    /** Moves the strip down to a row of tiles; below the image it goes on by reflection. */
    private void advance(int row) {
        int start = grid.rows().start(row);
        int moved = row == 0 ? 0 : start - grid.rows().start(row - 1);
        rotate(strip, moved);
        for (int i = row == 0 ? 0 : strip.length - moved; i < strip.length; i++) {
            int y = start + i;
            if (y < height) {
                source.read(y, strip[i], 0);
                for (int x = width; x * inputs < strip[i].length; x++) {
                    System.arraycopy(strip[i], Op.Reflect.source(x, width) * inputs, strip[i], x * inputs, inputs);
                }
            } else {
                float[] mirror = strip[Op.Reflect.source(y, height) - start];
                System.arraycopy(mirror, 0, strip[i], 0, mirror.length);
            }
        }
    }

    /** Brings row {@code by} to the front, and those before it to the back. */
    private static void rotate(float[][] rows, int by) {
        float[][] turned = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            turned[i] = rows[(i + by) % rows.length];
        }
        System.arraycopy(turned, 0, rows, 0, rows.length);
    }

    private void add(int row, int column, int y, float[] values, int at) {
        Cut across = grid.columns();
        int line = grid.rows().start(row) * scale + y;
        if (line < grid.rows().first(row)
                || line >= Math.min(height * scale, grid.rows().end(row))) {
            return;
        }
        float[] sum = sums[line % sums.length];
        float down = grid.rows().weight(row, line);
        int left = across.start(column) * scale;
        int end = Math.min(width * scale, across.end(column));
        for (int x = across.first(column); x < end; x++) {
            float weight = down * across.weight(column, x);
            for (int c = 0; c < outputs; c++) {
                sum[x * outputs + c] += weight * values[at + (x - left) * outputs + c];
            }
        }
    }

    /** Gives away the rows that later tiles have no say in. */
    private void finish(int row) {
        int end = Math.min(height * scale, grid.rows().settled(row));
        for (int y = grid.rows().first(row); y < end; y++) {
            float[] sum = sums[y % sums.length];
            sink.write(y, sum, 0);
            Arrays.fill(sum, 0);
        }
    }

    @Override
    public double fraction() {
        return (tile + (current == null ? 0 : current.fraction())) / grid.count();
    }

    @Override
    public void close() {
        execution.close();
    }
}
