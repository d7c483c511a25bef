package io.github.upscale4j.examples.cli;

import io.github.upscale4j.Backends;
import io.github.upscale4j.Upscaler;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;

/** What makes pictures larger: a network or a classical resampler. */
interface Enlarger extends AutoCloseable {
    int MAX_SCALE = Upscaler.MAX_SCALE;

    /** The scale where the user names none. */
    int scale();

    BufferedImage enlarge(BufferedImage picture, int width, int height);

    /** What {@code --info} prints. */
    void describe(PrintWriter out);

    /** All backends, usable or not, one a line. */
    static void describeBackends(PrintWriter out) {
        out.println("backends here:");
        for (Backends.Status status : Backends.list()) {
            out.printf(
                    "  %-12s %s%n",
                    status.name(),
                    status.obstacle().map(reason -> "not usable: " + reason).orElse("usable"));
        }
    }

    @Override
    void close();
}
