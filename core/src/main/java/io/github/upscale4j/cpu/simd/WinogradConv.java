package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.Winograd.PRODUCTS;
import static io.github.upscale4j.cpu.Winograd.SPAN;
import static io.github.upscale4j.cpu.Winograd.TILE;
import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;

import io.github.upscale4j.cpu.BatchKernel;
import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.cpu.Tiles;
import io.github.upscale4j.cpu.Winograd;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/**
 * 3 x 3 convolution by {@link Winograd}. A batch of tiles goes through the inputs' transform, 36 matrix products, and the
 * products' transform with the epilogue, all in memory that stays in the second-level cache. A tile's values do not depend
 * on the others of its batch.
 */
final class WinogradConv extends BatchKernel {
    /** Floats that the transformed inputs of a batch may take: half of a second-level cache of 1 MB. */
    private static final int CACHE = 128 * 1024;

    /** Floats between the 36 planes of a batch beyond their size, without which they would fall on the same cache lines. */
    private static final int GAP = 16;

    private final Op.Conv op;
    private final int batch;
    private final ChannelBlocks blocks;
    private final int outputs; // padded to whole register blocks
    private final float[] transformed; // 36 matrices of (in, outputs) in blocks
    private final float[] bias; // padded likewise
    private final float[] slopes; // padded likewise; 1 where there is no activation
    private final float[] zeros;

    WinogradConv(Op.Conv op, Step step, Weights weights) {
        this(op, new Epilogue(step, weights), weights);
    }

    private WinogradConv(Op.Conv op, Epilogue epilogue, Weights weights) {
        super(new VectorEpilogue(epilogue, op.out())::applyRest);
        this.op = op;
        blocks = new ChannelBlocks(op.out(), op.in());
        outputs = blocks.padded();
        batch = RegisterBlock.PIXELS * Math.max(1, Math.min(24, CACHE / (PRODUCTS * op.in())) / RegisterBlock.PIXELS);
        zeros = new float[outputs];
        bias = blocks.padded(op.bias(weights), 0);
        slopes = blocks.padded(epilogue.firstSlopes(), 1);
        int matrix = outputs * op.in();
        transformed = new float[PRODUCTS * matrix];
        Winograd.weights(
                op,
                op.weight(weights),
                (o, c, place, value) -> transformed[place * matrix + blocks.weight(c, o)] = value);
    }

    /** Whether the inputs are whole vectors; each is transformed on its own, with nothing beside it. */
    static boolean suits(Op.Conv op) {
        return Winograd.suits(op) && op.in() % LANES == 0;
    }

    @Override
    public int batch() {
        return RegisterBlock.PIXELS;
    }

    @Override
    public int unit() {
        return RegisterBlock.PIXELS;
    }

    @Override
    protected int endOfBatch(Tiles tiles, int tile, int last) {
        return Math.min(last, tile + batch);
    }

    /** Columns transformed once and read by two tiles, the 36 inputs and the 36 products of a batch, and a row of a tile. */
    @Override
    public int scratch() {
        return rowAt() + TILE * outputs;
    }

    private int inputsAt() {
        return SPAN * line();
    }

    /** Floats of one vector of channels over the columns of a batch. */
    private int line() {
        return (batch * TILE + 2) * LANES;
    }

    private int inputPlane() {
        return batch * op.in() + GAP;
    }

    private int productsAt() {
        return inputsAt() + PRODUCTS * inputPlane();
    }

    private int productPlane() {
        return batch * outputs + GAP;
    }

    private int rowAt() {
        return productsAt() + PRODUCTS * productPlane();
    }

    @Override
    public long cost() {
        return Winograd.cost(op);
    }

    @Override
    protected void batch(StepRows rows, Tiles tiles, int first, int last, Scratch memory) {
        float[] scratch = memory.floats();
        for (int t = first; t < last; ) {
            int run = tiles.endOfRun(t, last);
            transformInputs(rows, tiles, t, run, t - first, scratch);
            t = run;
        }
        multiply(last - first, scratch);
        transformProducts(last - first, scratch);
        for (int t = first; t < last; t++) {
            finish(rows, tiles, t, t - first, scratch);
        }
    }

