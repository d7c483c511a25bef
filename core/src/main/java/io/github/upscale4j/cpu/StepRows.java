package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Operand;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.View;
import java.util.List;

/**
 * Where the rows lie in the arena that one step reads and writes. Offsets are those of a row's first pixel, column 0;
 * the pixels to its left and right, as far as the step's footprint reaches, are zeros, and so are the rows above and below
 * the image.
 */
public final class StepRows {
    /** The rows of one view, of which some are in the ring of kept rows and the others are fresh. */
    private static final class Rows {
        final Layout.Region region;
        final int stride;
        final int first;
        final int width;
        final int height;
        final int rowFloats;
        final boolean repeated;
        int fresh;

        Rows(View view, Layout layout, boolean repeated) {
            this.repeated = repeated;
            region = layout.region(view.buffer());
            // a pixel that is read at every pixel of an image stays where it is
            stride = repeated ? 0 : view.buffer().channels();
            first = view.buffer().left() * view.buffer().channels() + view.channel();
            width = view.buffer().size(layout.width());
            height = view.buffer().size(layout.height());
            rowFloats = Math.toIntExact(region.rowFloats());
        }

        int offset(int row) {
            int y = repeated ? 0 : row;
            if (y < 0 || y >= height) {
                return first;
            }
            return first
                    + (y >= fresh
                            ? (int) region.freshOffset() + (y - fresh) * rowFloats
                            : (int) region.keptOffset() + y % region.keptRows() * rowFloats);
        }
    }

    private final float[] arena;
    private final Step step;
    private final Rows output;
    private final Rows[] operands;
    private final int width;
    private final int ownWidth;
    private final int ownHeight;
    private final int inputWidth;
    private final int inputHeight;

    StepRows(Step step, Layout layout, float[] arena) {
        this.arena = arena;
        this.step = step;
        output = new Rows(step.output(), layout, false);
        List<Operand> all = step.operands();
        operands = new Rows[all.size()];
        for (int i = 0; i < operands.length; i++) {
            View view = all.get(i).view();
            boolean pixel = view.buffer().extent().equals(Extent.PIXEL)
                    && !step.output().buffer().extent().equals(Extent.PIXEL);
            operands[i] = new Rows(view, layout, pixel && i >= step.inputs().size());
        }
        width = step.output().buffer().size(layout.width());
        ownWidth = step.output().buffer().size(layout.ownWidth());
        ownHeight = step.output().buffer().size(layout.ownHeight());
        inputWidth = layout.width();
        inputHeight = layout.height();
    }

    void moveTo(Bands bands) {
        output.fresh = bands.fresh(output.region.buffer());
        for (Rows operand : operands) {
            operand.fresh = bands.fresh(operand.region.buffer());
        }
    }

    /** The arena that all offsets point into. */
    public float[] arena() {
        return arena;
    }

    /** Columns of the step's output. */
    public int width() {
        return width;
    }

    /** Rows of the step's output. */
    public int height() {
        return output.height;
    }

    /** Columns of the step's output that belong to the image itself, where it was extended to a multiple. */
    public int ownWidth() {
        return ownWidth;
    }

    /** Rows of the step's output that belong to the image itself. */
    public int ownHeight() {
        return ownHeight;
    }

    /** Columns of the network's input, extended. */
    public int inputWidth() {
        return inputWidth;
    }

    /** Rows of the network's input, extended. */
    public int inputHeight() {
        return inputHeight;
    }

    /** Offset of row {@code y} of the output. */
    public int output(int y) {
        return output.offset(y);
    }

    /** Floats from one pixel of the output to the next. */
    public int outputStride() {
        return output.stride;
    }

    /** Offset of row {@code y}, which may lie outside the image, of operand {@code i} of {@link Step#operands()}. */
    public int operand(int i, int y) {
        return operands[i].offset(y);
    }

    /** Columns of operand {@code i}. */
    public int operandWidth(int i) {
        return operands[i].width;
    }

    /** Rows of operand {@code i}. */
    public int operandHeight(int i) {
        return operands[i].height;
    }

    /** Floats from one pixel of the operand to the next. */
    public int operandStride(int i) {
        return operands[i].stride;
    }

    /** Offset of row {@code y} of the {@code i}-th sum or product of the epilogue; the same for all if it is one pixel. */
    public int addend(int i, int y) {
        return operands[step.inputs().size() + i].offset(y);
    }

    /** Floats from one pixel of the addend to the next; 0 if it is one pixel, read at every pixel of the output. */
    public int addendStride(int i) {
        return operands[step.inputs().size() + i].stride;
    }

    /** Writes the zeros to the left and right of the output's row {@code y}. */
    void clearMargins(int y) {
        int channels = step.output().channels();
        int row = output.offset(y);
        clear(
                row - output.region.buffer().left() * output.stride,
                output.region.buffer().left(),
                channels);
        clear(row + width * output.stride, output.region.buffer().right(), channels);
    }

    private void clear(int offset, int pixels, int channels) {
        for (int x = 0; x < pixels; x++) {
            int pixel = offset + x * output.stride;
            for (int c = 0; c < channels; c++) {
                arena[pixel + c] = 0;
            }
        }
    }
}
