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
    private FrameReader reader;
    private FrameWriter writer;
    private boolean stopped;

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
            start(() -> reader = new FrameReader(file, info, ffmpeg));
            FrameReader.Frame first = reader.next();
            if (first == null) {
                throw new IOException("there is no frame in it");
            }
            // no stream begins before zero; sound that goes with it is moved as much
            long shift = Math.max(0, -first.nanos());
            Size to = size.apply(first.width(), first.height());
            start(() -> writer = new FrameWriter(output, file, info, encoding, first, to, shift, ffmpeg));
            FrameReader.Frame frame = first;
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

    private interface Starter {
        void start() throws IOException;
    }

    /** Once stopped, no process is started any more. */
    private synchronized void start(Starter starter) throws IOException {
        if (stopped) {
            throw new CancellationException("stopped");
        }
        starter.start();
    }

    /** Ends both processes for good, from any thread. */
    public synchronized void stop() {
        stopped = true;
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
