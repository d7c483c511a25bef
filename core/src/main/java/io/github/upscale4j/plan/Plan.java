package io.github.upscale4j.plan;

import io.github.upscale4j.net.Net;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as steps that a backend runs, for images of every size: fused, with the rows that each step needs and the
 * buffer that it writes. {@link Layout} adds the sizes. Immutable; {@link #toString()} is a table of the steps.
 */
public final class Plan {
    private final Net net;
    private final List<Step> steps;
    private final List<Buffer> buffers;

    private Plan(Net net, List<Step> steps, List<Buffer> buffers) {
        this.net = net;
        this.steps = List.copyOf(steps);
        this.buffers = List.copyOf(buffers);
    }

    /** Plans {@code net} for a backend that computes operations in the blocks that {@code tilings} names. */
    public static Plan of(Net net, Tiling.Choice tilings) {
        List<Draft> drafts = Fuse.fuse(net);
        Rows.plan(drafts, tilings);
        Placing.place(drafts);
        List<Buffer> buffers = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            draft.index = i;
            Draft.Pool pool = draft.placement.pool();
            if (pool.buffer == null) {
                pool.buffer = new Buffer(buffers.size(), pool.channels, draft.up, draft.down, pool.left, pool.right);
                buffers.add(pool.buffer);
            }
        }
        return new Plan(net, drafts.stream().map(Plan::step).toList(), buffers);
    }

    private static Step step(Draft draft) {
        List<Stage> epilogue = new ArrayList<>();
        for (Draft.DraftStage stage : draft.stages) {
            epilogue.add(stage.operand() == null ? stage.stage() : reading(stage));
        }
        View output = new View(draft.placement.pool().buffer, draft.placement.channel(), draft.channels);
        List<Operand> inputs = draft.inputs.stream().map(Plan::operand).toList();
        return new Step(
                draft.index, draft.op, inputs, epilogue, output, draft.footprint, draft.tiling, Rows.lag(draft));
    }

    private static Stage reading(Draft.DraftStage stage) {
        Operand operand = operand(stage.operand());
        return stage.product() ? new Stage.Multiply(operand) : new Stage.Add(operand);
    }

    private static Operand operand(List<Draft> parts) {
        Draft.Placement first = parts.get(0).placement;
        int channels = parts.stream().mapToInt(part -> part.channels).sum();
        return new Operand(
                new View(first.pool().buffer, first.channel(), channels),
                parts.stream().map(part -> part.index).toList());
    }

    public Net net() {
        return net;
    }

    /** The steps in the order in which they run; the first is the input, the last one writes the result. */
    public List<Step> steps() {
        return steps;
    }

    public List<Buffer> buffers() {
        return buffers;
    }

    /** The step whose output is the network's. */
    public Step last() {
        return steps.get(steps.size() - 1);
    }

    /**
     * Rows of output that are missing as long as the image goes on below, the most of all steps in input rows; with
     * attention windows, wherever in a window the image ends.
     */
    public int halo() {
        int lag = 0;
        int window = 1;
        for (Step step : steps) {
            Buffer buffer = step.output().buffer();
            lag = Math.max(lag, inputRows(buffer, step.lag()));
            window = Math.max(window, inputRows(buffer, step.op().footprint().block()));
        }
        return lag + window - 1;
    }

    private static int inputRows(Buffer buffer, int rows) {
        return (rows * buffer.down() + buffer.up() - 1) / buffer.up();
    }

    /** One line a step: number, operation, what it reads, its epilogue, where it writes, lag and block of rows. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        for (Step step : steps) {
            StringBuilder inputs = new StringBuilder();
            step.inputs().forEach(input -> inputs.append(' ').append(input.view()));
            StringBuilder epilogue = new StringBuilder();
            step.epilogue().forEach(stage -> epilogue.append(" | ").append(describe(stage)));
            table.append(String.format(
                    "%4d  %-60s%s%s -> %s%n",
                    step.index(), step.op() + inputs.toString(), lag(step), epilogue, step.output()));
        }
        return table.toString();
    }

    private static String lag(Step step) {
        return String.format(
                " lag %3d block %d@%d",
                step.lag(), step.footprint().block(), step.footprint().anchor());
    }

    private static String describe(Stage stage) {
        if (stage instanceof Stage.Add add) {
            return "+ " + add.operand().view();
        }
        if (stage instanceof Stage.Multiply multiply) {
            return "* " + multiply.operand().view();
        }
        if (stage instanceof Stage.Scale scale) {
            return "* " + scale.factor();
        }
        return stage instanceof Stage.Activate activate ? activate.activation().toString() : stage.toString();
    }
}
