package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Operand;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.View;
import java.util.List;

/** Where the rows that one step reads and writes lie in the arena, as the arguments that {@code common.cl} describes. */
final class StepViews {
    private static final int FRESH_ROW = 3;

    private final Step step;
    private final Layout layout;
    private final int[] output;
    private final int[][] operands;
    private final int[] area;
    private int rows;

    StepViews(Step step, Layout layout) {
        this.step = step;
        this.layout = layout;
        output = view(step.output(), layout);
        Buffer buffer = step.output().buffer();
        List<Operand> all = step.operands();
        operands = new int[all.size()][];
        for (int i = 0; i < operands.length; i++) {
            View view = all.get(i).view();
            boolean pixel = view.buffer().extent().equals(Extent.PIXEL)
                    && !buffer.extent().equals(Extent.PIXEL);
            operands[i] = pixel && i >= step.inputs().size() ? repeated(view, layout) : view(view, layout);
        }
        area = new int[] {0, buffer.size(layout.width()), buffer.left(), buffer.right()};
    }

    private static int[] view(View view, Layout layout) {
        Layout.Region region = layout.region(view.buffer());
        int stride = view.buffer().channels();
        return new int[] {
            stride,
            view.buffer().left() * stride + view.channel(),
            Math.toIntExact(region.rowFloats()),
            0,
            Math.toIntExact(region.freshOffset()),
            Math.max(1, region.keptRows()), // a divisor, even where it is not needed
            Math.toIntExact(region.keptOffset()),
            view.buffer().size(layout.height())
        };
    }

    /** Of a single pixel that is read at every pixel of an image: neither rows nor columns lead away from it. */
    private static int[] repeated(View view, Layout layout) {
        int[] pixel = view(view, layout);
        pixel[0] = 0;
        pixel[2] = 0;
        pixel[7] = Integer.MAX_VALUE;
        return pixel;
    }

    void moveTo(Bands bands) {
        output[FRESH_ROW] = bands.fresh(step.output().buffer());
        List<Operand> all = step.operands();
        for (int i = 0; i < operands.length; i++) {
            operands[i][FRESH_ROW] = bands.fresh(all.get(i).view().buffer());
        }
        area[0] = bands.from(step);
        rows = bands.to(step) - bands.from(step);
    }

    Step step() {
        return step;
    }

    Layout layout() {
        return layout;
    }

    int[] output() {
        return output;
    }

    /** Of operand {@code i} of {@link Step#operands()}. */
    int[] operand(int i) {
        return operands[i];
    }

    /** Offset of operand {@code i}, which is a single pixel. */
    int pixel(int i) {
        return operands[i][1] + operands[i][4];
    }

    /** Rows of the whole of input {@code i}. */
    int inputHeight(int i) {
        return step.inputs().get(i).view().buffer().size(layout.height());
    }

    /** Columns of input {@code i}. */
    int inputWidth(int i) {
        return step.inputs().get(i).view().buffer().size(layout.width());
    }

    /** First row to compute, columns, columns of zeros to the left and to the right. */
    int[] area() {
        return area;
    }

    /** The first row to compute. */
    int from() {
        return area[0];
    }

    int width() {
        return area[1];
    }

    /** Rows of the whole output. */
    int height() {
        return output[output.length - 1];
    }

    /** Rows to compute in this band. */
    int rows() {
        return rows;
    }
}
