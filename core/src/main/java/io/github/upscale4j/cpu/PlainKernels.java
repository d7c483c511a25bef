package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.weights.Weights;

/** The operations in plain Java, arranged so that C2 finds the vectors by itself: what runs without any flag. */
public final class PlainKernels implements Kernels {
    @Override
    public String name() {
        return "cpu-scalar";
    }

    @Override
    public String detail() {
        return "";
    }

    @Override
    public Tiling tiling(Op op) {
        return op instanceof Op.Conv conv && Winograd.suits(conv)
                ? new Tiling(Winograd.TILE, Winograd.TILE)
                : Tiling.NONE;
    }

    @Override
    public StepKernel prepare(Step step, Weights weights) {
        if (step.op() instanceof Op.Conv conv) {
            return Winograd.suits(conv) ? new PlainWinograd(conv, step, weights) : new PlainConv(conv, step, weights);
        }
        if (step.op() instanceof Op.DepthwiseConv conv) {
            return new PlainDepthwise(conv, step, weights);
        }
        if (step.op() instanceof Op.WindowAttention attention) {
            return new PlainAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.CategoryAttention attention) {
            return new PlainAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.GlobalAttention attention) {
            return new PlainGlobalAttention(attention, step, weights);
        }
        if (step.op() instanceof Op.ChannelMix mix) {
            return new PlainMix(mix, step, weights);
        }
        if (step.op() instanceof Op.CrossAttention attention) {
            return new PlainAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.LayerNorm norm) {
            return new PlainLayerNorm(norm, step, weights);
        }
        return ScalarKernels.common(step, weights);
    }
}
