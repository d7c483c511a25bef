package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ParallelTest {
    /** Thousands of runs of a few tasks, with pauses in which the workers fall asleep at every stage. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyTaskRunsOnceInEveryRun(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            int[] plain = new int[40];
            for (int run = 0; run < 20_000; run++) {
                int count = run % 9;
                int value = run;
                Arrays.fill(plain, -1);
                parallel.run(count, (index, worker) -> {
                    assertThat(plain[index]).isEqualTo(-1);
                    plain[index] = value;
                });
                // written by other threads without locks: the end of a run makes it visible
                for (int i = 0; i < plain.length; i++) {
                    if (plain[i] != (i < count ? value : -1)) {
                        throw new AssertionError("run " + run + ", task " + i + ": " + plain[i]);
                    }
                }
                if (run % 1000 == 7) {
                    LockSupport.parkNanos(200_000L * (run / 1000));
                }
            }
        }
    }

    /** Tasks that wait for one another need all the threads at once, also after these have gone to sleep. */
    @Test
    void allThreadsTakePart() {
        try (Parallel parallel = new Parallel(3)) {
            for (int run = 0; run < 50; run++) {
                CountDownLatch together = new CountDownLatch(3);
                Set<Integer> workers = ConcurrentHashMap.newKeySet();
                parallel.run(3, (index, worker) -> {
                    workers.add(worker);
                    together.countDown();
                    try {
                        assertThat(together.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(workers).containsExactlyInAnyOrder(0, 1, 2);
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    @Test
    void aWorkerIsOneThreadAtATime() {
        try (Parallel parallel = new Parallel(3)) {
            AtomicIntegerArray busy = new AtomicIntegerArray(3);
            AtomicInteger clashes = new AtomicInteger();
            for (int run = 0; run < 500; run++) {
                parallel.run(20, (index, worker) -> {
                    if (busy.getAndIncrement(worker) != 0) {
                        clashes.incrementAndGet();
                    }
                    Thread.onSpinWait();
                    busy.decrementAndGet(worker);
                });
            }
            assertThat(clashes).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTaskThatThrowsEndsTheRunAndNoMore(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            for (int run = 0; run < 300; run++) {
                int bad = run % 7;
                assertThatThrownBy(() -> parallel.run(7, (index, worker) -> {
                            if (index == bad) {
                                throw new IllegalArgumentException("task " + index);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("task " + bad);
                AtomicInteger done = new AtomicInteger();
                parallel.run(7, (index, worker) -> done.incrementAndGet());
                assertThat(done).hasValue(7);
            }
            assertThatThrownBy(() -> parallel.run(5, (index, worker) -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void closesIdleUsedOrTwice() {
        for (int i = 0; i < 200; i++) {
            Parallel parallel = new Parallel(3);
            for (int run = 0; run < i % 4; run++) {
                parallel.run(4, (index, worker) -> {});
            }
            if (i % 10 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            parallel.close();
            parallel.close();
            assertThatThrownBy(() -> parallel.run(4, (index, worker) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this backend is closed");
        }
    }

    @Test
    void takesCallersOneAfterTheOther() throws InterruptedException {
        try (Parallel parallel = new Parallel(2)) {
            int[] sum = new int[1];
            Thread[] callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = new Thread(() -> {
                    for (int run = 0; run < 500; run++) {
                        int[] part = new int[6];
                        parallel.run(6, (index, worker) -> part[index] = 1);
                        synchronized (sum) {
                            sum[0] += Arrays.stream(part).sum();
                        }
                    }
                });
                callers[i].start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(sum[0]).isEqualTo(4 * 500 * 6);
        }
    }

    /** What a run worked on, an arena of gigabytes, is not held until the next run. */
    @Test
    void forgetsWhatItWorkedOn() throws InterruptedException {
        try (Parallel parallel = new Parallel(3)) {
            WeakReference<int[]> arena = work(parallel);
            for (int i = 0; i < 100 && arena.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            assertThat(arena.get()).isNull();
        }
    }

    private static WeakReference<int[]> work(Parallel parallel) {
        int[] arena = new int[64];
        for (int run = 0; run < 50; run++) {
            parallel.run(64, (index, worker) -> {
                arena[index]++;
                LockSupport.parkNanos(1_000);
            });
        }
        return new WeakReference<>(arena);
    }

    @Test
    void needsAThread() {
        assertThatThrownBy(() -> new Parallel(0)).hasMessage("threads: at least 1, got 0");
    }
}
