package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.plan.View;
import io.github.upscale4j.weights.Weights;

/** Attention of either kind, a group of work items a window and head. */
final class AttentionKernel implements StepKernel {
    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 20 * 1024;

    /** Keys come in multiples of as many as are attended to at a time. */
    private static final int SOME = 4;

    private static final int MOST_ITEMS = 128;

    private final Windows windows;
    private final Kernel kernel;
    private final Stages stages;
    private final int[] operands; // of queries, keys and values
    private final int[] channels; // the first of them, likewise
    private final int width; // channels of all heads
    private final int keyChannels;
    private final int heads;
    private final int group;
    private final int bias;
    private final int cutBiases; // of how many heads the biases stand before those of windows that an edge cuts
    private final int factors;

    private AttentionKernel(
            Windows windows,
            Attention attention,
            int[] operands,
            int[] channels,
            int width,
            int heads,
            float[] pairs,
            float[] scales,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Device device) {
        this.windows = windows;
        this.operands = operands;
        this.channels = channels;
        this.width = width;
        this.heads = heads;
        this.stages = stages;
        keyChannels = width / (windows.fold() * windows.fold());
        int size = width / heads;
        group = Math.min(Math.min(MOST_ITEMS, device.group()), (windows.queries() + 31) / 32 * 32);
        int wide = device.kind() == Device.Kind.CPU ? 1 : size > 16 ? 32 : size > 8 ? 16 : 8;
        int pitch = (size + 3) / 4 | 1; // of vectors of four
        int keys = portion(windows.keys(), PORTION / (2 * 16 * pitch));
        bias = arena.add(keysFirst(pairs));
        cutBiases = pairs.length / (windows.queries() * windows.keys()) - heads;
        factors = arena.add(scales);
        String constants = "#define SIZE " + size + "\n#define GROUP " + group + "\n#define KEYS " + keys
                + "\n#define WIDE " + wide + "\n#define FOLD " + windows.fold() + "\n#define COSINE "
                + (attention == Attention.COSINE ? 1 : 0) + "\n";
        kernel = kernels.get(1, constants, stages, "softmax", "attention");
    }

    /** Of so many keys those that are attended to at a time, of which {@code most} find room. */
    static int portion(int keys, int most) {
        return SOME * Math.max(1, Math.min((keys + SOME - 1) / SOME, most / SOME));
    }

    static StepKernel of(
            Op.WindowAttention op,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Device device) {
        return new AttentionKernel(
                Windows.squares(op.window(), op.shift()),
                op.attention(),
                new int[] {0, 0, 0},
                new int[] {0, op.channels(), 2 * op.channels()},
                op.channels(),
                op.heads(),
                pairs(op, op.attention().bias(op, weights)),
                op.attention().factors(op, weights),
                arena,
                kernels,
                stages,
                device);
    }

    static StepKernel of(
            Op.CrossAttention op,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Device device) {
        return new AttentionKernel(
                op.windows(),
                op.attention(),
                new int[] {0, 1, 2},
                new int[] {op.queryAt(), op.keyAt(), op.valueAt()},
                op.channels(),
                op.heads(),
                op.bias().of(op.windows(), op.heads(), weights),
                op.attention().factors(op.name(), op.channels(), op.heads(), weights),
                arena,
                kernels,
                stages,
                device);
    }

    /** From one number a distance to (heads, queries, keys). */
    private static float[] pairs(Op.WindowAttention op, float[] distances) {
        int pixels = op.window() * op.window();
        float[] all = new float[op.heads() * pixels * pixels];
        for (int i = 0; i < all.length; i++) {
            int head = i / pixels / pixels * op.distances();
            all[i] = distances[head + op.distance(i / pixels % pixels, i % pixels)];
        }
        return all;
    }

    /** From (heads, queries, keys) to (heads, keys, queries), so that neighbouring work items read neighbours. */
    private float[] keysFirst(float[] pairs) {
        int queries = windows.queries();
        int keys = windows.keys();
        float[] turned = new float[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            int head = i / keys / queries;
            turned[(head * keys + i % keys) * queries + i / keys % queries] = pairs[i];
        }
        return turned;
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        Windows.Axis rows = windows.rows();
        Windows.Axis columns = windows.columns();
        int first = Math.floorDiv(views.from() - rows.shift(), rows.size()) * rows.size() + rows.shift();
        int across =
                (views.width() - columns.shift() + columns.size() - 1) / columns.size() + (columns.shift() > 0 ? 1 : 0);
        int down = (views.from() + views.rows() - first + rows.size() - 1) / rows.size();
        View keys = views.step().inputs().get(operands[1]).view();
        int keyWidth = keys.buffer().size(views.layout().width());
        StepKernel.begin(kernel, weights, views);
        for (int operand : operands) {
            kernel.and(views.operand(operand));
        }
        kernel.and(axis(rows))
                .and(axis(columns))
                .and(
                        width,
                        bias,
                        factors,
                        across,
                        first,
                        keyWidth,
                        keyChannels,
                        windows.edge().ordinal())
                .and(channels[0], channels[1], channels[2], cutBiases);
        stages.set(kernel, views);
        kernel.run((long) across * heads * group, down, group);
    }

    private int[] axis(Windows.Axis axis) {
        return new int[] {
            axis.size(),
            axis.shift(),
            axis.keys(),
            axis.keyStep(),
            axis.keyShift(),
            axis.multiple(),
            axis.margin(),
            windows.fold()
        };
    }
}
