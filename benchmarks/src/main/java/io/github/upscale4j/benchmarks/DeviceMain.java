package io.github.upscale4j.benchmarks;

import io.github.upscale4j.spi.Precision;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times whole networks on the OpenCL device for {@code benchmarks/gpu.sh}: for every argument {@code network:size} and
 * precision a line with the milliseconds of the engine, rows copied in and out, and of the steps alone, and the {@link Floor}
 * in GFLOP and GB.
 */
final class DeviceMain {
    /** Of each measurement: {@code -Dseconds=}. */
    private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "6"));

    private static final int LEAST_ROUNDS = 5;

    private DeviceMain() {}

    public static void main(String[] args) {
        for (String arg : args) {
            SizedNetwork sized = SizedNetwork.of(arg);
            Image image = sized.image();
            Floor floor = Floor.of(sized.network().net(), sized.size());
            for (Precision precision : Precision.values()) {
                time(sized.network(), image, sized.size(), floor, precision);
            }
        }
    }

    private static void time(Network network, Image image, int size, Floor floor, Precision precision) {
        double whole;
        double steps;
        String device;
        try (Contestant engine = new Ours(network, image, "opencl", 1, precision)) {
            device = engine.description();
            whole = milliseconds(engine);
        }
        try (Contestant held = new Held(network, image, "opencl", 1, size, false, precision)) {
            steps = milliseconds(held);
        }
        System.out.printf(
                Locale.ROOT,
                "ours\t%s\t%d\t%s\t%.3f\t%.3f\t%.3f\t%.4f\t%s%n",
                network.name(),
                size,
                precision.name().toLowerCase(Locale.ROOT),
                whole,
                steps,
                floor.operations() / 1e9,
                floor.bytes() / 1e9 / (precision == Precision.FLOAT16 ? 2 : 1),
                device);
    }

    /** The median of the rounds of some seconds, after one that warms up. */
    private static double milliseconds(Contestant contestant) {
        contestant.run();
        contestant.run();
        double[] rounds = new double[1000];
        int count = 0;
        long start = System.nanoTime();
        while (count < LEAST_ROUNDS || count < rounds.length && System.nanoTime() - start < SECONDS * 1e9) {
            rounds[count++] = 1e3 * Stopwatch.time(contestant, 1).seconds();
        }
        Arrays.sort(rounds, 0, count);
        return rounds[count / 2];
    }
}
