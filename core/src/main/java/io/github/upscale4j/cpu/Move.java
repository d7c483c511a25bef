package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import java.util.Arrays;

/** The operations that only carry values from one place to another, the same on every CPU path. */
public interface Move {
    /** Writes columns {@code x0} to {@code x1 - 1} of the output's row {@code y}. */
    void row(StepRows rows, int y, int x0, int x1);

    /** @throws UnsupportedOperationException if the step's operation is none of them */
    static Move of(Step step) {
        int channels = step.output().channels();
        Op op = step.op();
        if (op instanceof Op.Copy) {
            return (rows, y, x0, x1) -> copy(rows, y, x0, x1, 0, channels);
        }
        if (op instanceof Op.Slice slice) {
            return (rows, y, x0, x1) -> copy(rows, y, x0, x1, slice.first(), channels);
        }
        if (op instanceof Op.PixelShuffle shuffle) {
            return (rows, y, x0, x1) -> pixelShuffle(rows, y, x0, x1, channels, shuffle.factor());
        }
        if (op instanceof Op.PixelUnshuffle unshuffle) {
            return (rows, y, x0, x1) -> pixelUnshuffle(rows, y, x0, x1, channels, unshuffle.factor());
        }
        if (op instanceof Op.Nearest nearest) {
            return (rows, y, x0, x1) -> nearest(rows, y, x0, x1, channels, nearest.factor());
        }
        if (op instanceof Op.Trim trim) {
            return (rows, y, x0, x1) -> trim(rows, y, x0, x1, channels, trim);
        }
        if (op instanceof Op.Reflect reflect) {
            return (rows, y, x0, x1) -> reflect(rows, y, x0, x1, channels, reflect.pixels());
        }
        if (op instanceof Op.Crop) {
            return (rows, y, x0, x1) -> crop(rows, y, x0, x1, channels);
        }
        if (op instanceof Op.Grid grid) {
            return (rows, y, x0, x1) -> grid(rows, y, x0, x1, grid, channels);
        }
        if (op instanceof Op.Mirror) {
            return (rows, y, x0, x1) -> mirror(rows, y, x0, x1, channels);
        }
        throw new UnsupportedOperationException("the CPU has no kernel for " + op);
    }

    private static void copy(StepRows rows, int y, int x0, int x1, int first, int channels) {
        for (int x = x0; x < x1; x++) {
            System.arraycopy(
                    rows.arena(),
                    rows.operand(0, y) + x * rows.operandStride(0) + first,
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private static void crop(StepRows rows, int y, int x0, int x1, int channels) {
        int own = y < rows.ownHeight() ? Math.max(x0, Math.min(x1, rows.ownWidth())) : x0;
        copy(rows, y, x0, own, 0, channels);
        for (int x = own; x < x1; x++) {
            int out = rows.output(y) + x * rows.outputStride();
            Arrays.fill(rows.arena(), out, out + channels, 0);
        }
    }

    private static void trim(StepRows rows, int y, int x0, int x1, int channels, Op.Trim trim) {
        int row = rows.operand(0, trim.before() + y * trim.step());
        for (int x = x0; x < x1; x++) {
            System.arraycopy(
                    rows.arena(),
                    row + (trim.before() + x * trim.step()) * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private static void reflect(StepRows rows, int y, int x0, int x1, int channels, int pixels) {
        int height = rows.ownHeight() - 2 * pixels;
        int width = rows.ownWidth() - 2 * pixels;
        int row = rows.operand(0, Op.Reflect.source(y - pixels, height));
        for (int x = x0; x < x1; x++) {
            System.arraycopy(
                    rows.arena(),
                    row + Op.Reflect.source(x - pixels, width) * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private static void grid(StepRows rows, int y, int x0, int x1, Op.Grid grid, int channels) {
        int row = rows.operand(0, grid.source(y, rows.height()));
        for (int x = x0; x < x1; x++) {
            System.arraycopy(
                    rows.arena(),
                    row + grid.source(x, rows.width()) * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private static void mirror(StepRows rows, int y, int x0, int x1, int channels) {
        int row = rows.operand(0, Op.Mirror.source(y, rows.ownHeight()));
        for (int x = x0; x < x1; x++) {
            int column = Op.Mirror.source(x, rows.ownWidth());
            System.arraycopy(
                    rows.arena(),
                    row + column * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private static void pixelShuffle(StepRows rows, int y, int x0, int x1, int channels, int factor) {
        float[] a = rows.arena();
        int row = rows.operand(0, y / factor) + y % factor * factor;
        for (int x = x0; x < x1; x++) {
            int in = row + x / factor * rows.operandStride(0) + x % factor;
            int out = rows.output(y) + x * rows.outputStride();
            for (int c = 0; c < channels; c++) {
                a[out + c] = a[in + c * factor * factor];
            }
        }
    }

    private static void pixelUnshuffle(StepRows rows, int y, int x0, int x1, int channels, int factor) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int square = factor * factor;
        for (int i = 0; i < factor; i++) {
            int row = rows.operand(0, y * factor + i);
            for (int x = x0; x < x1; x++) {
                int out = rows.output(y) + x * rows.outputStride() + i * factor;
                for (int j = 0; j < factor; j++) {
                    int in = row + (x * factor + j) * stride;
                    for (int c = 0; c < channels / square; c++) {
                        a[out + j + c * square] = a[in + c];
                    }
                }
            }
        }
    }

    private static void nearest(StepRows rows, int y, int x0, int x1, int channels, int factor) {
        for (int x = x0; x < x1; x++) {
            System.arraycopy(
                    rows.arena(),
                    rows.operand(0, y / factor) + x / factor * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }
}
