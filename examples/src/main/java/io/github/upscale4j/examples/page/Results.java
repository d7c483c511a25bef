package io.github.upscale4j.examples.page;

import io.github.upscale4j.files.Enlarger;
import io.github.upscale4j.files.FileFormat;
import io.github.upscale4j.files.PictureFile;
import io.github.upscale4j.files.UpscaleFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** What a finished job is asked for: tiles, files, another baseline. */
final class Results {
    /** For ImageIO from 0, smallest, to 1, not compressed: a tile lives for a moment, on the way to the same computer. */
    private static final float TILE_QUALITY = 0.8f;

    private final Worker worker;
    private final Limits limits;
    /** Reading a picture again and writing a large one take memory: one at a time. */
    private final Semaphore heavy = new Semaphore(1);

    Results(Worker worker, Limits limits) {
        this.worker = worker;
        this.limits = limits;
    }

    /**
     * A tile as PNG.
     *
     * @throws Refusal if there is none
     */
    @SuppressWarnings("try") // held while this runs
    byte[] tile(Job job, String layer, int level, int x, int y) throws IOException {
        try (Job.Use use = job.use()) {
            Layer side = job.layer(layer);
            BufferedImage tile = side == null ? null : side.tile(level, x, y);
            if (tile == null) {
                throw Refusal.notFound();
            }
            return Pixels.png(tile, TILE_QUALITY);
        } catch (ClosedChannelException e) {
            throw Refusal.notFound(); // another baseline has taken its place meanwhile
        }
    }

    /**
     * The result's file, written when it is first asked for, with what the original held beside its pixels.
     *
     * @throws Refusal if the format cannot hold it, or there is no result
     */
    @SuppressWarnings("try") // held while this runs
    Path file(Job job, FileFormat format) throws IOException, InterruptedException {
        heavy.acquire();
        try (Job.Use use = job.use()) {
            Layer result = job.layer("result");
            if (result == null) {
                throw Refusal.notFound();
            }
            Path file = job.folder().resolve("download" + format.extension());
            if (!Files.exists(file)) {
                UpscaleFiles files = UpscaleFiles.standard().withMaxPixels(limits.pixels());
                PictureFile picture = files.read(job.upload());
                Enlarger rows = (image, width, height, sink) -> result.replay(sink);
                Size to = job.measures().to();
                try {
                    files.write(picture, rows, to.width(), to.height(), file);
                } catch (IllegalArgumentException e) {
                    throw new Refusal(409, String.valueOf(e.getMessage()));
                }
            }
            return file;
        } finally {
            heavy.release();
        }
    }

    /** Puts the plain resize of that name beside the result. */
    @SuppressWarnings("try") // held while this runs
    void compare(Job job, Baseline baseline) throws IOException, InterruptedException {
        heavy.acquire();
        try (Job.Use use = job.use()) {
            if (job.layer("result") == null) {
                throw Refusal.notFound();
            }
            if (job.baseline() != baseline) {
                PictureFile picture =
                        UpscaleFiles.standard().withMaxPixels(limits.pixels()).read(job.upload());
                job.compareWith(baseline, worker.baseline(job, picture, baseline, job.measures()));
            }
        } finally {
            heavy.release();
        }
    }
}
