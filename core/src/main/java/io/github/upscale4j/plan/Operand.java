package io.github.upscale4j.plan;

import java.util.List;

/**
 * What a step reads.
 *
 * @param view where it lies
 * @param producers the steps that write it: one, or those whose channels are joined
 */
public record Operand(View view, List<Integer> producers) {
    public Operand {
        producers = List.copyOf(producers);
    }
}
