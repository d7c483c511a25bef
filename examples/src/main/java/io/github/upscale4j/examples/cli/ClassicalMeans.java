package io.github.upscale4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;

/** {@code --method bicubic} and its like. */
record ClassicalEnlarger(Method method) implements Enlarger {
    @Override
    public int scale() {
        return 4;
    }

    @Override
    public BufferedImage enlarge(BufferedImage picture, int width, int height) {
        return method.resampler.resize(picture, width, height);
    }

    @Override
    public void describe(PrintWriter out) {
        out.println("method:        " + method.resampler + ", without a network");
        Enlarger.describeBackends(out);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
