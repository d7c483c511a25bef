package io.github.upscale4j.cpu.simd;

import io.github.upscale4j.cpu.Attended;
import io.github.upscale4j.cpu.ChannelSimilarity;
import io.github.upscale4j.cpu.Cubic;
import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.GlobalStatistic;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.cpu.Linear;
import io.github.upscale4j.cpu.LocalMax;
import io.github.upscale4j.cpu.MaxPool;
import io.github.upscale4j.cpu.Move;
import io.github.upscale4j.cpu.NearestCode;
import io.github.upscale4j.cpu.Reduction;
import io.github.upscale4j.cpu.Resize;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Sample;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.cpu.TokenMix;
import io.github.upscale4j.cpu.TokenSimilarity;
import io.github.upscale4j.cpu.Tokens;
import io.github.upscale4j.cpu.Winograd;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.weights.Weights;

/** The operations with the vector module's registers. */
public final class VectorKernels implements Kernels {
    @Override
    public String name() {
        return "cpu-vector";
    }

    @Override
    public String detail() {
        return VectorSupport.SPECIES.vectorBitSize() + " bit";
    }

    @Override
    public Tiling tiling(Op op) {
        if (op instanceof Op.Conv conv) {
            return WinogradConv.suits(conv) ? new Tiling(Winograd.TILE, Winograd.TILE) : Tiling.NONE;
        }
        return Tiling.NONE;
    }

    @Override
    public StepKernel prepare(Step step, Weights weights) {
        if (step.op() instanceof Op.Conv conv) {
            return WinogradConv.suits(conv)
                    ? new WinogradConv(conv, step, weights)
                    : new DirectConv(conv, step, weights);
        }
        if (step.op() instanceof Op.DepthwiseConv conv) {
            return new VectorDepthwise(conv, step, weights);
        }
        if (step.op() instanceof Op.WindowAttention attention) {
            return new VectorAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.WindowChannels attention) {
            return new VectorWindowChannels(attention, step, weights);
        }
        if (step.op() instanceof Op.CategoryAttention attention) {
            return new VectorAttention(Attended.of(attention, weights), step, weights);
        }
        if (Tokens.know(step.op())) {
            return Tokens.kernel(step, weights);
        }
        if (step.op() instanceof Op.GlobalAttention attention) {
            return new VectorGlobalAttention(attention, step, weights);
        }
        if (step.op() instanceof Op.ChannelSimilarity similarity) {
            return new ChannelSimilarity(similarity, new VectorProducts(), step, weights);
        }
        if (step.op() instanceof Op.ChannelMix mix) {
            return new VectorMix(mix, step, weights);
        }
        if (step.op() instanceof Op.CrossAttention attention) {
            return new VectorAttention(Attended.of(attention, weights), step, weights);
        }
        if (step.op() instanceof Op.LayerNorm norm) {
            return new VectorLayerNorm(norm, step, weights);
        }
        if (GlobalStatistic.suits(step.op())) {
            return new GlobalStatistic(new VectorSums(), step, weights);
        }
        int channels = step.output().channels();
        VectorEpilogue epilogue = new VectorEpilogue(new Epilogue(step, weights), channels);
        if (step.op() instanceof Op.TokenSimilarity similarity) {
            return new TokenSimilarity(similarity, epilogue::apply, weights);
        }
        if (step.op() instanceof Op.TokenMix mix) {
            return new TokenMix(mix, epilogue::apply);
        }
        if (step.op() instanceof Op.NearestCode nearest) {
            return new NearestCode(nearest, epilogue::apply, weights);
        }
        if (step.op() instanceof Op.LocalMax max) {
            return new LocalMax(max, epilogue::apply, channels);
        }
        if (step.op() instanceof Op.DepthwiseReduction reduction) {
            return new Reduction(reduction, epilogue::apply, weights);
        }
        if (step.op() instanceof Op.Bicubic bicubic) {
            return new Cubic(bicubic, epilogue::apply, channels);
        }
        if (step.op() instanceof Op.Pool pool) {
            return new MaxPool(pool, epilogue::apply, channels);
        }
        if (step.op() instanceof Op.Sample sample) {
            return new Sample(sample, epilogue::apply, channels);
        }
        if (step.op() instanceof Op.Resize resize) {
            return new Resize(resize, epilogue::apply, channels);
        }
        return step.op() instanceof Op.Bilinear bilinear
                ? new Linear(bilinear, epilogue::apply, channels)
                : move(step, epilogue);
    }

    private static StepKernel move(Step step, VectorEpilogue epilogue) {
        Move move = Move.of(step);
        return new RowKernel() {
            @Override
            protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
                move.row(rows, y, x0, x1);
                epilogue.apply(rows, y, x0, x1);
            }

            @Override
            public long cost() {
                return step.output().channels();
            }
        };
    }
}
