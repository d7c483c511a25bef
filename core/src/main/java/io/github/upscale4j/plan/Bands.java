package io.github.upscale4j.plan;

import java.util.Arrays;
import java.util.List;

/**
 * Which rows every step computes as an image arrives from the top, and which rows must be kept for later. Pure
 * arithmetic: the planner follows it to size the buffers, the executor to run the steps, so the two agree.
 */
public final class Bands {
    private final Plan plan;
    private final int inputHeight;
    private final int[] from;
    private final int[] to;
    private final int[] fresh;
    private final int[] end;
    private final int[] keep;

    /** @param inputHeight rows of the network's input, a multiple of what the network asks for */
    public Bands(Plan plan, int inputHeight) {
        this.plan = plan;
        this.inputHeight = inputHeight;
        from = new int[plan.steps().size()];
        to = new int[plan.steps().size()];
        fresh = new int[plan.buffers().size()];
        end = new int[plan.buffers().size()];
        keep = new int[plan.buffers().size()];
    }

    /** Goes on to the band in which {@code inputRows} rows of the image, all bands together, have arrived. */
    public void advance(int inputRows) {
        if (inputRows < to[0] || inputRows > inputHeight) {
            throw new IllegalArgumentException(inputRows + " rows after " + to[0] + " of " + inputHeight);
        }
        System.arraycopy(to, 0, from, 0, to.length);
        System.arraycopy(end, 0, fresh, 0, end.length);
        for (Step step : plan.steps()) {
            int rows = step.index() == 0 ? inputRows : Math.max(to[step.index()], computable(step));
            to[step.index()] = rows;
            int buffer = step.output().buffer().index();
            end[buffer] = Math.max(end[buffer], rows);
        }
        System.arraycopy(end, 0, keep, 0, end.length);
        for (Step step : plan.steps()) {
            int next = to[step.index()];
            if (next == height(step)) {
                continue;
            }
            need(step.output().buffer(), next);
            List<Operand> operands = step.operands();
            for (int i = 0; i < operands.size(); i++) {
                need(operands.get(i).view().buffer(), step.footprint(i).firstInput(next));
            }
        }
    }

    private int computable(Step step) {
        boolean complete = true;
        int rows = Integer.MAX_VALUE;
        List<Operand> operands = step.operands();
        for (int i = 0; i < operands.size(); i++) {
            int available = Integer.MAX_VALUE;
            for (int producer : operands.get(i).producers()) {
                available = Math.min(available, to[producer]);
            }
            complete &= available == operands.get(i).view().buffer().size(inputHeight);
            rows = Math.min(rows, step.footprint(i).reachable(available));
        }
        // below the last row lie zeros, and nothing more is to come
        return complete ? height(step) : Math.min(height(step), step.footprint().wholeBlocks(rows));
    }

    private void need(Buffer buffer, int row) {
        keep[buffer.index()] = Math.min(keep[buffer.index()], row);
    }

    /** Rows of the step's output over the whole image. */
    public int height(Step step) {
        return step.output().buffer().size(inputHeight);
    }

    public int inputHeight() {
        return inputHeight;
    }

    public boolean done() {
        return to[0] == inputHeight;
    }

    /** The first row that the step computes in this band. */
    public int from(Step step) {
        return from[step.index()];
    }

    /** One past the last row that the step computes in this band. */
    public int to(Step step) {
        return to[step.index()];
    }

    /** The first row of the buffer that nothing has written before this band. */
    public int fresh(Buffer buffer) {
        return fresh[buffer.index()];
    }

    /** One past the last row of the buffer that something has written by the end of this band. */
    public int end(Buffer buffer) {
        return end[buffer.index()];
    }

    /** The first row of the buffer that bands to come read or write; {@link #end} if there is none. */
    public int keep(Buffer buffer) {
        return keep[buffer.index()];
    }

    /** Back to before the first band. */
    public void reset() {
        for (int[] state : List.of(from, to, fresh, end, keep)) {
            Arrays.fill(state, 0);
        }
    }
}
