package io.github.upscale4j.examples.cli;

import io.github.upscale4j.files.Enlarger;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** {@code --method bicubic} and its like. */
record ClassicalMeans(Method method) implements Means {
    @Override
    public int scale() {
        return 4;
    }

    @Override
    public Enlarger enlarger() {
        return Enlarger.of(method.resampler);
    }

    @Override
    public Optional<Duration> estimate(Dimensions from, Dimensions to) {
        return Optional.empty();
    }

    @Override
    public void describe(PrintWriter out) {
        out.println("method:        " + method.resampler + ", without a network");
        Means.describeBackends(out);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
