package io.github.upscale4j.examples.page;

import io.github.upscale4j.PixelSink;
import io.github.upscale4j.PixelSource;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.examples.cli.Complaint;
import io.github.upscale4j.files.Enlarger;
import io.github.upscale4j.files.PictureFile;
import io.github.upscale4j.files.UpscaleFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the pictures of all tabs, one after the other: each takes all processors as it is. */
final class Worker {
    private final Models models;
    private final Limits limits;
    private final AtomicLong stored = new AtomicLong();
    private final ExecutorService queue = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "upscale4j-page");
        thread.setDaemon(true);
        return thread;
    });

    Worker(Models models, Limits limits) {
        this.models = models;
        this.limits = limits;
    }

    void submit(Job job) {
        queue.execute(() -> {
            if (job.begin()) {
                run(job);
            }
        });
    }

    @SuppressWarnings("try") // held while this runs
    private void run(Job job) {
        try (Job.Use use = job.use()) {
            enlarge(job);
        } catch (CancellationException e) {
            job.cancel();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            job.failed(complaint(e, job));
        }
    }

    /** Without the file's path, which nobody gave it; the page says which picture it is about. */
    private static String complaint(Throwable e, Job job) {
        String path = job.upload().toString();
        return Complaint.of(e).replace(path + ": ", "").replace(path, job.name());
    }

    private void enlarge(Job job) throws IOException {
        PictureFile picture =
                UpscaleFiles.standard().withMaxPixels(limits.pixels()).read(job.upload());
        BufferedImage image = picture.image();
        Job.Measures measures = measure(image, job.wish());
        reserve(job, measures);
        Upscaler upscaler = models.open(job.wish().model(), job.wish().backend());
        Layer before = null;
        Layer after = null;
        boolean kept = false;
        try {
            before = baseline(job, picture, job.wish().baseline(), measures);
            after = measures.layer(job.folder().resolve("result"));
            long begin = System.nanoTime();
            upscaler.with(job.token())
                    .with(job::progress)
                    .upscale(image, measures.to().width(), measures.to().height(), after);
            kept = job.done(before, after, upscaler.backend(), (System.nanoTime() - begin) / 1e9);
        } finally {
            if (!kept) {
                close(before);
                close(after);
            }
        }
    }

    private static void close(Layer layer) throws IOException {
        if (layer != null) {
            layer.close();
        }
    }

    private Job.Measures measure(BufferedImage image, Wish wish) throws IOException {
        PixelSource source = PixelSource.of(image);
        Size from = new Size(image.getWidth(), image.getHeight());
        Size to = wish.target(from);
        if (to.pixels() > limits.resultPixels()) {
            throw new IOException("the result would have " + to + " = " + to.pixels() / 1_000_000
                    + " megapixels, and the page takes up to " + limits.resultPixels() / 1_000_000
                    + "; choose a smaller size, or use the command line");
        }
        int bits = image.getColorModel().getComponentSize(0) > 8 ? 16 : 8;
        return new Job.Measures(from, to, source.channels(), source.hasAlpha(), bits);
    }

    private void reserve(Job job, Job.Measures measures) throws IOException {
        long bytes = 2 * measures.layerBytes();
        long most = Math.min(
                limits.storedBytes(), stored.get() + job.folder().toFile().getUsableSpace() / 2);
        if (stored.addAndGet(bytes) > most) {
            stored.addAndGet(-bytes);
            throw new IOException("the results would take " + (stored.get() + bytes >> 20) + " MB of disk, and "
                    + (most >> 20) + " are there for them; remove some");
        }
        job.measured(measures, bytes);
    }

    /** The space of a removed job is free again. */
    void free(Job job) {
        stored.addAndGet(-job.stored());
    }

    /** The picture by a plain resize, in a file named by it. */
    Layer baseline(Job job, PictureFile picture, Baseline baseline, Job.Measures measures) throws IOException {
        Layer layer = measures.layer(job.folder().resolve(baseline + "-" + System.nanoTime()));
        PixelSink rows = (y, colour, alpha) -> {
            if (job.token().isCancelled()) {
                throw new CancellationException("cancelled");
            }
            layer.write(y, colour, alpha);
        };
        try {
            Enlarger.of(baseline.resampler())
                    .enlarge(
                            picture.image(),
                            measures.to().width(),
                            measures.to().height(),
                            rows);
            return layer;
        } finally {
            if (!layer.isComplete()) {
                layer.close();
            }
        }
    }

    /** Takes no more; ends when the picture in work has ended. */
    void close() throws InterruptedException {
        queue.shutdownNow();
        if (queue.awaitTermination(1, TimeUnit.MINUTES)) {
            models.close();
        }
    }
}
