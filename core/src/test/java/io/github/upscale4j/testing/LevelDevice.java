package io.github.upscale4j.testing;

import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The CPU, playing a device that takes rows as levels where it can, and gives them so where it may. */
public final class LevelDevice extends PlayedDevice {
    private boolean holding;
    private int tooBright;
    private int rowsLeft = Integer.MAX_VALUE;
    private final Set<String> depths = new TreeSet<>();

    /** It is lost after so many rows of the result. */
    public LevelDevice failingAfter(int rows) {
        rowsLeft = rows;
        return this;
    }

    /** Its rounding is off by so many levels, where it can be. */
    public LevelDevice tooBright(int levels) {
        tooBright = levels;
        return this;
    }

    /** It gives the rows of a band away while it computes the next one. */
    public LevelDevice holdingBack() {
        holding = true;
        return this;
    }

    /** Bits of the rows that came and went, as in {@code 8 to 32}. */
    public Set<String> depths() {
        return depths;
    }

    @Override
    protected Execution open(Program program, Layout layout, Precision precision) {
        return new LevelExecution(program.open(layout), layout);
    }

    private final class LevelExecution implements Execution {
        private final Execution execution;
        private final int inputs;
        private final int outputs;
        private List<Runnable> held = new ArrayList<>();

        LevelExecution(Execution execution, Layout layout) {
            this.execution = execution;
            inputs = layout.width() * layout.plan().net().inputChannels();
            outputs = layout.width()
                    * layout.plan().net().scale()
                    * layout.plan().net().outputChannels();
        }

        @Override
        public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
            depths.add(source.depth() + " to " + sink.depth());
            List<Runnable> rows = new ArrayList<>();
            execution.run(
                    bands,
                    (y, to, at) -> read(source, y, to, at),
                    (y, row, at) -> {
                        float[] copy = Arrays.copyOfRange(row, at, at + outputs);
                        rows.add(() -> write(sink, y, copy, 0));
                    },
                    check);
            flush();
            held = rows;
            if (!holding) {
                flush();
            }
        }

        @Override
        public void flush() {
            List<Runnable> rows = held;
            held = List.of();
            rows.forEach(Runnable::run);
        }

        private void read(RowSource source, int y, float[] to, int at) {
            if (source.depth() == Levels.FLOATS) {
                source.read(y, to, at);
                return;
            }
            byte[] levels = new byte[inputs * source.depth() / 8 + 3];
            source.read(y, levels, 3);
            Levels.toFloats(Arrays.copyOfRange(levels, 3, levels.length), source.depth(), inputs, to, at);
        }

        private void write(RowSink sink, int y, float[] row, int at) {
            if (rowsLeft-- == 0) {
                throw new DeviceException("a device is lost");
            }
            boolean finite = true;
            for (int i = at; i < at + outputs; i++) {
                finite &= Float.isFinite(row[i]);
            }
            if (sink.depth() == Levels.FLOATS || !finite) {
                sink.write(y, row, at);
                return;
            }
            byte[] levels = new byte[outputs * sink.depth() / 8 + 3];
            for (int i = 0; i < outputs; i++) {
                float clamped = Math.max(0, Math.min(1, row[at + i]));
                int max = Levels.max(sink.depth());
                Levels.put(levels, 3, i, sink.depth(), Math.min(max, (int) (clamped * max + 0.5f) + tooBright));
            }
            sink.write(y, levels, 3);
        }

        @Override
        public void close() {
            execution.close();
        }
    }
}
