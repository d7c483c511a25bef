package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that end early, and what they leave: nothing. */
@Timeout(120)
class CancelTest {
    private static final BufferedImage IMAGE = Images.soft(12, 10, BufferedImage.TYPE_INT_ARGB, 1);
    private static final BufferedImage EXPECTED = Upscaler.upscale(IMAGE, 4);

    /** Minutes of work, if nobody ended it. */
    private static final BufferedImage LARGE = Images.soft(3_000, 2_000, BufferedImage.TYPE_INT_ARGB, 1);

    private static final Upscaler UPSCALER =
            Upscaler.builder().threads(2).memoryLimit(200L << 20).build();

    @AfterAll
    static void close() {
        UPSCALER.close();
    }

    enum Way {
        TOKEN,
        INTERRUPT,
        FUTURE
    }

    /** At any moment: before, while rows are read, between two steps, in the middle of a step. */
    @ParameterizedTest
    @EnumSource
    void endsSoonAndLeavesAllAsItWas(Way way) throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 12; i++) {
            int millis = random.nextInt(300);
            long end = cancelled(way, millis);
            // one step of one band takes milliseconds; the rest is for a machine that does other things
            assertThat(TimeUnit.NANOSECONDS.toMillis(end))
                    .as("%s after %d ms", way, millis)
                    .isLessThan(5_000);
            Images.assertSame(UPSCALER.upscale(IMAGE), EXPECTED, "the next picture");
        }
    }

    /** How long it takes to end, in nanoseconds. */
    private static long cancelled(Way way, int millis) throws Exception {
        if (way == Way.FUTURE) {
            CompletableFuture<BufferedImage> future = UPSCALER.upscaleAsync(LARGE);
            Thread.sleep(millis);
            long start = System.nanoTime();
            assertThat(future.cancel(false)).isTrue();
            assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
            UPSCALER.upscale(IMAGE); // waits until the thread in the background has given up
            return System.nanoTime() - start;
        }
        CancelToken token = new CancelToken();
        Throwable[] thrown = {null};
        boolean[] interrupted = {false};
        Thread caller = new Thread(() -> {
            try {
                UPSCALER.with(token).upscale(LARGE);
            } catch (RuntimeException e) {
                thrown[0] = e;
                interrupted[0] = Thread.currentThread().isInterrupted();
            }
        });
        caller.start();
        Thread.sleep(millis);
        long start = System.nanoTime();
        if (way == Way.TOKEN) {
            token.cancel();
        } else {
            caller.interrupt();
        }
        caller.join();
        assertThat(thrown[0])
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining(way == Way.TOKEN ? "by its CancelToken" : "its thread was interrupted");
        assertThat(interrupted[0]).as("the interrupt is kept").isEqualTo(way == Way.INTERRUPT);
        return System.nanoTime() - start;
    }

    @Test
    void aCallThatWaitsForAnotherEndsToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CancelToken first = new CancelToken();
        CompletableFuture<BufferedImage> running =
                UPSCALER.with(first).with(progress -> begun.countDown()).upscaleAsync(LARGE);
        begun.await();
        CancelToken second = new CancelToken();
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> UPSCALER.with(second).upscale(IMAGE));
        Thread.sleep(50);
        second.cancel();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(CancellationException.class);
        assertThat(running.isDone()).isFalse();
        first.cancel();
        assertThatThrownBy(running::join)
                .satisfies(problem -> assertThat(problem instanceof CompletionException ? problem.getCause() : problem)
                        .isInstanceOf(CancellationException.class));
    }

    @Test
    void aTokenThatIsCancelledAlreadyStartsNothing() {
        CancelToken token = new CancelToken();
        token.cancel();
        assertThat(token.isCancelled()).isTrue();
        assertThatThrownBy(() -> UPSCALER.with(token).upscale(IMAGE)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> UPSCALER.with(token).estimate(100, 100)).isInstanceOf(CancellationException.class);
        Images.assertSame(UPSCALER.with(new CancelToken()).upscale(IMAGE), EXPECTED, "another token");
    }

    /** From within a sink, as a program does that has seen enough. */
    @Test
    void noRowIsWrittenAfterTheCancel() throws IOException {
        CancelToken token = new CancelToken();
        int[] last = {-1};
        PixelSource source = PixelSource.of(Images.soft(20, 400, BufferedImage.TYPE_INT_RGB, 1));
        assertThatThrownBy(() -> UPSCALER.with(token).upscale(source, (y, colour, alpha) -> {
                    last[0] = y;
                    if (y == 100) {
                        token.cancel();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(last[0]).isEqualTo(100);
    }

    @Test
    void theFutureHasThePictureOrWhatWasThrown() throws Exception {
        Images.assertSame(UPSCALER.upscaleAsync(IMAGE).get(), EXPECTED, "future");
        Images.assertSame(
                UPSCALER.upscaleAsync(IMAGE, 20, 30).get(), UPSCALER.upscale(IMAGE, 20, 30), "future of a size");
        assertThatThrownBy(() -> UPSCALER.upscaleAsync(IMAGE, 0, 30).get())
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    /** The thread of futures is a daemon, and gone soon after the last of them, or after close. */
    @Test
    void theThreadInTheBackgroundEnds() throws Exception {
        Upscaler upscaler = Upscaler.builder().threads(1).build();
        upscaler.upscaleAsync(IMAGE).get();
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("upscale4j-background"))
                .findFirst()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();
        CompletableFuture<BufferedImage> running = upscaler.upscaleAsync(LARGE);
        Thread.sleep(50);
        running.cancel(true);
        upscaler.close();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
        assertThatThrownBy(() -> upscaler.upscaleAsync(IMAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this upscaler is closed");
    }
}
