package io.github.upscale4j.benchmarks;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Precision;
import java.util.OptionalLong;

/**
 * A network through the engine, as {@link io.github.upscale4j.Upscaler} calls it: bands as the engine chooses, memory
 * taken anew for every image, rows copied in and out.
 */
final class Ours implements Contestant {
    private final Engine engine;
    private final Image image;
    private final float[] input;
    private final float[] output;
    private final int outputChannels;
    private final int inputRow;
    private final int outputRow;

    Ours(Network network, Image image, String backend, int threads) {
        this(network, image, backend, threads, Precision.FLOAT32);
    }

    Ours(Network network, Image image, String backend, int threads, Precision allowed) {
        Backend opened = MeasuredBackend.open(backend, threads);
        // the limit that Upscaler sets by default
        long memory = Runtime.getRuntime().maxMemory() / 4;
        engine = new Engine(opened, network.net(), network.weights(), OptionalLong.of(memory), allowed);
        this.image = image;
        input = image.interleaved();
        int scale = network.net().scale();
        outputChannels = network.net().outputChannels();
        inputRow = image.width() * image.channels();
        outputRow = image.width() * scale * outputChannels;
        output = new float[outputRow * image.height() * scale];
    }

    @Override
    public String description() {
        return engine.backend().description();
    }

    @Override
    public void run() {
        try (Run run = engine.open(
                image.width(),
                image.height(),
                (y, to, at) -> System.arraycopy(input, y * inputRow, to, at, inputRow),
                (y, row, at) -> System.arraycopy(row, at, output, y * outputRow, outputRow),
                engine.memoryLimit(),
                () -> {})) {
            while (run.next()) {
                // band by band
            }
        }
    }

    @Override
    public float[] result() {
        run();
        return Image.planar(output, outputChannels);
    }

    @Override
    public void close() {
        engine.close();
    }
}
