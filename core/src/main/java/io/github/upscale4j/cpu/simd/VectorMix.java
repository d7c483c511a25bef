package io.github.upscale4j.cpu.simd;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Sums of the channels of a head by register blocks: a convolution of single pixels whose weights are computed. */
final class VectorMix extends RowKernel {
    private final Op.ChannelMix op;
    private final int size; // channels of a head
    private final ChannelBlocks blocks; // of them
    private final int[] places; // of the weights (channel, key) in those of the blocks
    private final float[] zeros;
    private final VectorEpilogue epilogue;

    VectorMix(Op.ChannelMix op, Step step, Weights weights) {
        this.op = op;
        size = op.channels() / op.heads();
        blocks = new ChannelBlocks(size, size);
        places = new int[size * size];
        for (int i = 0; i < places.length; i++) {
            places[i] = blocks.weight(i % size, i / size);
        }
        zeros = new float[blocks.padded()];
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.channels());
    }

    // scratch memory: the weights of all heads, some pixels side by side, sums of a head

    private int pixelsAt() {
        return op.heads() * blocks.padded() * size;
    }

    private int sumsAt() {
        return pixelsAt() + RegisterBlock.PIXELS * op.channels();
    }

    @Override
    public int scratch() {
        return sumsAt() + RegisterBlock.PIXELS * blocks.padded();
    }

    @Override
    public int columns() {
        return 16 * RegisterBlock.PIXELS;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch memory) {
        float[] scratch = memory.floats();
        int step = op.step();
        for (int first = x0; first < Math.min(x1, x0 + step); first++) {
            pack(rows, y % step * step + first % step, scratch);
            for (int x = first; x < x1; x += step * RegisterBlock.PIXELS) {
                mix(rows, y, x, Math.min(RegisterBlock.PIXELS, (x1 - x + step - 1) / step), scratch);
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void pack(StepRows rows, int image, float[] scratch) {
        int matrix = rows.operand(1, 0) + image * op.channels() * size;
        for (int head = 0; head < op.heads(); head++) {
            int to = head * blocks.padded() * size;
            for (int i = 0; i < places.length; i++) {
                scratch[to + places[i]] = rows.arena()[matrix + head * places.length + i];
            }
        }
    }

    private void mix(StepRows rows, int y, int x, int pixels, float[] scratch) {
        int in = rows.operand(0, y) + x * rows.operandStride(0) + op.valueAt();
        for (int p = 0; p < pixels; p++) {
            int from = in + p * op.step() * rows.operandStride(0);
            System.arraycopy(rows.arena(), from, scratch, pixelsAt() + p * op.channels(), op.channels());
        }
        for (int head = 0; head < op.heads(); head++) {
            multiply(head, pixels, scratch);
            int out = rows.output(y) + x * rows.outputStride() + head * size;
            for (int p = 0; p < pixels; p++) {
                int from = sumsAt() + p * blocks.padded();
                System.arraycopy(scratch, from, rows.arena(), out + p * op.step() * rows.outputStride(), size);
            }
        }
    }

    private void multiply(int head, int pixels, float[] scratch) {
        for (int b = 0; b < blocks.count(); b++) {
            int vectors = blocks.vectors(b);
            for (int p = 0; p < pixels; p += RegisterBlock.pixels(vectors)) {
                RegisterBlock.multiply(
                        vectors,
                        scratch,
                        pixelsAt() + p * op.channels() + head * size,
                        op.channels(),
                        size,
                        scratch,
                        head * blocks.padded() * size + blocks.weights(b),
                        zeros,
                        0,
                        scratch,
                        sumsAt() + p * blocks.padded() + blocks.first(b),
                        blocks.padded());
            }
        }
    }

    @Override
    public long cost() {
        return (long) op.channels() * size;
    }
}
