package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Attention of all pixels to all of another image as plain loops, key by key. */
final class ScalarGlobalAttention extends RowKernel {
    private final Op.GlobalAttention op;
    private final int keySize; // channels of a head
    private final int size; // the same, of values
    private final Epilogue epilogue;

    ScalarGlobalAttention(Op.GlobalAttention op, Step step, Weights weights) {
        this.op = op;
        keySize = op.keyChannels() / op.heads();
        size = op.channels() / op.heads();
        epilogue = new Epilogue(step, weights);
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        for (int x = x0; x < x1; x++) {
            for (int head = 0; head < op.heads(); head++) {
                int query = rows.operand(0, y) + x * rows.operandStride(0) + head * keySize;
                attend(rows, query, head, rows.output(y) + x * rows.outputStride() + head * size);
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    /** Weights are those of the largest score so far; a larger one makes all before it smaller. */
    private void attend(StepRows rows, int query, int head, int out) {
        float[] a = rows.arena();
        float most = Float.NEGATIVE_INFINITY;
        float sum = 0;
        for (int i = 0; i < rows.operandHeight(1); i++) {
            for (int j = 0; j < rows.operandWidth(1); j++) {
                int key = rows.operand(1, i) + j * rows.operandStride(1) + head * keySize;
                int value = rows.operand(2, i) + j * rows.operandStride(2) + head * size;
                float product = 0;
                for (int c = 0; c < keySize; c++) {
                    product += a[query + c] * a[key + c];
                }
                float score = product * op.factor();
                float larger = Math.max(most, score);
                float before = sum == 0 ? 0 : Elementary.exp(most - larger);
                float weight = Elementary.exp(score - larger);
                most = larger;
                sum = sum * before + weight;
                for (int c = 0; c < size; c++) {
                    // nothing is there before the first
                    a[out + c] = (before == 0 ? 0 : a[out + c] * before) + weight * a[value + c];
                }
            }
        }
        for (int c = 0; c < size; c++) {
            a[out + c] /= sum;
        }
    }

    /** As if there were some hundred keys; how many, only the image tells. */
    @Override
    public long cost() {
        return 100L * (op.keyChannels() + op.channels());
    }
}
