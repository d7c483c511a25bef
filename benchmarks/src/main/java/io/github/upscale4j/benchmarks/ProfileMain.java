package io.github.upscale4j.benchmarks;

import io.github.upscale4j.spi.Precision;

/**
 * Says where the time of an OpenCL device goes: for every argument {@code network:size} and precision a table of the kinds of
 * steps, with the times that the driver measures, on the error stream. Behind them {@code -Druns=} runs (20).
 */
final class ProfileMain {
    private static final int RUNS = Integer.getInteger("runs", 20);

    /** What makes {@code opencl-kernels} log the table when an execution ends. */
    private static final String PROPERTY = "upscale4j.opencl.profile";

    private ProfileMain() {}

    public static void main(String[] args) {
        for (String arg : args) {
            SizedNetwork sized = SizedNetwork.of(arg);
            Image image = sized.image();
            for (Precision precision : Precision.values()) {
                System.clearProperty(PROPERTY); // the device is checked and convolutions are cut without it
                run(sized, image, precision, 1);
                System.setProperty(PROPERTY, "true");
                System.err.println(arg + ", " + precision);
                run(sized, image, precision, RUNS);
            }
        }
    }

    private static void run(SizedNetwork sized, Image image, Precision precision, int times) {
        try (Contestant held = new Held(sized.network(), image, "opencl", 1, sized.size(), false, precision)) {
            for (int i = 0; i < times; i++) {
                held.run();
            }
        }
    }
}
