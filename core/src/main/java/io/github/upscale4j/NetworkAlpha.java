package io.github.upscale4j;

import io.github.upscale4j.exec.Run;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * {@link AlphaMode#NETWORK}: alpha goes through the network as a gray picture. Where it is flat, the result is that value
 * exactly, whatever the network says. So the rows above the first that is not flat need no network, and a constant alpha
 * none at all.
 */
final class NetworkAlpha implements AlphaRows {
    private final Network network;
    private final Tee.Branch source;
    private final FlatPixels flat;
    private final int width;
    private final int height;
    private final int margin;
    private final long memory;
    private final RowSink resized;
    private final Deque<float[]> computed = new ArrayDeque<>(); // rows of the network's size
    private final Deque<float[]> ready = new ArrayDeque<>();
    private int row;
    private float[] last; // the last of the rows that are one value
    private Run run;

    /**
     * @param margin columns, and rows, on every side that continue the opposite border
     * @param memory bytes for a run of the network
     * @param resultWidth columns of the rows that {@code resizing} makes
     * @param resizing takes rows of the network's size, given where its own go to
     */
    NetworkAlpha(
            Network network,
            Tee tee,
            int width,
            int height,
            int margin,
            long memory,
            int resultWidth,
            UnaryOperator<RowSink> resizing) {
        this.network = network;
        source = tee.branch();
        flat = new FlatPixels(tee.branch(), width, height);
        this.width = width;
        this.height = height;
        this.margin = margin;
        this.memory = memory;
        resized = resizing.apply((y, values, at) -> {
            float[] result = new float[resultWidth];
            for (int x = 0; x < resultWidth; x++) {
                result[x] = Colours.clamp(values[at + x]);
            }
            ready.add(result);
        });
    }

    @Override
    public float[] next() {
        while (ready.isEmpty()) {
            goOn();
        }
        return ready.remove();
    }

    /** Makes the rows of the network's size that belong to the next row of the source. */
    private void goOn() {
        int y = row++;
        flat.next();
        if (run == null) {
            if (flat.whole()) {
                last = source.next().alpha();
            } else {
                run = begin(y);
            }
        }
        int scale = network.scale();
        for (int i = 0; i < scale; i++) {
            float[] values = run == null ? new float[width * scale] : computed();
            for (int x = 0; x < width; x++) {
                if (flat.flat(x)) {
                    Arrays.fill(values, x * scale, (x + 1) * scale, flat.value(x));
                }
            }
            resized.write(y * scale + i, values, 0);
        }
    }

    private float[] computed() {
        while (computed.isEmpty()) {
            run.next();
        }
        return computed.remove();
    }

    /** The network over the rows from {@code y} on, below as many of the constant ones as it sees, which may be all. */
    private Run begin(int y) {
        int multiple = network.engine().plan().net().multiple();
        Plan plan = network.engine().plan();
        int first = plan.whole() ? 0 : Math.max(0, y - plan.halo()) / multiple * multiple;
        int columns = width * network.scale();
        RowSource rows = (r, to, at) -> {
            float[] alpha = first + r < y ? last : source.next().alpha();
            if (network.colours() == 3) {
                Colours.spread(alpha, width, to, at);
            } else {
                System.arraycopy(alpha, 0, to, at, width);
            }
        };
        RowSink keep = (r, values, at) -> {
            if (first + r / network.scale() >= y) {
                computed.add(Arrays.copyOfRange(values, at, at + columns));
            }
        };
        RowSink gray = network.colours() == 3 ? Colours.gray(columns, keep) : keep;
        return network.open(width, height - first, margin, rows, gray, memory);
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
    }
}
