package io.github.upscale4j.examples.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ffprobe says of the first video stream of a file.
 *
 * @param width as it is stored; a phone's film may have to be turned
 * @param frames about how many; 0 if unknown
 * @param frameRate as a fraction of ffmpeg's, as in {@code 30000/1001}; {@code 0/0} if unknown
 * @param start of the file in seconds, its first timestamp: that of the result will be zero
 * @param timeBase the unit of its timestamps in seconds, as in {@code 1/12800}
 * @param matrix how its YUV is meant, by ffmpeg's names, as are the two below; {@code unknown} if it does not say
 */
public record VideoInfo(
        int width,
        int height,
        long frames,
        String frameRate,
        double start,
        String timeBase,
        String matrix,
        String primaries,
        String transfer) {
    private static final String UNKNOWN = "unknown";

    /** From this height on, what does not say is BT.709; below, BT.601 (as players have it). */
    private static final int HIGH_DEFINITION = 720;

    /** @throws IOException naming the file, if it is missing, no video, or ffprobe does not understand it */
    public static VideoInfo of(Path file, Ffmpeg ffmpeg) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        String text;
        try {
            text = ffmpeg.probe(List.of(
                    "-select_streams",
                    "v:0",
                    "-show_entries",
                    "stream=width,height,nb_frames,avg_frame_rate,time_base,duration,color_space,color_primaries,"
                            + "color_transfer:format=start_time,duration",
                    "-of",
                    "default=noprint_wrappers=1",
                    VideoFile.argument(file)));
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).replace(VideoFile.argument(file) + ": ", "");
            throw new IOException(file + ": " + reason, e);
        }
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            // the stream's own values come first
            values.putIfAbsent(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        });
        if (!values.containsKey("width")) {
            throw new IOException(file + ": there is no video in it");
        }
        String rate = values.getOrDefault("avg_frame_rate", "0/0");
        return new VideoInfo(
                Integer.parseInt(values.get("width")),
                Integer.parseInt(values.get("height")),
                frames(values, rate),
                rate,
                number(values.get("start_time")),
                values.getOrDefault("time_base", "1/90000"),
                values.getOrDefault("color_space", UNKNOWN),
                values.getOrDefault("color_primaries", UNKNOWN),
                values.getOrDefault("color_transfer", UNKNOWN));
    }

    private static long frames(Map<String, String> values, String rate) {
        double counted = number(values.get("nb_frames"));
        double estimated = number(values.get("duration")) * fraction(rate);
        return counted > 0 ? (long) counted : estimated > 0 ? Math.round(estimated) : 0;
    }

    private static double number(String text) {
        return text == null || !text.matches("-?\\d+(\\.\\d+)?") ? 0 : Double.parseDouble(text);
    }

    /** The value of {@code 30000/1001}; 0 for {@code 0/0}. */
    static double fraction(String text) {
        String[] parts = text.split("/", 2);
        double below = number(parts[parts.length - 1]);
        return parts.length == 2 && below > 0 ? number(parts[0]) / below : 0;
    }

    /** What its YUV is decoded by. */
    String inputMatrix() {
        if (!isUnknown(matrix)) {
            return matrix;
        }
        return height < HIGH_DEFINITION ? "smpte170m" : "bt709";
    }

    /** What the result's YUV is coded by, and says so: a small film's own would be mistaken once it is large. */
    String outputMatrix() {
        return matrix.startsWith("bt2020") ? matrix : "bt709";
    }

    String outputPrimaries() {
        return isUnknown(primaries) ? "bt709" : primaries;
    }

    String outputTransfer() {
        return isUnknown(transfer) ? "bt709" : transfer;
    }

    private static boolean isUnknown(String value) {
        return value.equals(UNKNOWN) || value.equals("reserved") || value.equals("gbr");
    }
}
