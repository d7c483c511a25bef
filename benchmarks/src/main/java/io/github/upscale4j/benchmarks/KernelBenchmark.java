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

/** Single operations of the shapes that networks have, ours and ONNX Runtime; also checked against the oracle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class KernelBenchmark {
    @Param({
        "conv3x3-64-64",
        "conv3x3-64-32",
        "conv3x3-96-32",
        "conv3x3-192-64",
        "conv3x3-3-64",
        "conv3x3-64-48",
        "conv3x3-64-3",
        "conv1x1-64-64",
        "shuffle-48-4"
    })
    public String operation;

    @Param("128")
    public int size;

    @Param("cpu-vector")
    public String backend;

    @Param("1")
    public int threads;

    @Param({"ours", "peer"})
    public String side;

    private Contestant contestant;

    @Setup(Level.Trial)
    public void open() {
        Oracle.require(operation, backend);
        contestant = Verified.open(new KernelComparison(operation, size, backend, threads), side);
    }

    @TearDown(Level.Trial)
    public void close() {
        contestant.close();
    }

    @Benchmark
    public void run() {
        contestant.run();
    }
}
