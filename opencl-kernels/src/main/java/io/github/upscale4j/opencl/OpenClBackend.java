package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Recipe;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.weights.Weights;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** One OpenCL device. */
final class OpenClBackend implements Backend {
    private static final Logger LOGGER = System.getLogger(OpenClBackend.class.getName());

    private final Cl cl;
    private final KernelCache floats;
    private final KernelCache halves;
    private final ConvChoice choice;
    private final Function<Backend, String> check;
    private Boolean trusted; // with halves; null where that was not found out yet

    /** A device that is trusted. */
    OpenClBackend(Device device, ConvChoice choice) {
        this(device, choice, backend -> "");
    }

    /**
     * @param choice how convolutions are cut
     * @param check asked once if a caller allows float16: which of these kernels computes wrongly; nothing if all are right
     */
    OpenClBackend(Device device, ConvChoice choice, Function<Backend, String> check) {
        cl = new Cl(device);
        floats = new KernelCache(cl, Precision.FLOAT32);
        halves = new KernelCache(cl, Precision.FLOAT16);
        this.choice = choice;
        this.check = check;
    }

    @Override
    public String description() {
        Device device = cl.device();
        return "opencl (" + device.name() + ", " + device.platform() + ")";
    }

    /** For tests: bytes that went to the device so far. */
    long sent() {
        return cl.sent();
    }

    /** For tests: bytes that came from the device so far. */
    long fetched() {
        return cl.fetched();
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

    /** Not all of it, since others use it as well. */
    @Override
    public OptionalLong memory() {
        return OptionalLong.of(cl.device().memory() / 4 * 3);
    }

    @Override
    public boolean likesHighBands() {
        return cl.device().kind().beatsCpu();
    }

    @Override
    public Program compile(Plan plan, Weights weights) {
        return compile(plan, weights, floats);
    }

    /** In float16 if the device computes that rightly, and the plan does. */
    @Override
    public Program compile(Plan plan, Weights weights, Precision allowed) {
        boolean half = allowed == Precision.FLOAT16 && toleratesHalves(plan) && halvesAreRight();
        return compile(plan, weights, half ? halves : floats);
    }

    /** Numbers of pixels are larger than halves, and what is rounded may be nearest to quite another code. */
    private static boolean toleratesHalves(Plan plan) {
        return plan.steps().stream()
                .noneMatch(step -> step.op() instanceof Op.CategoryOrder || step.op() instanceof Op.NearestCode);
    }

    private synchronized boolean halvesAreRight() {
        if (trusted == null) {
            trusted = true; // by what checks it
            try {
                String fault = check.apply(this);
                trusted = fault.isEmpty();
                if (!trusted) {
                    LOGGER.log(Logger.Level.WARNING, "{0} computes in float32: in float16, {1}", cl.device(), fault);
                }
            } catch (RuntimeException e) {
                trusted = null;
                throw e;
            }
        }
        return trusted;
    }

    private Program compile(Plan plan, Weights weights, KernelCache kernels) {
        WeightArena arena = new WeightArena();
        StepKernel[] prepared = new StepKernel[plan.steps().size()];
        Map<Recipe, StepKernel> shared = new HashMap<>();
        KernelCache own = kernels.part();
        try {
            for (Step step : plan.steps()) {
                if (step.index() > 0) {
                    prepared[step.index()] =
                            shared.computeIfAbsent(Recipe.of(step), recipe -> prepare(step, weights, arena, own));
                }
            }
            RowKernels rows = new RowKernels(own);
            own.await();
            return new OpenClProgram(cl, own, rows, plan, prepared, arena.upload(cl));
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private StepKernel prepare(Step step, Weights weights, WeightArena arena, KernelCache kernels) {
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
            return new GlobalAttentionKernel(attention, kernels, stages, cl.device());
        }
        if (step.op() instanceof Op.WindowChannels attention) {
            return new WindowChannelsKernel(attention, weights, arena, kernels, stages);
        }
        return prepareTokens(step, weights, arena, kernels, stages);
    }

    private StepKernel prepareTokens(
            Step step, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        if (step.op() instanceof Op.Tokens tokens) {
            return TokensKernel.of(tokens, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.TokenLinear linear) {
            return TokensKernel.of(linear, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.TokenSimilarity similarity) {
            return new TokenSimilarityKernel(similarity, weights, arena, kernels, stages);
        }
        if (step.op() instanceof Op.NearestCode nearest) {
            return new NearestCodeKernel(nearest, weights, arena, kernels, stages);
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
        floats.close();
        halves.close();
        cl.close();
    }
}
