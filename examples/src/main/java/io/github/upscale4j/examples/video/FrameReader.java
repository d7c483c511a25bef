package io.github.upscale4j.examples.video;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames of a video as RGB of 8 bits with their timestamps, decoded by ffmpeg: pixels come through standard output, timestamps
 * by what its filter {@code showinfo} reports on standard error, a line before each frame.
 */
final class FrameReader implements Closeable {
    private static final Pattern FRAME = Pattern.compile(
            "\\[Parsed_showinfo.*\\] n: *\\d+ pts: *(-?\\d+|NOPTS) .*? sar:(\\d+/\\d+) s:(\\d+)x(\\d+) .*");
    private static final Pattern TIME_BASE =
            Pattern.compile("\\[Parsed_showinfo.*\\] config in time_base: (\\d+)/(\\d+),.*");

    private static final Line END = new Line(0, "", 0, 0);

    private final Process process;
    private final long start; // nanoseconds
    private final InputStream pixels;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Thread errors;
    private volatile String lastWords = "";
    private volatile long unitAbove = 1; // of the time base
    private volatile long unitBelow = 1;
    private long last = -1;
    private Line first;

    private record Line(long pts, String sar, int width, int height) {}

    /**
     * One frame.
     *
     * @param nanos its timestamp, counted from the start of the file
     * @param pixels RGB, rows without gaps
     * @param aspect of one pixel, as in {@code 1/1}; {@code 0/1} if unknown
     */
    record Frame(long nanos, int width, int height, String aspect, byte[] pixels) {}

    FrameReader(Path file, VideoInfo info, Ffmpeg ffmpeg) throws IOException {
        start = Math.round(info.start() * 1e9);
        process = ffmpeg.start(List.of(
                "-copyts",
                "-i",
                VideoFile.argument(file),
                "-map",
                "0:v:0",
                "-vf",
                "scale=in_color_matrix=" + info.inputMatrix()
                        + ":flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=rgb24,"
                        + "showinfo=checksum=0",
                "-fps_mode",
                "passthrough",
                "-f",
                "rawvideo",
                "pipe:1"));
        process.getOutputStream().close();
        pixels = new BufferedInputStream(process.getInputStream(), 1 << 16);
        errors = Ffmpeg.readErrors(process, this::hear, () -> lines.add(END));
    }

    private void hear(String line) {
        Matcher frame = FRAME.matcher(line);
        Matcher base = TIME_BASE.matcher(line);
        if (frame.matches()) {
            long pts = frame.group(1).equals("NOPTS") ? Long.MIN_VALUE : Long.parseLong(frame.group(1));
            int width = Integer.parseInt(frame.group(3));
            lines.add(new Line(pts, frame.group(2), width, Integer.parseInt(frame.group(4))));
        } else if (base.matches()) {
            unitAbove = Long.parseLong(base.group(1));
            unitBelow = Long.parseLong(base.group(2));
        } else if (!line.startsWith("[Parsed_showinfo") && !line.isBlank()) {
            lastWords = line;
        }
    }

    /**
     * The next frame, or null after the last one.
     *
     * @throws IOException with ffmpeg's last words, if it fails
     */
    Frame next() throws IOException, InterruptedException {
        Line line = lines.take();
        if (line == END) {
            if (process.waitFor() != 0) {
                throw new IOException("ffmpeg cannot read it: " + lastWords);
            }
            return null;
        }
        if (first == null) {
            first = line;
        } else if (line.width != first.width || line.height != first.height) {
            throw new IOException("the size of its picture changes from " + first.width + " x " + first.height + " to "
                    + line.width + " x " + line.height + ", which is not supported; cut it there first");
        }
        byte[] frame = new byte[Math.multiplyExact(3 * line.width, line.height)];
        if (pixels.readNBytes(frame, 0, frame.length) < frame.length) {
            process.waitFor();
            errors.join();
            throw new IOException("ffmpeg ended within a frame: " + lastWords);
        }
        return new Frame(nanos(line.pts), line.width, line.height, line.sar, frame);
    }

    /** A frame without a timestamp comes at once after the one before it. */
    private long nanos(long pts) {
        long nanos = pts == Long.MIN_VALUE ? last + 1 : Math.round((double) pts / unitBelow * unitAbove * 1e9) - start;
        last = Math.max(nanos, last + 1);
        return last;
    }

    @Override
    public void close() {
        Ffmpeg.kill(process);
    }
}
