package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** The operations that compute nothing but an epilogue. */
final class MoveKernel extends RowKernel {
    private final Move move;
    private final Epilogue epilogue;
    private final int channels;

    MoveKernel(Step step, Weights weights) {
        move = Move.of(step);
        epilogue = new Epilogue(step, weights);
        channels = step.output().channels();
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        move.row(rows, y, x0, x1);
        epilogue.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return channels;
    }
}
