package io.github.upscale4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whole networks, ours and ONNX Runtime, at all sizes and with one and two threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class NetworkBenchmark {
    @Param({"natural", "srvgg-64x16", "srvgg-64x32", "rrdb-6", "rrdb-23", "swinir-s-x2", "swinir-m-x4"})
    public String network;

    @Param({"64", "128", "256", "512"})
    public int size;

    @Param("cpu-vector")
    public String backend;

    @Param({"1", "2"})
    public int threads;

    @Param({"ours", "peer"})
    public String side;

    private Contestant contestant;

    @Setup(Level.Trial)
    public void open() {
        contestant = Verified.open(new NetworkComparison(network, size, backend, threads), side);
    }

    @TearDown(Level.Trial)
    public void close() {
        contestant.close();
    }

    @Benchmark
    public void upscale() {
        contestant.run();
    }
}
