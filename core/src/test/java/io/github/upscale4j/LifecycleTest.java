package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Opened, shared, closed. */
@Timeout(60)
class LifecycleTest {
    private static final BufferedImage IMAGE = Images.soft(8, 6, BufferedImage.TYPE_INT_ARGB, 1);

    @Test
    void isClosedOnceOrTwiceAndThenRefuses() {
        Upscaler upscaler = Upscaler.builder().threads(3).build();
        upscaler.upscale(IMAGE);
        upscaler.close();
        upscaler.close();
        assertThatThrownBy(() -> upscaler.upscale(IMAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this upscaler is closed");
        assertThatThrownBy(() -> upscaler.upscale(RandomNets.image(1, 3, 4, 4)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this upscaler is closed");
        assertThatThrownBy(() -> upscaler.upscale(IMAGE, 5, 5)).isInstanceOf(IllegalStateException.class);
        // what it was can still be asked
        assertThat(upscaler.model().scale()).isEqualTo(4);
        assertThat(upscaler.backend()).contains("3 threads");
    }

    @Test
    void oneThatWasNeverUsedCloses() {
        Upscaler.builder().threads(3).build().close();
    }

    @Test
    void fourCallersGetWhatOneGets() throws Exception {
        List<BufferedImage> images = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            images.add(Images.soft(5 + i, 14 - i, BufferedImage.TYPE_INT_ARGB, i));
        }
        try (Upscaler upscaler = Upscaler.builder().threads(2).build()) {
            List<BufferedImage> serial = images.stream().map(upscaler::upscale).toList();
            ExecutorService callers = Executors.newFixedThreadPool(4);
            try {
                List<Future<BufferedImage>> results = new ArrayList<>();
                for (BufferedImage image : images) {
                    results.add(callers.submit(() -> upscaler.upscale(image)));
                }
                for (int i = 0; i < images.size(); i++) {
                    Images.assertSame(results.get(i).get(), serial.get(i), "picture " + i);
                }
            } finally {
                callers.shutdownNow();
            }
        }
    }

    /** Two upscalers and the one-liner at once share a model and nothing else. */
    @Test
    void closingOneLeavesTheOthers() {
        Upscaler first = Upscaler.builder().model(Model.natural()).build();
        try (Upscaler second = Upscaler.builder().model(Model.natural()).build()) {
            BufferedImage expected = first.upscale(IMAGE);
            first.close();
            Images.assertSame(second.upscale(IMAGE), expected, "second");
            Images.assertSame(Upscaler.upscale(IMAGE, 4), expected, "one-liner");
        }
    }

    @Test
    void threadsAreDaemonsAndEndAtClose() {
        Set<Thread> before = ours();
        Upscaler upscaler = Upscaler.builder().threads(4).build();
        assertThat(ours()).as("threads start when they are needed").isEqualTo(before);
        upscaler.upscale(IMAGE);
        Set<Thread> running = ours();
        running.removeAll(before);
        assertThat(running).hasSize(3).allMatch(Thread::isDaemon);
        upscaler.close();
        assertThat(running).noneMatch(Thread::isAlive);
    }

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("upscale4j"))
                .collect(Collectors.toSet());
    }

    /** A call in progress is finished, not cut. */
    @Test
    void closeWaitsForTheCallInProgress() throws Exception {
        List<Future<BufferedImage>> result = new ArrayList<>();
        BufferedImage image = Images.soft(8, 60, BufferedImage.TYPE_INT_RGB, 1);
        BufferedImage expected = Upscaler.upscale(image, 4);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            java.util.concurrent.CountDownLatch begun = new java.util.concurrent.CountDownLatch(1);
            Upscaler upscaler = Upscaler.builder()
                    .backend("cpu")
                    .threads(2)
                    .memoryLimit(LowMemory.bytes(Model.natural(), "cpu", 2, 8, 60))
                    .progress(progress -> begun.countDown())
                    .build();
            result.add(other.submit(() -> upscaler.upscale(image)));
            begun.await();
            upscaler.close();
            Images.assertSame(result.get(0).get(), expected, "the picture in progress");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aModelServesManyUpscalers() throws IOException {
        GoldenNetwork golden = GoldenNetwork.of("srvgg-prelu-x2");
        Model model = Model.load(golden.weights());
        BufferedImage first = null;
        for (int i = 0; i < 3; i++) {
            try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
                BufferedImage result = upscaler.upscale(IMAGE);
                first = first == null ? result : first;
                Images.assertSame(result, first, "upscaler " + i);
            }
        }
    }
}
