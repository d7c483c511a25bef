package io.github.upscale4j.plan;

import java.util.List;

/**
 * Which rows every step computes as an image arrives from the top, and which rows must be kept for later. Pure
 * arithmetic: the planner follows it to size the buffers, the executor to run the steps, so the two agree.
 */
public final class Bands {
    /** More rows than blocks of all steps can be behind their lags. */
    private static final int SLACK = 64;

    private final Plan plan;
    private final int inputHeight;
    private final int[] from;
    private final int[] to;
    private final int[] flow; // as "to", of an image without end
    private final int[] fresh;
    private final int[] end;
    private final int[] keep;

    /** @param inputHeight rows of the network's input, a multiple of what the network asks for */
    public Bands(Plan plan, int inputHeight) {
        this.plan = plan;
        this.inputHeight = inputHeight;
        from = new int[plan.steps().size()];
        to = new int[plan.steps().size()];
        flow = new int[plan.steps().size()];
        fresh = new int[plan.buffers().size()];
        end = new int[plan.buffers().size()];
        keep = new int[plan.buffers().size()];
    }

    /**
     * Goes on by a band of {@code rows} rows of the input; one as high as the image is the only one. Below the last row
     * the image goes on as if it had more, so that the rows in which steps are behind come in bands as well: at once they
     * would need the memory of a band as high as the halo.
     */
    public void next(int rows) {
        move(rows >= inputHeight ? end() : (int) Math.min(end(), (long) flow[0] + rows));
    }

    /** A row so far below the image that everything above it is finished when it has arrived. */
    private int end() {
        return inputHeight + plan.halo() + SLACK * plan.net().multiple();
    }

    /** How far down the image the flow is, from 0 to below 1, counting the rows below it in which the last steps catch up. */
    public double arrived() {
        return Math.min(flow[0], end() - 1) / (double) end();
    }

    /** All rows of all steps, none of which is kept. */
    private void whole() {
        for (Step step : plan.steps()) {
            to[step.index()] = height(step);
        }
        for (Buffer buffer : plan.buffers()) {
            end[buffer.index()] = buffer.size(inputHeight);
            keep[buffer.index()] = end[buffer.index()];
        }
    }

    private void move(int arrived) {
        System.arraycopy(to, 0, from, 0, to.length);
        System.arraycopy(end, 0, fresh, 0, end.length);
        if (plan.whole()) {
            whole();
            return;
        }
        for (Step step : plan.steps()) {
            int i = step.index();
            flow[i] = i == 0 ? arrived : Math.max(flow[i], reach(step));
            to[i] = Math.min(height(step), flow[i]);
            int buffer = step.output().buffer().index();
            end[buffer] = Math.max(end[buffer], to[i]);
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

    private int reach(Step step) {
        int rows = Integer.MAX_VALUE;
        List<Operand> operands = step.operands();
        for (int i = 0; i < operands.size(); i++) {
            int available = Integer.MAX_VALUE;
            for (int producer : operands.get(i).producers()) {
                available = Math.min(available, flow[producer]);
            }
            rows = Math.min(rows, step.footprint(i).reachable(available));
        }
        return step.footprint().wholeBlocks(rows);
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
        return to[to.length - 1] == height(plan.last());
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
}
