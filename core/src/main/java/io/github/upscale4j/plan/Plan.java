package io.github.upscale4j.plan;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Footprint;
import io.github.upscale4j.net.Net;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as steps that a backend runs, for images of every size: fused, with the rows that each step needs and the
 * buffer that it writes. {@link Layout} adds the sizes. Immutable; {@link #toString()} is a table of the steps.
 */
public final class Plan {
    private final Net net;
    private final boolean whole;
    private final List<Step> steps;
    private final List<Buffer> buffers;

    private Plan(Net net, boolean whole, List<Step> steps, List<Buffer> buffers) {
        this.net = net;
        this.whole = whole;
        this.steps = List.copyOf(steps);
        this.buffers = List.copyOf(buffers);
    }

    /** Plans {@code net} for a backend that computes operations in the blocks that {@code tilings} names. */
    public static Plan of(Net net, Tiling.Choice tilings) {
        List<Draft> drafts = Fuse.fuse(net);
        boolean whole = net.whole();
        if (whole) {
            Rows.planWhole(drafts, tilings);
        } else {
            Rows.plan(drafts, tilings);
        }
        Placing.place(drafts, whole);
        List<Buffer> buffers = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            draft.index = i;
            Draft.Pool pool = draft.placement.pool();
            if (pool.buffer == null) {
                pool.buffer = new Buffer(buffers.size(), pool.channels, draft.extent, pool.left, pool.right);
                buffers.add(pool.buffer);
            }
        }
        return new Plan(net, whole, drafts.stream().map(Plan::step).toList(), buffers);
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

    /** Whether an image goes through it in one band as high as it is; see {@link Net#whole()}. */
    public boolean whole() {
        return whole;
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
     * attention windows, wherever in a window the image ends. Of a network through which images go {@linkplain #whole()
     * whole}: how far its other operations see, were it not for those that see everything.
     */
    public int halo() {
        if (whole) {
            return sight();
        }
        int lag = 0;
        int window = 1;
        for (Step step : steps) {
            Buffer buffer = step.output().buffer();
            lag = Math.max(lag, inputRows(buffer, step.lag()));
            window = Math.max(window, inputRows(buffer, step.op().footprint().block()));
        }
        return lag + window - 1;
    }

    private int sight() {
        double[] sights = new double[steps.size()];
        double farthest = 0;
        for (Step step : steps) {
            List<Operand> operands = step.operands();
            for (int i = 0; i < operands.size(); i++) {
                Extent extent = operands.get(i).view().buffer().extent();
                Footprint rows = step.footprint(i);
                double pixel = extent.up() == 0 ? 0 : (double) extent.down() * extent.divisor() / extent.up();
                double behind =
                        pixel * Math.max(rows.below(), step.op().footprint().block() - 1);
                for (int producer : operands.get(i).producers()) {
                    sights[step.index()] = Math.max(sights[step.index()], sights[producer] + behind);
                }
            }
            farthest = Math.max(farthest, sights[step.index()]);
        }
        return (int) Math.ceil(farthest);
    }

    private static int inputRows(Buffer buffer, int rows) {
        Extent extent = buffer.extent();
        return (rows * extent.down() + extent.up() - 1) / extent.up();
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
