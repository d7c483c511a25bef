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

/** A network in bands of some rows, over memory that is taken once; the highest band is the whole image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class BandBenchmark {
    @Param({"srvgg-64x32", "rrdb-6"})
    public String network;

    @Param("512")
    public int size;

    @Param({"4", "8", "16", "32", "64", "128", "512"})
    public int rows;

    @Param("cpu-vector")
    public String backend;

    @Param("2")
    public int threads;

    private Contestant contestant;

    @Setup(Level.Trial)
    public void open() {
        contestant = Verified.open(new BandComparison(network, size, backend, threads, rows), "ours");
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
