package io.github.upscale4j.plan;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Draft.Placement;
import io.github.upscale4j.plan.Draft.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which buffer, and which channels of it, each step writes. The parts of a concatenation lie side by side in one
 * buffer, so that joining them costs nothing; the longest concatenations choose first, and shorter ones that begin alike
 * (a dense block's) become views of them. Where that cannot be, the part is copied.
 */
final class Placing {
    private final List<Draft> drafts;
    private final List<List<Draft>> joins;

    private Placing(List<Draft> drafts) {
        this.drafts = drafts;
        this.joins = joins(drafts);
    }

    /** @param whole whether no rows are kept for later bands, as there is one band */
    static void place(List<Draft> drafts, boolean whole) {
        Placing placing = new Placing(drafts);
        if (!whole) {
            placing.joins.forEach(placing::freeLongSkips);
        }
        for (List<Draft> join : placing.joins) {
            if (!adjacent(join)) {
                placing.layOut(join);
            }
        }
        for (Draft draft : drafts) {
            if (draft.placement == null) {
                Pool pool = new Pool();
                pool.channels = draft.channels;
                draft.placement = new Placement(pool, 0);
            }
        }
        placing.margins();
    }

    /** Every distinct operand of several parts, most channels first. */
    private static List<List<Draft>> joins(List<Draft> drafts) {
        List<List<Draft>> joins = new ArrayList<>();
        for (Draft draft : drafts) {
            for (List<Draft> operand : draft.operands()) {
                if (operand.size() > 1 && joins.stream().noneMatch(join -> join.equals(operand))) {
                    joins.add(new ArrayList<>(operand));
                }
            }
        }
        joins.sort(Comparator.comparingInt((List<Draft> join) ->
                -join.stream().mapToInt(part -> part.channels).sum()));
        return joins;
    }

    /**
     * A part that somebody else reads much later than the readers of the join would hold the whole buffer for so many
     * more rows: a copy takes its place in the join.
     */
    private void freeLongSkips(List<Draft> join) {
        int rows = 0;
        for (Draft reader : drafts) {
            for (List<Draft> operand : reader.operands()) {
                if (startsAlike(operand, join)) {
                    for (Draft part : operand) {
                        rows = Math.max(rows, Rows.kept(part, reader, reader.inputs.contains(operand)));
                    }
                }
            }
        }
        for (Draft part : Set.copyOf(join)) {
            int longest = 0;
            for (Draft reader : drafts) {
                for (List<Draft> operand : reader.operands()) {
                    if (operand.size() == 1 && operand.get(0) == part) {
                        longest = Math.max(longest, Rows.kept(part, reader, reader.inputs.contains(operand)));
                    }
                }
            }
            if (longest > rows + 2) {
                copyFor(join, join.indexOf(part));
            }
        }
    }

    private static boolean startsAlike(List<Draft> operand, List<Draft> join) {
        return operand.size() > 1
                && operand.size() <= join.size()
                && join.subList(0, operand.size()).equals(operand);
    }

    private static boolean adjacent(List<Draft> join) {
        Placement first = join.get(0).placement;
        if (first == null) {
            return false;
        }
        int channel = first.channel();
        for (Draft part : join) {
            if (part.placement == null
                    || part.placement.pool() != first.pool()
                    || part.placement.channel() != channel) {
                return false;
            }
            channel += part.channels;
        }
        return true;
    }

    private void layOut(List<Draft> join) {
        Set<Draft> seen = new HashSet<>();
        for (int i = 0; i < join.size(); i++) {
            Draft part = join.get(i);
            if (part.placement != null || part.op instanceof Op.Input || !seen.add(part)) {
                copyFor(join, i);
            }
        }
        Pool pool = new Pool();
        for (Draft part : join) {
            part.placement = new Placement(pool, pool.channels);
            pool.channels += part.channels;
        }
    }

    /** Puts a copy of part {@code i} in its place, in the join and in all operands that begin like it. */
    private void copyFor(List<Draft> join, int i) {
        Draft part = join.get(i);
        Draft copy = new Draft(new Op.Copy(), List.of(List.of(part)), part.channels, part.extent);
        copy.footprint = copy.op.footprint();
        copy.reach = part.reach;
        List<Draft> before = List.copyOf(join);
        drafts.add(drafts.indexOf(part) + 1, copy);
        for (List<Draft> other : joins) {
            if (i < other.size() && startsAlike(other, before)) {
                other.set(i, copy);
            }
        }
        for (Draft reader : drafts) {
            reader.inputs.replaceAll(operand -> replaced(operand, before, i, copy));
            reader.stages.replaceAll(stage ->
                    stage.operand() == null ? stage : stage.reading(replaced(stage.operand(), before, i, copy)));
        }
    }

    private static List<Draft> replaced(List<Draft> operand, List<Draft> join, int i, Draft copy) {
        if (i >= operand.size() || !startsAlike(operand, join)) {
            return operand;
        }
        List<Draft> changed = new ArrayList<>(operand);
        changed.set(i, copy);
        return changed;
    }

    /** A buffer has as many zeros left and right as the greediest of its readers wants. */
    private void margins() {
        for (Draft reader : drafts) {
            for (List<Draft> operand : reader.inputs) {
                Pool pool = operand.get(0).placement.pool();
                int overhang = reader.tiling.columns() - 1;
                pool.left = Math.max(pool.left, reader.footprint.above());
                pool.right =
                        Math.max(pool.right, reader.footprint.down() == 1 ? reader.footprint.below() + overhang : 0);
            }
        }
    }
}
