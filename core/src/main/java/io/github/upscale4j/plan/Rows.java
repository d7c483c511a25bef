package io.github.upscale4j.plan;

import io.github.upscale4j.net.Footprint;
import java.util.List;

/**
 * How far behind the input each step runs, and from there where its blocks of rows start. A block that starts at the
 * step's own lag ends where a band of a whole number of blocks ends, so that no step waits for rows of the next band. The
 * lag comes from the graph alone, hence the blocks, and with them the bits of the result, from no band height.
 */
final class Rows {
    /** Input rows that have arrived in the thought experiment; any number divisible by usual rates and windows would do. */
    private static final int ARRIVED = (1 << 12) * 3 * 3 * 5 * 7;

    private Rows() {}

    /** Of a network through which images go whole: blocks start at the first row, and nothing lags. */
    static void planWhole(List<Draft> drafts, Tiling.Choice tilings) {
        for (Draft draft : drafts) {
            draft.footprint = draft.op.footprint();
            if (!draft.inputs.isEmpty()) {
                draft.tiling = tilings.of(draft.op);
                if (draft.tiling.rows() > 1) {
                    draft.footprint = draft.footprint.inBlocks(draft.tiling.rows(), 0);
                }
            }
            draft.reach = rows(draft);
        }
    }

    static void plan(List<Draft> drafts, Tiling.Choice tilings) {
        for (Draft draft : drafts) {
            if (draft.inputs.isEmpty()) {
                draft.footprint = draft.op.footprint();
                draft.reach = ARRIVED;
                continue;
            }
            draft.tiling = tilings.of(draft.op);
            Footprint rows = draft.op.footprint();
            int reach = Integer.MAX_VALUE;
            List<List<Draft>> operands = draft.operands();
            for (int i = 0; i < operands.size(); i++) {
                int available = reach(operands.get(i));
                reach = Math.min(reach, i < draft.inputs.size() ? rows.reachable(available) : available);
            }
            int block = draft.tiling.rows();
            draft.footprint = block == 1 ? rows : rows.inBlocks(block, Math.floorMod(reach, block));
            draft.reach = draft.footprint.wholeBlocks(reach);
        }
    }

    static int reach(List<Draft> parts) {
        return parts.stream().mapToInt(part -> part.reach).min().orElseThrow();
    }

    /** Rows of the step's output that are missing. */
    static int lag(Draft draft) {
        return rows(draft) - draft.reach;
    }

    private static int rows(Draft draft) {
        return (int) ((long) ARRIVED * draft.extent.up() / draft.extent.down());
    }

    /** How many rows of {@code part} past the oldest one that {@code reader} still needs have been computed. */
    static int kept(Draft part, Draft reader, boolean input) {
        Footprint rows = input
                ? reader.footprint
                : Footprint.POINTWISE.inBlocks(reader.footprint.block(), reader.footprint.anchor());
        return part.reach - rows.firstInput(reader.reach);
    }
}
