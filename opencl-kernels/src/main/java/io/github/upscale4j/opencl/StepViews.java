package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Operand;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.View;
import java.util.List;

/** Where the rows that one step reads and writes lie, as the arguments that {@code common.cl} describes. */
final class StepViews {
    private final Step step;
    private final Layout layout;
    private final DeviceView output;
    private final DeviceView[] operands;
    private final Buffer[] buffers; // of the operands
    private final int[] area;
    private int rows;

    StepViews(Step step, DeviceArena arena) {
        this.step = step;
        layout = arena.layout();
        output = arena.view(step.output());
        Buffer buffer = step.output().buffer();
        List<Operand> all = step.operands();
        operands = new DeviceView[all.size()];
        buffers = new Buffer[all.size()];
        for (int i = 0; i < operands.length; i++) {
            View view = all.get(i).view();
            boolean pixel = view.buffer().extent().equals(Extent.PIXEL)
                    && !buffer.extent().equals(Extent.PIXEL);
            buffers[i] = view.buffer();
            operands[i] = pixel && i >= step.inputs().size() ? arena.repeated(view) : arena.view(view);
        }
        area = new int[] {0, buffer.size(layout.width()), buffer.left(), buffer.right()};
    }

    void moveTo(Bands bands) {
        output.moveTo(bands.fresh(step.output().buffer()));
        for (int i = 0; i < operands.length; i++) {
            operands[i].moveTo(bands.fresh(buffers[i]));
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

    DeviceView output() {
        return output;
    }

    /** Of operand {@code i} of {@link Step#operands()}. */
    DeviceView operand(int i) {
        return operands[i];
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
        return output.height();
    }

    /** Rows to compute in this band. */
    int rows() {
        return rows;
    }
}
