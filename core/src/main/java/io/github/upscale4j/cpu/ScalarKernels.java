package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.weights.Weights;

/** The operations as plain loops: the definition that every faster kernel is tested against. */
public final class ScalarKernels implements Kernels {
    @Override
    public String name() {
        return "cpu-oracle";
    }

    @Override
    public String detail() {
        return "";
    }

    @Override
    public Tiling tiling(Op op) {
        return Tiling.NONE;
    }

    @Override
    public StepKernel prepare(Step step, Weights weights) {
        if (step.op() instanceof Op.Conv conv) {
            return new Conv(conv, step, weights);
        }
        if (step.op() instanceof Op.DepthwiseConv conv) {
            return new ScalarDepthwise(conv, step, weights);
        }
        if (step.op() instanceof Op.WindowAttention attention) {
            return new ScalarAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.CategoryAttention attention) {
            return new ScalarAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.GlobalAttention attention) {
            return new ScalarGlobalAttention(attention, step, weights);
        }
        if (step.op() instanceof Op.ChannelMix mix) {
            return new ScalarMix(mix, step, weights);
        }
        if (step.op() instanceof Op.CrossAttention attention) {
            return new ScalarAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.LayerNorm norm) {
            return new ScalarLayerNorm(norm, step, weights);
        }
        return common(step, weights);
    }

    /** The kernels of operations that take too little of a network's time for a plain one of their own. */
    static StepKernel common(Step step, Weights weights) {
        if (step.op() instanceof Op.Bicubic bicubic) {
            return new Cubic(
                    bicubic, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (step.op() instanceof Op.Bilinear bilinear) {
            return new Linear(
                    bilinear, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (GlobalStatistic.suits(step.op())) {
            return new GlobalStatistic(new ChannelSums(), step, weights);
        }
        if (step.op() instanceof Op.Pool pool) {
            return new MaxPool(
                    pool, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (step.op() instanceof Op.Sample sample) {
            return new Sample(
                    sample, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (step.op() instanceof Op.Resize resize) {
            return new Resize(
                    resize, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (step.op() instanceof Op.WindowChannels attention) {
            return new WindowChannels(attention, step, weights);
        }
        if (step.op() instanceof Op.TokenSimilarity similarity) {
            return new TokenSimilarity(similarity, step, weights);
        }
        if (step.op() instanceof Op.TokenMix mix) {
            return new TokenMix(mix, step, weights);
        }
        if (step.op() instanceof Op.NearestCode nearest) {
            return new NearestCode(nearest, new Epilogue(step, weights)::apply, weights);
        }
        if (Tokens.know(step.op())) {
            return Tokens.kernel(step, weights);
        }
        if (step.op() instanceof Op.LocalMax max) {
            return new LocalMax(
                    max, new Epilogue(step, weights)::apply, step.output().channels());
        }
        if (step.op() instanceof Op.DepthwiseReduction reduction) {
            return new Reduction(reduction, new Epilogue(step, weights)::apply, weights);
        }
        if (step.op() instanceof Op.ChannelSimilarity similarity) {
            return new ChannelSimilarity(similarity, new ChannelProducts(), step, weights);
        }
        return new MoveKernel(step, weights);
    }

    private static final class Conv extends RowKernel {
        private final Op.Conv op;
        private final float[] weight; // (out, in, kernel, kernel)
        private final float[] bias;
        private final Epilogue epilogue;

        Conv(Op.Conv op, Step step, Weights weights) {
            this.op = op;
            this.weight = op.weight(weights);
            this.bias = op.bias(weights);
            this.epilogue = new Epilogue(step, weights);
        }

        @Override
        protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
            float[] a = rows.arena();
            int k = op.kernel();
            int stride = rows.operandStride(0);
            for (int x = x0; x < x1; x++) {
                int out = rows.output(y) + x * rows.outputStride();
                for (int o = 0; o < op.out(); o++) {
                    float sum = bias[o];
                    for (int i = 0; i < k; i++) {
                        int row = rows.operand(0, y + i - k / 2);
                        for (int j = 0; j < k; j++) {
                            int pixel = row + (x + j - k / 2) * stride;
                            for (int c = 0; c < op.in(); c++) {
                                sum += a[pixel + c] * weight[((o * op.in() + c) * k + i) * k + j];
                            }
                        }
                    }
                    a[out + o] = sum;
                }
            }
            epilogue.apply(rows, y, x0, x1);
        }

        @Override
        public long cost() {
            return (long) op.in() * op.out() * op.kernel() * op.kernel();
        }
    }
}
