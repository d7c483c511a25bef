package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/**
 * How much channels attend to one another over the whole image. A part is some channels of queries of one head of one image:
 * floats for some pixels at a time, doubles for all of them, so that large images lose nothing.
 */
public final class ChannelSimilarity implements Kernels.GlobalKernel {
    /** Pixels whose sum a float may be. */
    private static final int PIXELS = 64;

    private final Op.ChannelSimilarity op;
    private final ChannelProducts products;
    private final float[] temperature;
    private final Epilogue epilogue;
    private final int size; // channels of a head
    private final int perHead; // parts

    public ChannelSimilarity(Op.ChannelSimilarity op, ChannelProducts products, Step step, Weights weights) {
        this.op = op;
        this.products = products;
        temperature = op.temperature(weights);
        epilogue = new Epilogue(step, weights);
        size = op.channels() / op.heads();
        perHead = (size + ChannelProducts.QUERIES - 1) / ChannelProducts.QUERIES;
    }

    @Override
    public int parts() {
        return op.step() * op.step() * op.heads() * perHead;
    }

    @Override
    public void run(StepRows rows, int part) {
        int image = part / perHead / op.heads();
        int head = part / perHead % op.heads();
        int own = part % perHead * ChannelProducts.QUERIES;
        // the last part does some of the one before once more, as whole parts are faster
        int first = Math.max(0, Math.min(own, size - ChannelProducts.QUERIES));
        int queries = Math.min(ChannelProducts.QUERIES, size);
        double[][] sums = new double[queries][size];
        double[] querySquares = new double[queries];
        double[] keySquares = new double[size];
        float[][] some = new float[queries][size];
        float[] spare = new float[size];
        float[] more = new float[size];
        int step = op.step();
        int queryStride = step * rows.operandStride(0);
        int keyStride = step * rows.operandStride(1);
        int count = (rows.operandWidth(0) - image % step + step - 1) / step; // of a row
        for (int y = image / step; y < rows.operandHeight(0); y += step) {
            int query = rows.operand(0, y) + image % step * rows.operandStride(0) + op.queryAt() + head * size + first;
            int key = rows.operand(1, y) + image % step * rows.operandStride(1) + op.keyAt() + head * size;
            for (int x = 0; x < count; x += PIXELS) {
                int pixels = Math.min(PIXELS, count - x);
                int q = query + x * queryStride;
                int k = key + x * keyStride;
                products.multiply(rows.arena(), q, queryStride, queries, k, keyStride, size, pixels, some, spare, more);
                for (int i = 0; i < queries; i++) {
                    for (int j = 0; j < size; j++) {
                        sums[i][j] += some[i][j];
                    }
                }
                addSquares(rows.arena(), q, queryStride, pixels, querySquares);
                addSquares(rows.arena(), k, keyStride, pixels, keySquares);
            }
        }
        for (int i = own - first; i < queries; i++) {
            int to = rows.output(0) + (image * op.channels() + head * size + first + i) * size;
            softmax(sums[i], temperature[head] / length(querySquares[i]), keySquares, rows.arena(), to);
        }
    }

    private static void addSquares(float[] a, int at, int stride, int pixels, double[] sums) {
        for (int c = 0; c < sums.length; c++) {
            float sum = 0;
            for (int p = 0; p < pixels; p++) {
                float value = a[at + p * stride + c];
                sum += value * value;
            }
            sums[c] += sum;
        }
    }

    private static double length(double squares) {
        return Math.max(1e-12, Math.sqrt(squares));
    }

    /** Of products with all keys, to {@code a[to]} and on. */
    private static void softmax(double[] products, double factor, double[] keySquares, float[] a, int to) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < products.length; j++) {
            products[j] *= factor / length(keySquares[j]);
            most = Math.max(most, products[j]);
        }
        double sum = 0;
        for (int j = 0; j < products.length; j++) {
            products[j] = Math.exp(products[j] - most);
            sum += products[j];
        }
        for (int j = 0; j < products.length; j++) {
            a[to + j] = (float) (products[j] / sum);
        }
    }

    @Override
    public void finish(StepRows rows) {
        epilogue.apply(rows, 0, 0, 1);
    }
}
