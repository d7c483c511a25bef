package io.github.upscale4j.examples.cli;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.Enlarger;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** A network, embedded or from a file. */
record NetworkMeans(Upscaler upscaler) implements Means {
    /** Below, the measuring for an estimate takes longer than the picture. */
    private static final long WORTH_ESTIMATING = 500_000;

    /** Where the model leaves the scale to the caller: what networks of that kind are best at. */
    private static final int SCALE_OF_ENLARGED = 2;

    @Override
    public int scale() {
        return upscaler.model().takesEnlarged()
                ? SCALE_OF_ENLARGED
                : upscaler.model().scale();
    }

    @Override
    public Enlarger enlarger() {
        return upscaler::upscale;
    }

    @Override
    public Optional<Duration> estimate(Dimensions from, Dimensions to) {
        return from.pixels() < WORTH_ESTIMATING
                ? Optional.empty()
                : Optional.of(upscaler.estimate(from.width(), from.height(), to.width(), to.height()));
    }

    @Override
    public void describe(PrintWriter out) {
        Model model = upscaler.model();
        out.println("model:         " + model);
        out.println("architecture:  " + model.architecture());
        out.println("scale:         " + model.scale());
        out.println("computes on:   " + upscaler.backend());
        Means.describeBackends(out);
    }

    @Override
    public void close() {
        upscaler.close();
    }
}
