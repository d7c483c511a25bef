package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.weights.Weights;
import java.util.OptionalLong;

/** One OpenCL device. */
final class OpenClBackend implements Backend {
    private final Cl cl;
    private final KernelCache kernels;
    private final ConvChoice choice;

    /** @param choice how convolutions are cut */
    OpenClBackend(Device device, ConvChoice choice) {
        cl = new Cl(device);
        kernels = new KernelCache(cl);
        this.choice = choice;
    }

    @Override
    public String description() {
        Device device = cl.device();
        return "opencl (" + device.name() + ", " + device.platform() + ")";
    }

    /** For tests: OpenCL objects that are not released yet. */
    int live() {
        return cl.live();
    }

    @Override
    public Tiling tiling(Op op) {
        return op instanceof Op.Conv || op instanceof Op.DepthwiseConv
                ? new Tiling(1, RegisterBlocking.MOST_PIXELS)
                : Tiling.NONE;
    }

    /** The largest buffer, since the arena is one; and not all of the memory, which others use as well. */
    @Override
    public OptionalLong memory() {
        return OptionalLong.of(Math.min(cl.device().largest(), cl.device().memory() / 4 * 3));
    }

    @Override
    public boolean likesHighBands() {
        return cl.device().kind().beatsCpu();
    }

    @Override
    public Program compile(Plan plan, Weights weights) {
        WeightArena arena = new WeightArena();
        StepKernel[] prepared = new StepKernel[plan.steps().size()];
        for (Step step : plan.steps()) {
            if (step.index() > 0) {
                prepared[step.index()] = prepare(step, weights, arena);
            }
        }
        return new OpenClProgram(cl, new RowKernels(kernels), plan, prepared, arena.upload(cl));
    }

    private StepKernel prepare(Step step, Weights weights, WeightArena arena) {
        Stages stages = new Stages(step, weights, arena);
        if (step.op() instanceof Op.Conv conv) {
            return new ConvKernel(conv, step, weights, arena, kernels, stages, choice.of(conv, cl, kernels));
        }
        if (step.op() instanceof Op.DepthwiseConv conv) {
            RegisterBlocking blocking = RegisterBlocking.of(cl.device()).narrow(conv.channels());
            return new DepthwiseKernel(conv, weights, arena, kernels, stages, blocking);
        }
        if (StatisticKernel.suits(step.op())) {
            return new StatisticKernel(step, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.Sample sample) {
            return new SampleKernel(sample, step, kernels, stages);
        }
        if (step.op() instanceof Op.LayerNorm norm) {
            return new LayerNormKernel(norm, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.WindowAttention attention) {
            return AttentionKernel.of(attention, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.CrossAttention attention) {
            return AttentionKernel.of(attention, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.ChannelSimilarity similarity) {
            return new SimilarityKernel(similarity, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.DepthwiseReduction reduction) {
            return new ReductionKernel(reduction, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.GlobalAttention attention) {
            return new GlobalAttentionKernel(attention, kernels, stages);
        }
        if (step.op() instanceof Op.WindowChannels attention) {
            return new WindowChannelsKernel(attention, weights, arena, kernels, stages);
        }
        return prepareTokens(step, weights, arena, stages);
    }

    private StepKernel prepareTokens(Step step, Weights weights, WeightArena arena, Stages stages) {
        if (step.op() instanceof Op.Tokens tokens) {
            return TokensKernel.of(tokens, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.TokenLinear linear) {
            return TokensKernel.of(linear, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.TokenSimilarity similarity) {
            return new TokenSimilarityKernel(similarity, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.TokenUpdate update) {
            return new TokenUpdateKernel(update, weights, arena, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.CategoryOrder) {
            return new CategoryOrderKernel(step, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.CategoryAttention attention) {
            return new CategoryAttentionKernel(attention, weights, kernels, stages, cl.device());
        }
        return PointwiseKernel.of(step, kernels, stages);
    }

    @Override
    public void close() {
        kernels.close();
        cl.close();
    }
}
