package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Attention among channels within windows, one head of one window after the other. */
public class WindowChannels implements Kernels.StepKernel {
    protected final int size; // channels of a head
    private final Op.WindowChannels op;
    private final ChannelProducts products;
    private final BatchKernel.Finish finish;
    private final float[] temperature;
    private final int pixels; // of a window

    /** @param finish what follows on the pixels of a window */
    public WindowChannels(Op.WindowChannels op, ChannelProducts products, BatchKernel.Finish finish, Weights weights) {
        this.op = op;
        this.products = products;
        this.finish = finish;
        temperature = op.temperature(weights);
        size = op.channels() / op.heads();
        pixels = op.window() * op.window();
    }

    WindowChannels(Op.WindowChannels op, Step step, Weights weights) {
        this(op, new ChannelProducts(), new Epilogue(step, weights)::apply, weights);
    }

    @Override
    public final int columns() {
        return op.window();
    }

    /** Sums of products with some queries, and two more arrays. */
    @Override
    public final int lines() {
        return ChannelProducts.QUERIES + 2;
    }

    @Override
    public final int lineLength() {
        return Lines.aligned(size);
    }

    // scratch memory: the window's pixels (pixel, queries, keys and values), the weights of a head, the lengths of its
    // keys

    private int weightsAt() {
        return pixels * 3 * op.channels();
    }

    private int lengthsAt() {
        return weightsAt() + size * size;
    }

    private int ownAt() {
        return lengthsAt() + size;
    }

    @Override
    public final int scratch() {
        return ownAt() + ownScratch(pixels);
    }

    @Override
    public final void run(StepRows rows, Tiles tiles, int first, int last, Scratch memory) {
        float[] scratch = memory.floats();
        int channels = op.channels();
        for (int tile = first; tile < last; tile++) {
            int top = tiles.top(tile);
            int left = tiles.left(tile);
            for (int p = 0; p < pixels; p++) {
                int from = rows.operand(0, top + p / op.window()) + (left + p % op.window()) * rows.operandStride(0);
                System.arraycopy(rows.arena(), from, scratch, p * 3 * channels, 3 * channels);
            }
            for (int head = 0; head < op.heads(); head++) {
                weigh(head, memory);
                int values = 2 * channels + head * size;
                mix(scratch, values, 3 * channels, pixels, weightsAt(), ownAt());
                for (int p = 0; p < pixels; p++) {
                    int to = rows.output(top + p / op.window()) + (left + p % op.window()) * rows.outputStride();
                    System.arraycopy(scratch, values + p * 3 * channels, rows.arena(), to + head * size, size);
                }
            }
            for (int y = tiles.firstRow(tile); y < tiles.endRow(tile); y++) {
                finish.apply(rows, y, left, tiles.right(tile));
            }
        }
    }

    /** Leaves the weights (channel, key) of a head. */
    private void weigh(int head, Scratch memory) {
        float[] scratch = memory.floats();
        float[][] sums = memory.lines();
        int stride = 3 * op.channels();
        int query = head * size;
        int key = op.channels() + head * size;
        for (int k = 0; k < size; k++) {
            scratch[lengthsAt() + k] = inverseLength(scratch, key + k, stride);
        }
        float[] spare = sums[ChannelProducts.QUERIES];
        float[] more = sums[ChannelProducts.QUERIES + 1];
        for (int first = 0; first < size; first += ChannelProducts.QUERIES) {
            // the last ones are taken together with some before them, as whole parts are faster
            int from = Math.max(0, Math.min(first, size - ChannelProducts.QUERIES));
            int queries = Math.min(ChannelProducts.QUERIES, size);
            products.multiply(scratch, query + from, stride, queries, key, stride, size, pixels, sums, spare, more);
            for (int i = 0; i < queries; i++) {
                float factor = temperature[head] * inverseLength(scratch, query + from + i, stride);
                softmax(sums[i], factor, scratch, weightsAt() + (from + i) * size);
            }
        }
    }

    private float inverseLength(float[] a, int at, int stride) {
        float squares = 0;
        for (int p = 0; p < pixels; p++) {
            squares += a[at + p * stride] * a[at + p * stride];
        }
        return 1 / Math.max(1e-12f, (float) Math.sqrt(squares));
    }

    private void softmax(float[] products, float factor, float[] scratch, int to) {
        float most = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            products[k] *= factor * scratch[lengthsAt() + k];
            most = Math.max(most, products[k]);
        }
        float sum = 0;
        for (int k = 0; k < size; k++) {
            scratch[to + k] = Elementary.exp(products[k] - most);
            sum += scratch[to + k];
        }
        for (int k = 0; k < size; k++) {
            scratch[to + k] /= sum;
        }
    }

    /** Floats that {@link #mix} needs of its own. */
    protected int ownScratch(int pixels) {
        return size;
    }

    /**
     * Replaces the values of each pixel by their weighted sums.
     *
     * @param values the first pixel's
     * @param stride to the next pixel's
     * @param weights (sum, value)
     * @param own memory for whatever is needed
     */
    protected void mix(float[] a, int values, int stride, int pixels, int weights, int own) {
        for (int p = 0; p < pixels; p++) {
            int at = values + p * stride;
            System.arraycopy(a, at, a, own, size);
            for (int c = 0; c < size; c++) {
                float sum = 0;
                for (int k = 0; k < size; k++) {
                    sum += a[weights + c * size + k] * a[own + k];
                }
                a[at + c] = sum;
            }
        }
    }

    @Override
    public final long cost() {
        return 2L * op.channels() * size;
    }
}
