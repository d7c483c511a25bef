package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Window attention as plain loops, one query after the other. */
final class ScalarAttention extends WindowKernel {
    private final float[] bias; // (heads, distance of rows, distance of columns)
    private final float[] factors;
    private final int size; // channels of a head

    ScalarAttention(Op.WindowAttention op, Step step, Weights weights) {
        super(op, new Epilogue(step, weights)::apply);
        bias = op.attention().bias(op, weights);
        factors = op.attention().factors(op, weights);
        size = op.channels() / op.heads();
    }

    /** The weight of each pixel of the window. */
    @Override
    public int scratch() {
        return op.window() * op.window();
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch scratch) {
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                for (int head = 0; head < op.heads(); head++) {
                    float sum = weigh(rows, head, y, x, y0, y1, x0, x1, scratch.floats());
                    add(rows, head, y, x, y0, y1, x0, x1, sum, scratch.floats());
                }
            }
        }
    }

    /** Computes the exponentials of all keys for one query, and gives their sum. */
    private float weigh(StepRows rows, int head, int y, int x, int y0, int y1, int x0, int x1, float[] weights) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int query = rows.operand(0, y) + x * stride + head * size;
        int side = 2 * op.window() - 1;
        float factor = factors[head] * inverseLength(a, query);
        float most = Float.NEGATIVE_INFINITY;
        int count = 0;
        for (int i = y0; i < y1; i++) {
            for (int j = x0; j < x1; j++) {
                int key = rows.operand(0, i) + j * stride + op.channels() + head * size;
                float product = 0;
                for (int c = 0; c < size; c++) {
                    product += a[query + c] * a[key + c];
                }
                int place = (head * side + y - i + op.window() - 1) * side + x - j + op.window() - 1;
                float score = product * (factor * inverseLength(a, key)) + bias[place];
                most = Math.max(most, score);
                weights[count++] = score;
            }
        }
        float sum = 0;
        for (int k = 0; k < count; k++) {
            weights[k] = Elementary.exp(weights[k] - most);
            sum += weights[k];
        }
        return sum;
    }

    /** What makes a scalar product a cosine; 1 where it is to stay what it is. */
    private float inverseLength(float[] a, int at) {
        return op.attention() == Attention.COSINE ? PlainAttention.inverseLength(a, at, size) : 1;
    }

    private void add(
            StepRows rows, int head, int y, int x, int y0, int y1, int x0, int x1, float sum, float[] weights) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int out = rows.output(y) + x * rows.outputStride() + head * size;
        for (int c = 0; c < size; c++) {
            float value = 0;
            int count = 0;
            for (int i = y0; i < y1; i++) {
                int row = rows.operand(0, i) + 2 * op.channels() + head * size + c;
                for (int j = x0; j < x1; j++) {
                    value += weights[count++] * a[row + j * stride];
                }
            }
            a[out + c] = value / sum;
        }
    }
}
