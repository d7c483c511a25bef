package io.github.upscale4j.cpu.simd;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Convolution of any size by register blocks along each row. */
final class DirectConv implements Kernels.StepKernel {
    private final Op.Conv op;
    private final float[] packed; // (out / CHANNELS, kernel, kernel, in, CHANNELS)
    private final float[] bias; // padded to a whole number of blocks
    private final VectorEpilogue epilogue;

    DirectConv(Op.Conv op, Step step, Weights weights) {
        this.op = op;
        int blocks = blocks();
        bias = new float[blocks * RegisterBlock.CHANNELS];
        if (op.bias()) {
            float[] stored = weights.floats(op.name() + ".bias", op.out());
            System.arraycopy(stored, 0, bias, 0, op.out());
        }
        packed = pack(weights.floats(op.name() + ".weight", op.out(), op.in(), op.kernel(), op.kernel()));
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.out());
    }

    private int blocks() {
        return (op.out() + RegisterBlock.CHANNELS - 1) / RegisterBlock.CHANNELS;
    }

    private float[] pack(float[] weight) {
        int taps = op.kernel() * op.kernel();
        float[] to = new float[blocks() * taps * op.in() * RegisterBlock.CHANNELS];
        for (int o = 0; o < op.out(); o++) {
            int block = o / RegisterBlock.CHANNELS * taps;
            for (int c = 0; c < op.in(); c++) {
                for (int t = 0; t < taps; t++) {
                    to[((block + t) * op.in() + c) * RegisterBlock.CHANNELS + o % RegisterBlock.CHANNELS] =
                            weight[(o * op.in() + c) * taps + t];
                }
            }
        }
        return to;
    }

    @Override
    public int columns() {
        return RegisterBlock.PIXELS;
    }

    @Override
    public int scratchFloats() {
        return RegisterBlock.PIXELS * RegisterBlock.CHANNELS;
    }

    @Override
    public int scratchInts() {
        return op.kernel() * op.kernel() * op.in();
    }

    @Override
    public void run(StepRows rows, int y0, int y1, int x0, int x1, Kernels.Scratch scratch) {
        for (int y = y0; y < y1; y++) {
            row(rows, y, x0, x1, scratch.floats(), scratch.ints());
            epilogue.apply(rows, y, x0, x1);
        }
    }

    private void row(StepRows rows, int y, int x0, int x1, float[] scratch, int[] inputs) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int outStride = rows.outputStride();
        int half = op.kernel() / 2;
        for (int i = 0; i < op.kernel(); i++) {
            int row = rows.operand(0, y + i - half);
            for (int j = 0; j < op.kernel(); j++) {
                for (int c = 0; c < op.in(); c++) {
                    inputs[(i * op.kernel() + j) * op.in() + c] = row + (j - half) * stride + c;
                }
            }
        }
        int count = scratchInts();
        int blockWeights = count * RegisterBlock.CHANNELS;
        for (int x = x0; x < x1; x += RegisterBlock.PIXELS) {
            int pixels = Math.min(RegisterBlock.PIXELS, x1 - x);
            int out = rows.output(y) + x * outStride;
            for (int block = 0; block < blocks(); block++) {
                int first = block * RegisterBlock.CHANNELS;
                int channels = Math.min(RegisterBlock.CHANNELS, op.out() - first);
                boolean whole = pixels == RegisterBlock.PIXELS && channels == RegisterBlock.CHANNELS;
                RegisterBlock.multiply(
                        a,
                        inputs,
                        count,
                        x * stride,
                        stride,
                        packed,
                        block * blockWeights,
                        bias,
                        first,
                        whole ? a : scratch,
                        whole ? out + first : 0,
                        whole ? outStride : RegisterBlock.CHANNELS);
                if (!whole) {
                    for (int p = 0; p < pixels; p++) {
                        System.arraycopy(scratch, p * RegisterBlock.CHANNELS, a, out + p * outStride + first, channels);
                    }
                }
            }
        }
    }

    @Override
    public long cost() {
        return (long) op.in() * op.out() * op.kernel() * op.kernel();
    }
}