    /** Tiles {@code first} to {@code last - 1}, which are neighbours in a row, become places {@code at} and on. */
    private void transformInputs(StepRows rows, Tiles tiles, int first, int last, int at, float[] scratch) {
        int in = op.in();
        int stride = rows.operandStride(0);
        int top = tiles.top(first) - 1;
        int x = (tiles.left(first) - 1) * stride;
        int r0 = rows.operand(0, top) + x;
        int r1 = rows.operand(0, top + 1) + x;
        int r2 = rows.operand(0, top + 2) + x;
        int r3 = rows.operand(0, top + 3) + x;
        int r4 = rows.operand(0, top + 4) + x;
        int r5 = rows.operand(0, top + 5) + x;
        int columns = (last - first) * TILE + 2;
        int plane = inputPlane();
        // one vector of channels at a time, so that what lies between the two directions stays in the first-level cache
        for (int c = 0; c < in; c += LANES) {
            WinogradTransforms.inputs(
                    rows.arena(),
                    r0 + c,
                    r1 + c,
                    r2 + c,
                    r3 + c,
                    r4 + c,
                    r5 + c,
                    stride,
                    columns,
                    scratch,
                    0,
                    line(),
                    LANES);
            for (int i = 0; i < SPAN; i++) {
                int h = i * line();
                WinogradTransforms.inputs(
                        scratch,
                        h,
                        h + LANES,
                        h + 2 * LANES,
                        h + 3 * LANES,
                        h + 4 * LANES,
                        h + 5 * LANES,
                        TILE * LANES,
                        last - first,
                        scratch,
                        inputsAt() + i * SPAN * plane + at * in + c,
                        plane,
                        in);
            }
        }
    }

    private void multiply(int count, float[] scratch) {
        int in = op.in();
        for (int k = 0; k < PRODUCTS; k++) {
            int from = inputsAt() + k * inputPlane();
            int to = productsAt() + k * productPlane();
            for (int block = 0; block < blocks.count(); block++) {
                int first = blocks.first(block);
                int vectors = blocks.vectors(block);
                int weight = k * outputs * in + blocks.weights(block);
                for (int t = 0; t < count; t += RegisterBlock.pixels(vectors)) {
                    RegisterBlock.multiply(
                            vectors,
                            scratch,
                            from + t * in,
                            in,
                            in,
                            transformed,
                            weight,
                            zeros,
                            first,
                            scratch,
                            to + t * outputs + first,
                            outputs);
                }
            }
        }
    }

    private void transformProducts(int count, float[] scratch) {
        int plane = productPlane();
        for (int j = 0; j < SPAN; j++) {
            WinogradTransforms.products(scratch, productsAt() + j * plane, SPAN * plane, count * outputs);
        }
    }

    private void finish(StepRows rows, Tiles tiles, int tile, int place, float[] scratch) {
        int plane = productPlane();
        int left = tiles.left(tile);
        int pixels = tiles.right(tile) - left;
        boolean whole = pixels == TILE && op.out() % LANES == 0;
        for (int y = tiles.firstRow(tile); y < tiles.endRow(tile); y++) {
            int from = productsAt() + (y - tiles.top(tile)) * SPAN * plane + place * outputs;
            int to = rows.output(y) + left * rows.outputStride();
            if (whole) {
                WinogradTransforms.finish(
                        scratch, from, plane, op.out(), bias, slopes, rows.arena(), to, rows.outputStride());
                continue;
            }
            WinogradTransforms.finish(scratch, from, plane, outputs, bias, slopes, scratch, rowAt(), outputs);
            for (int x = 0; x < pixels; x++) {
                System.arraycopy(scratch, rowAt() + x * outputs, rows.arena(), to + x * rows.outputStride(), op.out());
            }
        }
    }
}
