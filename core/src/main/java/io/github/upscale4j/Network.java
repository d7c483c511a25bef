package io.github.upscale4j;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Ensemble;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;

/**
 * A network as one call uses it.
 *
 * @param engine what computes it
 * @param model its name, for messages
 * @param settings what else the caller wants
 * @param call ends when it is cancelled
 */
record Network(Engine engine, String model, Settings settings, Call call) {
    int scale() {
        return engine.plan().net().scale();
    }

    /** 1 or 3, the same in and out; see {@link #checkColours()}. */
    int colours() {
        return engine.plan().net().inputChannels();
    }

    /** @throws IllegalArgumentException if the network is not made for pictures */
    void checkColours() {
        int made = engine.plan().net().outputChannels();
        if (colours() != 1 && colours() != 3 || made != colours()) {
            throw new IllegalArgumentException("the model " + model + " takes " + colours() + " channels and makes "
                    + made + "; pictures need 1 or 3, the same in and out. Give it tensors: upscale(Tensor)");
        }
    }

    /** Opens a run over an image of {@code width} x {@code height}; the rows of the result are within [0, 1]. */
    Run open(int width, int height, RowSource source, RowSink sink, long memory) {
        RowSink checked = checked(sink, width * scale());
        return settings.ensemble()
                ? new Ensemble(engine, width, height, source, checked, memory, call::check)
                : engine.open(width, height, source, checked, memory, call::check);
    }

    /** A value that is no number fails the picture, which would show black. */
    private RowSink checked(RowSink next, int width) {
        int channels = colours();
        float[] clamped = new float[width * channels];
        return (y, row, at) -> {
            for (int i = 0; i < clamped.length; i++) {
                float value = row[at + i];
                if (!Float.isFinite(value)) {
                    throw new ArithmeticException("the model " + model + " gave " + value + " at row " + y + ", column "
                            + i / channels + " of its output: its weights are damaged or not meant for this input");
                }
                clamped[i] = Colours.clamp(value);
            }
            next.write(y, clamped, 0);
        };
    }
}
