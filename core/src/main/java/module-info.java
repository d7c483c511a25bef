/**
 * Super-resolution networks in pure Java. {@link io.github.upscale4j.Upscaler} is the door; the packages beside it are for
 * those who add architectures and backends. Kernels, executor and pixel access are internal.
 */
module io.github.upscale4j.core {
    requires transitive java.desktop;
    requires static java.management;
    requires static jdk.management;
    requires static jdk.incubator.vector;

    exports io.github.upscale4j;
    exports io.github.upscale4j.arch;
    exports io.github.upscale4j.debug;
    exports io.github.upscale4j.metrics;
    exports io.github.upscale4j.net;
    exports io.github.upscale4j.plan;
    exports io.github.upscale4j.resample;
    exports io.github.upscale4j.spi;
    exports io.github.upscale4j.tensor;
    exports io.github.upscale4j.weights;

    uses io.github.upscale4j.arch.Architecture;
    uses io.github.upscale4j.spi.BackendProvider;
    uses io.github.upscale4j.weights.WeightsReader;
}
