package io.github.upscale4j.examples.cli;

import io.github.upscale4j.Backends;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.Enlarger;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What makes pictures larger: a network or a classical resampler. */
interface Means extends AutoCloseable {
    int MAX_SCALE = Upscaler.MAX_SCALE;

    /** The scale where the user names none. */
    int scale();

    Enlarger enlarger();

    /** About how long a picture will take; empty where that is no time worth telling. */
    Optional<Duration> estimate(Dimensions from, Dimensions to);

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

    /** What {@code --devices} prints: a line a device, or why there is none. */
    static void describeDevices(PrintWriter out) {
        List<String> devices = Backends.devices();
        devices.forEach(out::println);
        if (devices.isEmpty()) {
            out.println("no OpenCL device: "
                    + Backends.list().stream()
                            .filter(status -> status.name().equals("opencl"))
                            .findFirst()
                            .flatMap(Backends.Status::obstacle)
                            .orElse("no driver offers one"));
        }
        out.flush();
    }

    @Override
    void close();
}
