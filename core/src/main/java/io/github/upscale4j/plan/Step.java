package io.github.upscale4j.plan;

import io.github.upscale4j.net.Footprint;
import io.github.upscale4j.net.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a backend runs: an operation with what was fused into it.
 *
 * @param index position in {@link Plan#steps()}; what it reads was computed by steps before
 * @param op never {@link Op.Activate}, {@link Op.Scale}, {@link Op.Affine}, {@link Op.Add}, {@link Op.Multiply} or {@link Op.Concat}:
 *     these are stages and views
 * @param inputs what the operation reads
 * @param epilogue what is applied to its values, in order
 * @param output where the result goes
 * @param footprint the rows of each input behind an output row; epilogue operands are read at the same place
 * @param tiling rows and columns that the backend computes together
 * @param lag how many output rows are missing when input rows are, in the middle of a large image
 */
public record Step(
        int index,
        Op op,
        List<Operand> inputs,
        List<Stage> epilogue,
        View output,
        Footprint footprint,
        Tiling tiling,
        int lag) {
    public Step {
        inputs = List.copyOf(inputs);
        epilogue = List.copyOf(epilogue);
    }

    /** All that the step reads: inputs, then the operands of the epilogue. */
    public List<Operand> operands() {
        List<Operand> all = new ArrayList<>(inputs);
        for (Stage stage : epilogue) {
            if (stage instanceof Stage.Reading reading) {
                all.add(reading.operand());
            }
        }
        return all;
    }

    /** The footprint on operand {@code i} of {@link #operands()}. */
    public Footprint footprint(int i) {
        return i < inputs.size() ? footprint : Footprint.POINTWISE.inBlocks(footprint.block(), footprint.anchor());
    }
}
