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

/** From the start of a JVM to a written PNG, with the embedded model; every shot starts a JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 10)
@Fork(1)
public class FirstPictureBenchmark {
    @Param({"256"})
    public int size;

    @Param({"ours", "peer"})
    public String side;

    private Contestant contestant;

    @Setup(Level.Trial)
    public void open() {
        contestant = Verified.open(new FirstPictureComparison(size), side);
    }

    @TearDown(Level.Trial)
    public void close() {
        contestant.close();
    }

    @Benchmark
    public void startToPng() {
        contestant.run();
    }
}
