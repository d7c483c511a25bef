package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Attention as plain loops, one query after the other. */
final class ScalarAttention extends WindowKernel {
    private final int size; // channels of a head

    ScalarAttention(Attended op, Step step, Weights weights) {
        super(op, new Epilogue(step, weights)::apply);
        size = op.size();
    }

    // the parts of the scratch memory: keys and values (key, all channels), the weight of each key

    private int valuesAt() {
        return windows.keys() * op.channels();
    }

    private int weightsAt() {
        return 2 * valuesAt();
    }

    @Override
    public int scratch() {
        return weightsAt() + windows.keys();
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch memory) {
        float[] scratch = memory.floats();
        gather(op.keys(), rows, top, left, scratch, 0);
        gather(op.values(), rows, top, left, scratch, valuesAt());
        int k0 = firstKeyRow(top);
        int k1 = endKeyRow(rows, top);
        int l0 = firstKeyColumn(left);
        int l1 = endKeyColumn(rows, left);
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                int query = (y - top) * columns() + x - left;
                int out = output(rows, y, x);
                for (int head = 0; head < op.heads(); head++) {
                    int place = op.biasOf(head, cutByRows(rows, top)) * windows.queries() + query;
                    float sum = weigh(rows.arena(), query(rows, y, x), place, head, k0, k1, l0, l1, scratch);
                    add(head, k0, k1, l0, l1, sum, scratch, rows.arena(), out + head * size);
                }
            }
        }
    }

    /** Computes the exponentials of all keys for one query, whose biases have a place, and gives their sum. */
    private float weigh(float[] a, int from, int place, int head, int k0, int k1, int l0, int l1, float[] scratch) {
        float most = Float.NEGATIVE_INFINITY;
        int at = from + head * size;
        float factor = op.factors()[head] * (op.cosine() ? inverseLength(a, at, size) : 1);
        for (int k = k0; k < k1; k++) {
            for (int l = l0; l < l1; l++) {
                int number = k * windows.keyColumns() + l;
                int key = number * op.channels() + head * size;
                float product = 0;
                for (int c = 0; c < size; c++) {
                    product += a[at + c] * scratch[key + c];
                }
                float likeness = op.cosine() ? inverseLength(scratch, key, size) : 1;
                float score = product * (factor * likeness) + op.bias()[place * windows.keys() + number];
                most = Math.max(most, score);
                scratch[weightsAt() + number] = score;
            }
        }
        float sum = 0;
        for (int k = k0; k < k1; k++) {
            for (int l = l0; l < l1; l++) {
                int number = weightsAt() + k * windows.keyColumns() + l;
                scratch[number] = Elementary.exp(scratch[number] - most);
                sum += scratch[number];
            }
        }
        return sum;
    }

    private void add(int head, int k0, int k1, int l0, int l1, float sum, float[] scratch, float[] a, int out) {
        for (int c = 0; c < size; c++) {
            float value = 0;
            for (int k = k0; k < k1; k++) {
                for (int l = l0; l < l1; l++) {
                    int number = k * windows.keyColumns() + l;
                    value += scratch[weightsAt() + number]
                            * scratch[valuesAt() + number * op.channels() + head * size + c];
                }
            }
            a[out + c] = value / sum;
        }
    }
}
