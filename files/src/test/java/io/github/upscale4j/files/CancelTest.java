package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.CancelToken;
import io.github.upscale4j.Upscaler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever a call is ended: no thread, no file but a whole and right one. */
class CancelTest {
    private static final int TIMES = 50;
    private static final int WIDTH = 360;
    private static final int HEIGHT = 240;

    @TempDir
    Path folder;

    @Test
    void atAnyMomentNothingStays() throws Exception {
        Path input = SamplePictures.write(
                SamplePictures.random(new Random(1), 3, true, 8, 90, 60), "png", folder.resolve("in.png"));
        PictureFile picture = UpscaleFiles.standard().read(input);
        try (Upscaler upscaler = Upscaler.builder().build()) {
            Path whole = folder.resolve("whole.png");
            UpscaleFiles.standard().write(picture, upscaler::upscale, WIDTH, HEIGHT, whole);
            BufferedImage expected = UpscaleFiles.standard().read(whole).image();
            List<String> threads = threads();
            int ended = 0;
            for (int seed = 0; seed < TIMES; seed++) {
                Random random = new Random(seed);
                Call call = new Call(
                        random.nextInt(HEIGHT),
                        random.nextInt(2_000_000),
                        random.nextBoolean(),
                        folder.resolve("out" + List.of(".png", ".tif").get(random.nextInt(2))));
                Throwable problem = call.run(upscaler, picture);
                String what = "seed " + seed + ", " + call;
                if (problem == null) {
                    BufferedImage result =
                            UpscaleFiles.standard().read(call.output).image();
                    WritersTest.assertSame(result, expected, what);
                    Files.delete(call.output);
                } else {
                    assertThat(problem).as(what).isInstanceOf(CancellationException.class);
                    ended++;
                }
                assertThat(names()).as(what).containsExactly("in.png", "whole.png");
                assertThat(threads()).as(what).isEqualTo(threads);
            }
            assertThat(ended).as("calls that were really ended").isGreaterThan(TIMES / 3);
        }
    }

    /** Ended some time after a row of the result. */
    private record Call(int row, int nanos, boolean byToken, Path output) {
        /** What ended the call; null if it was quicker. */
        Throwable run(Upscaler upscaler, PictureFile picture) throws InterruptedException {
            CancelToken token = new CancelToken();
            AtomicReference<Throwable> problem = new AtomicReference<>();
            AtomicInteger rows = new AtomicInteger();
            Enlarger counting = (image, width, height, sink) -> upscaler.with(token)
                    .upscale(image, width, height, (y, colour, alpha) -> {
                        rows.incrementAndGet();
                        sink.write(y, colour, alpha);
                    });
            Thread worker = new Thread(
                    () -> {
                        try {
                            UpscaleFiles.standard().write(picture, counting, WIDTH, HEIGHT, output);
                        } catch (IOException | RuntimeException e) {
                            problem.set(e);
                        }
                    },
                    "worker");
            worker.start();
            while (rows.get() < row && worker.isAlive()) {
                Thread.onSpinWait();
            }
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            if (byToken) {
                token.cancel();
            } else {
                worker.interrupt();
            }
            worker.join(20_000);
            assertThat(worker.isAlive()).isFalse();
            return problem.get();
        }
    }

    /** Of the library and of this test; the JVM's own come and go. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("upscale4j") || name.equals("worker"))
                .sorted()
                .toList();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
