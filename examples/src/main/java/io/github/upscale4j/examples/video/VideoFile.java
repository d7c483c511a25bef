package io.github.upscale4j.examples.video;

import io.github.upscale4j.Progress;
import io.github.upscale4j.ProgressListener;
import io.github.upscale4j.examples.page.Pixels;
import io.github.upscale4j.files.Enlarger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;

/**
 * Enlarges a video: every frame by itself, with its timestamp, beside the sound as it was. In memory are one frame and its
 * result.
 */
public final class VideoFile {
    private final Path file;
    private final Ffmpeg ffmpeg;
    private final VideoInfo info;
    private volatile FrameReader reader;
    private volatile FrameWriter writer;

    /**
     * How the result is coded.
     *
     * @param codec as ffmpeg calls its encoder, as in {@code libx264}
     * @param crf its constant rate factor: lower is better and larger
     */
    public record Encoding(String codec, int crf) {}

    /** The size of a frame. */
    public record Size(int width, int height) {}

    /** @throws IOException if the file is missing or no video */
    public VideoFile(Path file, Ffmpeg ffmpeg) throws IOException, InterruptedException {
        this.file = file;
        this.ffmpeg = ffmpeg;
        info = VideoInfo.of(file, ffmpeg);
    }

    public VideoInfo info() {
        return info;
    }

    /**
     * Writes the enlarged video to a file that somebody else brings into its place.
     *
     * @param size from the size of the frames, upright, to that of the results
     * @param progress told after every frame, {@code rows} of it being frames
     * @throws IOException with ffmpeg's words, if it cannot read or write
     * @throws CancellationException if the thread is interrupted
     */
    public void enlarge(
            Enlarger enlarger,
            BiFunction<Integer, Integer, Size> size,
            Encoding encoding,
            Path output,
            ProgressListener progress)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try {
            reader = new FrameReader(file, info, ffmpeg);
            FrameReader.Frame frame = reader.next();
            if (frame == null) {
                throw new IOException("there is no frame in it");
            }
            // a stream of ours begins at zero or later
            long shift = Math.max(0, -frame.nanos());
            Size to = size.apply(frame.width(), frame.height());
            writer = new FrameWriter(output, file, info, encoding, frame, to.width(), to.height(), ffmpeg);
            for (int done = 1; frame != null; done++, frame = reader.next()) {
                writer.write(frame.nanos() + shift, enlarged(frame, enlarger, to));
                progress.progress(progress(done, System.nanoTime() - begin));
            }
            writer.finish();
        } finally {
            stop();
        }
    }

    private static byte[] enlarged(FrameReader.Frame frame, Enlarger enlarger, Size to) throws IOException {
        int rowBytes = 3 * to.width();
        byte[] result = new byte[Math.multiplyExact(rowBytes, to.height())];
        enlarger.enlarge(
                Pixels.image(frame.pixels(), frame.width(), frame.height(), 3, false),
                to.width(),
                to.height(),
                (y, colour, alpha) -> {
                    for (int i = 0; i < rowBytes; i++) {
                        result[y * rowBytes + i] = Pixels.level(colour[i]);
                    }
                });
        return result;
    }

    private Progress progress(int done, long nanos) {
        int of = (int) Math.max(done, info.frames());
        return new Progress(
                (double) done / of, done, of, Duration.ofNanos((long) ((double) nanos / done * (of - done))));
    }

    /** Ends both processes, from any thread. */
    public void stop() {
        if (reader != null) {
            reader.close();
        }
        if (writer != null) {
            writer.close();
        }
    }

    /** A path that ffmpeg takes neither for an option nor for an address. */
    static String argument(Path file) {
        return "file:" + file.toAbsolutePath();
    }

    /** Whether files of that name have a time unit that can be chosen. */
    static boolean isMp4(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".mp4") || name.endsWith(".m4v") || name.endsWith(".mov");
    }
}
