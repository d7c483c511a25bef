package io.github.upscale4j.examples.video;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Encodes frames by ffmpeg, beside the sound of the original, which is copied as it is. */
final class FrameWriter implements Closeable {
    private final Process process;
    private final Thread errors;
    private final OutputStream pipe;
    private final Matroska stream;
    private volatile String lastWords = "";

    /**
     * @param first of the frames before they were enlarged
     * @param shift nanoseconds by which all timestamps are moved, those of the original's sound too
     * @param original from which sound, chapters and tags are taken
     */
    FrameWriter(
            Path output,
            Path original,
            VideoInfo info,
            VideoFile.Encoding encoding,
            FrameReader.Frame first,
            VideoFile.Size size,
            long shift,
            Ffmpeg ffmpeg)
            throws IOException {
        double rate = VideoInfo.fraction(info.frameRate());
        List<String> arguments = new ArrayList<>(List.of("-y", "-copyts", "-f", "matroska", "-i", "pipe:0"));
        arguments.addAll(List.of("-itsoffset", String.format(Locale.ROOT, "%.6f", shift / 1e9 - info.start())));
        arguments.addAll(List.of("-i", VideoFile.argument(original)));
        arguments.addAll(List.of("-map", "0:v:0", "-map", "1:a?", "-map_metadata", "1", "-map_chapters", "1"));
        arguments.addAll(List.of("-c:a", "copy", "-fps_mode", "passthrough", "-enc_time_base", info.timeBase()));
        // half as many colours as pixels a side is what players take, and wants even sides
        String format = size.width() % 2 == 0 && size.height() % 2 == 0 ? "yuv420p" : "yuv444p";
        String aspect = first.aspect().startsWith("0/") ? "1/1" : first.aspect();
        arguments.addAll(List.of(
                "-vf",
                "scale=out_color_matrix=" + info.outputMatrix() + ":out_range=tv:flags=bicubic+accurate_rnd"
                        + "+full_chroma_int,format=" + format + ",setsar=" + aspect));
        arguments.addAll(List.of("-colorspace", info.outputMatrix(), "-color_range", "tv"));
        arguments.addAll(List.of("-color_primaries", info.outputPrimaries(), "-color_trc", info.outputTransfer()));
        arguments.addAll(List.of("-c:v", encoding.codec(), "-crf", String.valueOf(encoding.crf())));
        String[] unit = info.timeBase().split("/");
        if (VideoFile.isMp4(output) && unit[0].equals("1")) {
            arguments.addAll(List.of("-video_track_timescale", unit[1]));
        }
        arguments.add(VideoFile.argument(output));
        process = ffmpeg.start(arguments);
        errors = Ffmpeg.readErrors(
                process,
                line -> {
                    // after its last line about a failure ffmpeg says once more that it failed
                    if (!line.isBlank() && !line.startsWith("Conversion failed")) {
                        lastWords = line;
                    }
                },
                () -> {});
        process.getInputStream().close();
        pipe = process.getOutputStream();
        try {
            stream = new Matroska(pipe, size.width(), size.height(), rate > 0 ? Math.round(1e9 / rate) : 0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @throws IOException with ffmpeg's last words, if it has given up */
    void write(long nanos, byte[] frame) throws IOException {
        try {
            stream.write(nanos, frame);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Waits for the rest. */
    void finish() throws IOException, InterruptedException {
        try {
            pipe.close();
        } catch (IOException e) {
            throw failed(e);
        }
        if (process.waitFor() != 0) {
            throw failed(null);
        }
    }

    private IOException failed(IOException cause) {
        try {
            process.waitFor();
            errors.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Ffmpeg.kill(process);
        }
        return new IOException("ffmpeg cannot write it: " + lastWords, cause);
    }

    @Override
    public void close() {
        Ffmpeg.kill(process);
    }
}
