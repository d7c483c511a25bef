package io.github.upscale4j;

import io.github.upscale4j.arch.Convention;
import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Ensemble;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.List;

/**
 * A network as one call uses it.
 *
 * @param engine what computes it
 * @param model its name, for messages
 * @param convention what values pictures have for it
 * @param settings what else the caller wants
 * @param call ends when it is cancelled
 */
record Network(Engine engine, String model, Convention convention, Settings settings, Call call) {
    int scale() {
        return engine.plan().net().scale();
    }

    /** 1 or 3, the same in and out; see {@link #checkColours()}. Noise comes beside it. */
    int colours() {
        return convention.noise()
                ? engine.plan().net().outputChannels()
                : engine.plan().net().inputChannels();
    }

    /** @throws IllegalArgumentException if the network is not made for pictures */
    void checkColours() {
        int made = engine.plan().net().outputChannels();
        if (colours() != 1 && colours() != 3 || made != colours()) {
            throw new IllegalArgumentException("the model " + model + " takes " + colours() + " channels and makes "
                    + made + "; pictures need 1 or 3, the same in and out. Give it tensors: upscale(Tensor)");
        }
    }

    /**
     * Opens a run over an image of {@code width} x {@code height}; the rows of the result are within [0, 1].
     *
     * @param margin columns, and rows, on every side of it that continue the opposite border
     */
    Run open(int width, int height, int margin, RowSource source, RowSink sink, long memory) {
        RowSink checked = new Checked(sink, width * scale());
        RowSource values = mapped(source, width);
        if (convention.noise()) {
            int channels = engine.plan().net().inputChannels();
            values = new Noise(settings.seed(), margin).behind(values, width, height, colours(), channels);
        }
        return settings.ensemble()
                ? new Ensemble(engine, width, height, values, checked, memory, call::check)
                : engine.open(width, height, values, checked, memory, call::check);
    }

    /** Pictures as the network's own pipeline gives them to it. */
    private RowSource mapped(RowSource source, int width) {
        if (convention.in().equals(Convention.PICTURE.in())) {
            return source;
        }
        int channels = colours();
        return (y, to, at) -> {
            source.read(y, to, at);
            for (int i = 0; i < width * channels; i++) {
                to[at + i] = line(convention.in(), i % channels).of(to[at + i]);
            }
        };
    }

    private static Convention.Line line(List<Convention.Line> lines, int channel) {
        return lines.get(lines.size() == 1 ? 0 : channel);
    }

    /** A value that is no number fails the picture, which would show black. */
    private final class Checked implements RowSink {
        private final RowSink next;
        private final int channels = colours();
        private final boolean asItIs = convention.out().equals(Convention.PICTURE.out());
        private final float[] clamped;

        Checked(RowSink next, int width) {
            this.next = next;
            clamped = new float[width * channels];
        }

        @Override
        public void write(int y, float[] row, int at) {
            for (int i = 0; i < clamped.length; i++) {
                float value = row[at + i];
                if (!Float.isFinite(value)) {
                    throw new ArithmeticException("the model " + model + " gave " + value + " at row " + y + ", column "
                            + i / channels + " of its output: its weights are damaged or not meant for this input");
                }
                clamped[i] = Colours.clamp(
                        asItIs ? value : line(convention.out(), i % channels).of(value));
            }
            next.write(y, clamped, 0);
        }

        @Override
        public int depth() {
            return asItIs ? next.depth() : Levels.FLOATS;
        }

        /** Clamped already; where a value is none, the row comes as floats. */
        @Override
        public void write(int y, byte[] levels, int at) {
            next.write(y, levels, at);
        }
    }
}
