package io.github.upscale4j.plan;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Footprint;
import io.github.upscale4j.net.Op;
import java.util.ArrayList;
import java.util.List;

/** A step while it is planned; the passes of the planner fill it in, one after the other. */
final class Draft {
    /** A stage without an operand, or else the parts of what it adds or multiplies with. */
    record DraftStage(Stage stage, List<Draft> operand, boolean product) {
        static DraftStage of(Stage stage) {
            return new DraftStage(stage, null, false);
        }

        DraftStage reading(List<Draft> parts) {
            return new DraftStage(null, parts, product);
        }
    }

    final Op op;
    final List<List<Draft>> inputs;
    final List<DraftStage> stages = new ArrayList<>();
    final int channels;
    final Extent extent;
    int index;
    Footprint footprint;
    Tiling tiling = Tiling.NONE;
    int reach;
    Placement placement;

    /** Channels of a buffer; the buffer's margins are known later than who lies where. */
    static final class Pool {
        int channels;
        int left;
        int right;
        Buffer buffer;
    }

    record Placement(Pool pool, int channel) {}

    Draft(Op op, List<List<Draft>> inputs, int channels, Extent extent) {
        this.op = op;
        this.inputs = new ArrayList<>(inputs);
        this.channels = channels;
        this.extent = extent;
    }

    /** All parts that the step reads, operand by operand: inputs, then the operands of the stages. */
    List<List<Draft>> operands() {
        List<List<Draft>> all = new ArrayList<>(inputs);
        for (DraftStage stage : stages) {
            if (stage.operand() != null) {
                all.add(stage.operand());
            }
        }
        return all;
    }
}
