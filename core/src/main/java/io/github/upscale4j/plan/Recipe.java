package io.github.upscale4j.plan;

import io.github.upscale4j.net.Op;
import java.util.List;

/**
 * All that a kernel knows of a step before it runs. Steps with equal recipes may share one: a network that is applied several
 * times over, as by a diffusion's chain, has its weights prepared once.
 *
 * @param op what is computed
 * @param inputs channels of each
 * @param stages what follows, in order; of those that read an operand only which they are
 * @param channels of the output
 */
public record Recipe(Op op, List<Integer> inputs, List<Object> stages, int channels) {
    public static Recipe of(Step step) {
        return new Recipe(
                step.op(),
                step.inputs().stream().map(input -> input.view().channels()).toList(),
                step.epilogue().stream()
                        .map(stage -> stage instanceof Stage.Reading ? stage.getClass() : stage)
                        .toList(),
                step.output().channels());
    }
}
