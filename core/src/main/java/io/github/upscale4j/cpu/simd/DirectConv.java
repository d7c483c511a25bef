package io.github.upscale4j.cpu.simd;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Convolution of any size by register blocks along each row. */
final class DirectConv extends RowKernel {
    private final Op.Conv op;
    private final ChannelBlocks blocks;
    private final float[] packed; // (kernel, kernel, in, out) in blocks
    private final float[] bias; // padded to whole blocks
    private final VectorEpilogue epilogue;

    DirectConv(Op.Conv op, Step step, Weights weights) {
        this.op = op;
        blocks = new ChannelBlocks(op.out(), inputs());
        bias = blocks.padded(op.bias(weights), 0);
        packed = pack(op.weight(weights));
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.out());
    }

    private float[] pack(float[] weight) {
        int taps = op.kernel() * op.kernel();
        float[] to = new float[blocks.padded() * inputs()];
        for (int o = 0; o < op.out(); o++) {
            for (int c = 0; c < op.in(); c++) {
                for (int t = 0; t < taps; t++) {
                    to[blocks.weight(t * op.in() + c, o)] = weight[(o * op.in() + c) * taps + t];
                }
            }
        }
        return to;
    }

    /** The inputs of a block of pixels side by side, and its sums where they do not all go to the image. */
    @Override
    public int scratch() {
        return RegisterBlock.PIXELS * (inputs() + blocks.padded());
    }

    private int inputs() {
        return op.kernel() * op.kernel() * op.in();
    }

    @Override
    public int columns() {
        return 4 * RegisterBlock.PIXELS;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        for (int x = x0; x < x1; x += RegisterBlock.PIXELS) {
            int pixels = Math.min(RegisterBlock.PIXELS, x1 - x);
            gather(rows, y, x, pixels, scratch.floats());
            multiply(rows, rows.output(y) + x * rows.outputStride(), pixels, scratch.floats());
        }
        epilogue.apply(rows, y, x0, x1);
    }

    /** Brings the inputs of each pixel together, in the order of the weights. */
    private void gather(StepRows rows, int y, int x, int pixels, float[] scratch) {
        int half = op.kernel() / 2;
        int stride = rows.operandStride(0);
        int to = 0;
        for (int p = 0; p < pixels; p++) {
            for (int i = 0; i < op.kernel(); i++) {
                int from = rows.operand(0, y + i - half) + (x + p - half) * stride;
                if (stride == op.in()) {
                    System.arraycopy(rows.arena(), from, scratch, to, op.kernel() * stride);
                    to += op.kernel() * stride;
                    continue;
                }
                for (int j = 0; j < op.kernel(); j++) {
                    System.arraycopy(rows.arena(), from + j * stride, scratch, to, op.in());
                    to += op.in();
                }
            }
        }
    }

    private void multiply(StepRows rows, int out, int pixels, float[] scratch) {
        int inputs = inputs();
        int sums = RegisterBlock.PIXELS * inputs;
        boolean whole = pixels == RegisterBlock.PIXELS && op.out() == blocks.padded();
        float[] target = whole ? rows.arena() : scratch;
        int to = whole ? out : sums;
        int stride = whole ? rows.outputStride() : blocks.padded();
        for (int block = 0; block < blocks.count(); block++) {
            int first = blocks.first(block);
            int vectors = blocks.vectors(block);
            for (int p = 0; p < pixels; p += RegisterBlock.pixels(vectors)) {
                RegisterBlock.multiply(
                        vectors,
                        scratch,
                        p * inputs,
                        inputs,
                        inputs,
                        packed,
                        blocks.weights(block),
                        bias,
                        first,
                        target,
                        to + p * stride + first,
                        stride);
            }
        }
        for (int p = 0; p < pixels && !whole; p++) {
            System.arraycopy(scratch, sums + p * stride, rows.arena(), out + p * rows.outputStride(), op.out());
        }
    }

    @Override
    public long cost() {
        return (long) op.in() * op.out() * op.kernel() * op.kernel();
    }
}
